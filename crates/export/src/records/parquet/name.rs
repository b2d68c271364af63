//! The names of files. Programs take them for nothing but names; they are there for people.

/// Longer parts of names are cut.
const LONGEST: usize = 60;

/// The file of a profile.
pub(super) fn of_profile(profile: &str) -> String {
    format!("{}.parquet", plain(profile))
}

/// The file of a folder, which is the only one with this place in the profile.
pub(super) fn of_folder(profile: &str, place: usize, path: &str) -> String {
    format!("{}-{place:03}-{}.parquet", plain(profile), plain(path))
}

/// Letters and digits of ASCII, with a `-` for all between them, so that no system and no program that reads hive-style
/// partitions makes anything of them.
fn plain(name: &str) -> String {
    let mut text = String::new();
    for letter in name.chars() {
        if text.len() >= LONGEST {
            break;
        }
        match letter {
            'a'..='z' | 'A'..='Z' | '0'..='9' => text.push(letter),
            '.' | '_' if !text.is_empty() => text.push(letter),
            _ if !text.is_empty() && !text.ends_with('-') => text.push('-'),
            _ => {}
        }
    }
    let end = text.trim_end_matches(['-', '.']).len();
    text.truncate(end);
    if text.is_empty() { "x".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain() {
        assert_eq!(of_profile("ab12.default-release"), "ab12.default-release.parquet");
        assert_eq!(of_folder("p", 7, "archive/2023/Q4 äöü & stuff"), "p-007-archive-2023-Q4-stuff.parquet");
        assert_eq!(of_folder("..", 1234, "ü"), "x-1234-x.parquet");
        assert!(of_profile(&"long ".repeat(100)).len() < 80);
    }
}
