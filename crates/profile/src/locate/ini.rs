//! `profiles.ini` and `installs.ini`.

/// A profile that is listed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Listed {
    pub(super) name: String,
    pub(super) path: String,
    pub(super) is_relative: bool,
    pub(super) is_default: bool,
}

/// The profiles of `profiles.ini`, in its order. Whether one is what a program takes by itself: since Thunderbird 67 the sections
/// of installed programs say so, `[Install4F96D1932A9F858E]` there or `[4F96D1932A9F858E]` in `installs.ini`; before, the
/// profile itself, and the only one is always taken.
pub(super) fn profiles(profiles: &str, installs: &str) -> Vec<Listed> {
    let sections = sections(profiles);
    let by_installs: Vec<String> = sections
        .iter()
        .filter(|section| section.name.starts_with("Install"))
        .chain(&self::sections(installs))
        .filter_map(|section| section.get("Default").map(str::to_owned))
        .collect();
    let mut listed: Vec<_> = sections.iter().filter_map(|section| profile(section, &by_installs)).collect();
    if let [only] = listed.as_mut_slice() {
        only.is_default = true;
    }
    listed
}

fn profile(section: &Section<'_>, by_installs: &[String]) -> Option<Listed> {
    let number = section.name.strip_prefix("Profile")?;
    let path = section.get("Path").filter(|_| number.bytes().all(|byte| byte.is_ascii_digit()))?;
    let is_default = if by_installs.is_empty() {
        section.get("Default") == Some("1")
    } else {
        by_installs.iter().any(|default| default == path)
    };
    Some(Listed {
        name: section.get("Name").unwrap_or_default().to_owned(),
        path: path.to_owned(),
        is_relative: section.get("IsRelative") == Some("1"),
        is_default,
    })
}

#[derive(Debug)]
struct Section<'t> {
    name: &'t str,
    values: Vec<(&'t str, &'t str)>,
}

impl<'t> Section<'t> {
    /// The last value of that name which says something.
    fn get(&self, name: &str) -> Option<&'t str> {
        let values = self.values.iter().rev().filter(|(key, _)| *key == name);
        values.map(|(_, value)| *value).find(|value| !value.is_empty())
    }
}

fn sections(text: &str) -> Vec<Section<'_>> {
    let mut sections: Vec<Section<'_>> = Vec::new();
    for line in text.trim_start_matches('\u{FEFF}').lines().map(str::trim) {
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            sections.push(Section { name, values: Vec::new() });
        } else if let (Some(section), Some((key, value))) = (sections.last_mut(), line.split_once('='))
            && !line.starts_with([';', '#'])
        {
            section.values.push((key.trim_end(), value.trim_start()));
        }
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, installs: &str) -> Vec<(String, bool)> {
        profiles(text, installs).into_iter().map(|listed| (listed.path, listed.is_default)).collect()
    }

    const TWO: &str = "[Profile1]\r\nName=a\r\nIsRelative=1\r\nPath=Profiles/a\r\nDefault=1\r\n\r\n\
        ; Path=nothing\r\n[Profile0]\r\nName=b=c\r\nIsRelative=0\r\nPath=/b\r\n";

    #[test]
    fn profiles_are_listed() {
        let listed = profiles(TWO, "");
        assert_eq!((listed[0].name.as_str(), listed[0].is_relative), ("a", true));
        assert_eq!((listed[1].name.as_str(), listed[1].is_relative), ("b=c", false));
        assert_eq!(of(TWO, ""), [("Profiles/a".to_owned(), true), ("/b".to_owned(), false)]);
    }

    #[test]
    fn installed_programs_have_their_own() {
        let expected = [("Profiles/a".to_owned(), false), ("/b".to_owned(), true)];
        assert_eq!(of(TWO, "[4F96D1932A9F858E]\nDefault=/b\nLocked=1\n"), expected);
        assert_eq!(of(&format!("[Install4F96]\nDefault=/b\nLocked=1\n{TWO}"), ""), expected);
    }

    #[test]
    fn the_only_one_is_taken() {
        assert_eq!(of("[Profile0]\nPath=x\n", ""), [("x".to_owned(), true)]);
        let odd = "=\n[]\n[Profile\nPath=y\n[Profile0]\nPath=\n[ProfileX]\nPath=z\n[General]\nPath=w\n";
        assert_eq!(of(odd, "[\n]\n=\n"), []);
    }
}
