//! Which folders of a profile are meant.

use std::io::{self, ErrorKind};

use morkdb_profile::{Account, MailFolder, Profile};

use crate::args::Scope;
use crate::mail::column::similar;
use crate::printable::printable;

/// The places of the folders that are meant.
pub(super) fn places(profile: &Profile, scope: &Scope) -> io::Result<Vec<usize>> {
    let accounts = accounts(profile, &scope.account)?;
    let patterns: Vec<_> = scope.folder.iter().map(|pattern| Pattern::new(pattern)).collect();
    let mut is_used = vec![false; patterns.len()];
    let mut places = Vec::new();
    for (place, folder) in profile.folders().iter().enumerate() {
        let is_in = accounts.as_ref().is_none_or(|accounts| accounts.contains(&folder.account));
        if is_in && (patterns.is_empty() || is_wanted(profile, folder, &patterns, &mut is_used)) {
            places.push(place);
        }
    }
    match is_used.iter().position(|is_used| !is_used).and_then(|at| scope.folder.get(at)) {
        Some(pattern) => Err(no_folder(profile, pattern)),
        None => Ok(places),
    }
}

fn is_wanted(profile: &Profile, folder: &MailFolder, patterns: &[Pattern], is_used: &mut [bool]) -> bool {
    let path = folded(&folder.path());
    let account = profile.account_of(folder).map_or("", |account| &account.server.name);
    let whole = format!("{}/{path}", folded(account));
    let mut is_wanted = false;
    for (pattern, is_used) in patterns.iter().zip(is_used) {
        if pattern.fits(&path) || pattern.fits(&whole) {
            (is_wanted, *is_used) = (true, true);
        }
    }
    is_wanted
}

/// The places of the accounts that are meant; `None` for all.
fn accounts(profile: &Profile, names: &[String]) -> io::Result<Option<Vec<usize>>> {
    if names.is_empty() {
        return Ok(None);
    }
    let mut places = Vec::new();
    for name in names {
        let is_it = |account: &Account| {
            account.key == *name
                || folded(&account.server.name) == folded(name)
                || account.server.key == *name
        };
        let before = places.len();
        places.extend(
            (0..).zip(profile.accounts()).filter(|(_, account)| is_it(account)).map(|(place, _)| place),
        );
        if places.len() == before {
            return Err(no_account(profile, name));
        }
    }
    Ok(Some(places))
}

fn no_account(profile: &Profile, name: &str) -> io::Error {
    let names: Vec<_> = profile.accounts().iter().map(|account| account.server.name.as_str()).collect();
    let hint = match similar(name, names.iter().copied()) {
        Some(similar) => format!("did you mean `{similar}`?"),
        None => format!("there are: {}", names.join(", ")),
    };
    wrong(&format!("--account: there is no account `{name}`"), &hint)
}

fn no_folder(profile: &Profile, pattern: &str) -> io::Error {
    let paths: Vec<_> = profile.folders().iter().map(MailFolder::path).collect();
    let hint = match similar(pattern, paths.iter().map(String::as_str)) {
        Some(similar) => format!("did you mean `{similar}`?"),
        None => "`mork folders` shows them; * stands for any text".to_owned(),
    };
    wrong(&format!("--folder: there is no folder `{pattern}`"), &hint)
}

fn wrong(sentence: &str, hint: &str) -> io::Error {
    let text = format!("{}\nhint: {}", printable(sentence.as_bytes()), printable(hint.as_bytes()));
    io::Error::new(ErrorKind::InvalidInput, text)
}

fn folded(text: &str) -> String {
    text.to_lowercase()
}

/// A name with `*` for any text and `?` for one character, in any case.
#[derive(Debug)]
struct Pattern(Vec<char>);

impl Pattern {
    fn new(text: &str) -> Self {
        Self(folded(text).chars().collect())
    }

    /// Whether it fits all of a text that is in lower case.
    fn fits(&self, text: &str) -> bool {
        let text: Vec<_> = text.chars().collect();
        let (mut at, mut place) = (0, 0);
        // Where the last `*` was, and how far the text was that it stood for.
        let mut star = None;
        while place < text.len() {
            match self.0.get(at) {
                Some('*') => {
                    star = Some((at, place));
                    at += 1;
                }
                Some(own) if *own == '?' || text.get(place) == Some(own) => (at, place) = (at + 1, place + 1),
                _ => match star {
                    Some((star_at, taken)) => {
                        star = Some((star_at, taken + 1));
                        (at, place) = (star_at + 1, taken + 1);
                    }
                    None => return false,
                },
            }
        }
        self.0.iter().skip(at).all(|own| *own == '*')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_all_of_a_path() {
        let fits = |pattern: &str, text: &str| Pattern::new(pattern).fits(text);
        assert!(fits("INBOX", "inbox") && !fits("inbox", "inbox/sub"));
        assert!(fits("archive/*", "archive/2023/q4") && !fits("archive/*", "archive"));
        assert!(fits("*23*", "archive/2023") && fits("*", "") && fits("", "") && !fits("", "a"));
        assert!(fits("a?c", "aßc") && !fits("a?c", "ac") && !fits("a?c", "abbc"));
        assert!(fits("*a*b*c", "xxaxxbxxabc") && !fits("*a*b*c", "xxaxxbxxab"));
    }

    /// A pattern of many stars takes no more than its length times that of the text.
    #[test]
    fn hostile_patterns_end() {
        let pattern = "*a".repeat(200) + "*b";
        assert!(!Pattern::new(&pattern).fits(&"a".repeat(20_000)));
    }
}
