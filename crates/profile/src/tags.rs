//! Tags: `mailnews.tags.*`.

use std::collections::BTreeMap;

use crate::prefs::{Preferences, Value};

/// A tag.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tag {
    /// The keyword that messages have: `$label1`. In lower case, as Thunderbird writes it.
    pub key: String,
    /// What people see: `Important`.
    pub name: String,
    /// `#FF0000`
    pub color: Option<String>,
    /// What they are sorted by, where it is not the key.
    pub ordinal: Option<String>,
}

/// All tags of a profile, in Thunderbird's order: by ordinal, or by key where a tag has none.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Tags(pub Vec<Tag>);

/// The tags that Thunderbird gives to a profile when it first has one: key, name in English, colour.
pub const FIRST: [(&str, &str, &str); 5] = [
    ("$label1", "Important", "#FF0000"),
    ("$label2", "Work", "#FF9900"),
    ("$label3", "Personal", "#009900"),
    ("$label4", "To Do", "#3333FF"),
    ("$label5", "Later", "#993399"),
];

impl Tags {
    /// The tags of these preferences. Where they do not say that Thunderbird has set up the first five (`mailnews.tags.version` is
    /// below 2), those that are missing are among them, under the names that an older Thunderbird had for labels where
    /// they say so. As in Thunderbird, a tag without a name is none.
    pub fn read(preferences: &Preferences) -> Self {
        let mut tags = written(preferences);
        if preferences.number("mailnews.tags.version").unwrap_or(0) < 2 {
            for (number, (key, name, color)) in (1..).zip(FIRST) {
                tags.entry(key.to_owned()).or_default().complete(preferences, number, name, color);
            }
        }
        let mut tags: Vec<_> = tags.into_iter().filter_map(|(key, parts)| parts.tag(key)).collect();
        tags.sort_by(|one, other| one.rank().cmp(other.rank()));
        Self(tags)
    }

    /// The tag of a keyword; keywords are compared without regard to ASCII case.
    pub fn get(&self, key: &str) -> Option<&Tag> {
        self.0.iter().find(|tag| tag.key.eq_ignore_ascii_case(key))
    }

    /// What people see for a keyword: the keyword itself where no tag has it.
    pub fn name<'t>(&'t self, key: &'t str) -> &'t str {
        self.get(key).map_or(key, |tag| &tag.name)
    }
}

impl Tag {
    fn rank(&self) -> &str {
        self.ordinal.as_ref().unwrap_or(&self.key)
    }
}

/// What was found of a tag so far.
#[derive(Default, Debug)]
struct Parts {
    name: Option<String>,
    color: Option<String>,
    ordinal: Option<String>,
}

impl Parts {
    fn complete(&mut self, preferences: &Preferences, number: u8, name: &str, color: &str) {
        if self.name.is_some() {
            return;
        }
        let old = |what: &str| preferences.text(&format!("mailnews.labels.{what}.{number}"));
        // What is not the user's own is the name of a file of words.
        let old_name = old("description").filter(|name| !name.starts_with("chrome:"));
        self.name = Some(old_name.unwrap_or(name).to_owned());
        self.color.get_or_insert_with(|| old("color").unwrap_or(color).to_owned());
    }

    fn tag(self, key: String) -> Option<Tag> {
        Some(Tag { key, name: self.name?, color: self.color, ordinal: self.ordinal })
    }
}

/// What the preferences have, by key. A key may have dots.
fn written(preferences: &Preferences) -> BTreeMap<String, Parts> {
    let mut tags: BTreeMap<String, Parts> = BTreeMap::new();
    for (name, value) in preferences.below("mailnews.tags.") {
        let Some((key, part)) = name.rsplit_once('.').filter(|(key, _)| !key.is_empty()) else { continue };
        let Value::Text(text) = value else { continue };
        if text.is_empty() {
            continue;
        }
        let parts = tags.entry(key.to_ascii_lowercase()).or_default();
        match part {
            "tag" => parts.name = Some(text.clone()),
            "color" => parts.color = Some(text.clone()),
            "ordinal" => parts.ordinal = Some(text.clone()),
            _ => {}
        }
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(text: &str) -> Vec<Tag> {
        let (preferences, odd) = Preferences::parse(text.as_bytes());
        assert_eq!(odd, 0);
        Tags::read(&preferences).0
    }

    fn names(tags: &[Tag]) -> Vec<&str> {
        tags.iter().map(|tag| tag.name.as_str()).collect()
    }

    #[test]
    fn a_new_profile_has_the_first_five() {
        let tags = tags("");
        assert_eq!(names(&tags), ["Important", "Work", "Personal", "To Do", "Later"]);
        assert_eq!(tags[0].color.as_deref(), Some("#FF0000"));
        assert_eq!(Tags(tags).name("$LABEL4"), "To Do");
    }

    #[test]
    fn ordinals_come_before_keys_and_keys_have_dots() {
        let tags = tags(
            r##"user_pref("mailnews.tags.version", 2);
            user_pref("mailnews.tags.a.b.c.tag", "dots");
            user_pref("mailnews.tags.a.b.c.color", "#000001");
            user_pref("mailnews.tags.zz.tag", "first");
            user_pref("mailnews.tags.zz.ordinal", "0");
            user_pref("mailnews.tags.b.tag", "last");
            user_pref("mailnews.tags.nameless.color", "#000002");
            user_pref("mailnews.tags.empty.tag", "");
            user_pref("mailnews.tags..tag", "keyless");"##,
        );
        assert_eq!(names(&tags), ["first", "dots", "last"]);
        assert_eq!((tags[1].key.as_str(), tags[1].color.as_deref()), ("a.b.c", Some("#000001")));
        assert_eq!(tags[0].ordinal.as_deref(), Some("0"));
    }

    /// Whoever deleted the first five has none.
    #[test]
    fn deleted_tags_stay_deleted() {
        assert_eq!(tags(r#"user_pref("mailnews.tags.version", 2);"#), []);
    }

    #[test]
    fn labels_of_an_older_thunderbird_are_tags() {
        let tags = tags(
            r##"user_pref("mailnews.labels.description.1", "Eilig");
            user_pref("mailnews.labels.color.1", "#123456");
            user_pref("mailnews.labels.description.2", "chrome://messenger/locale/messenger.properties");
            user_pref("mailnews.tags.$Label3.tag", "Privat");"##,
        );
        assert_eq!(names(&tags), ["Eilig", "Work", "Privat", "To Do", "Later"]);
        assert_eq!(tags[0].color.as_deref(), Some("#123456"));
    }
}
