//! Files beside folders that are none.

/// Files that Thunderbird never takes for folders, in lower case (`nsMsgLocalStoreUtils::nsShouldIgnoreFile`).
const NEVER: [&str; 19] = [
    "feeditems.json",
    "feeditems.json.backup",
    "feeditems.json.corrupt",
    "feeditems.json.tmp",
    "feeditems.rdf",
    "feeds.json",
    "feeds.json.backup",
    "feeds.json.corrupt",
    "feeds.json.tmp",
    "feeds.rdf",
    "filterlog.html",
    "filters.js",
    "junklog.html",
    "mailfilt.log",
    "msgfilterrules.dat",
    "popstate.dat",
    "rules.dat",
    "rulesbackup.dat",
    "sort.dat",
];

/// Ends of names of files that are hardly folders. There may be a folder of such a name all the same.
const RARELY: [&str; 16] = [
    "bak", "bin", "css", "dat", "db", "htm", "html", "ini", "js", "json", "log", "newsrc", "rdf", "sqlite",
    "tmp", "wdseml",
];

/// Whether nothing of this name is a folder, with or without a summary.
pub(super) fn is_never(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let ends = |end| lower.ends_with(end);
    name.is_empty()
        || name.starts_with(['.', '#'])
        || name.ends_with('~')
        || NEVER.binary_search(&lower.as_str()).is_ok()
        || [".snm", ".toc", ".mozmsgs", ".sbd", ".msf"].into_iter().any(ends)
        || lower.starts_with("feeditems_error")
        || is_temporary(&lower)
}

/// What Thunderbird compacts a folder into: `nstmp`, and `nstmp-1` where there was one.
fn is_temporary(lower: &str) -> bool {
    let rest = lower.strip_prefix("nstmp").map(|rest| rest.trim_start_matches('-'));
    rest.is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether a file of this name is a folder only if it has a summary, or mail in it.
pub(super) fn is_rarely(name: &str) -> bool {
    let end = name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase());
    end.is_some_and(|end| RARELY.contains(&end.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        assert!(NEVER.is_sorted());
    }

    #[test]
    fn files_that_are_no_folders() {
        for name in [
            "msgFilterRules.dat",
            ".compact-temp",
            "._INBOX",
            "a~",
            "#x",
            "nstmp",
            "nstmp-1",
            "Inbox.mozmsgs",
        ] {
            assert!(is_never(name), "{name}");
        }
        for name in ["test.alpha.dat", "x.JSON", "a.wdseml", "host.newsrc"] {
            assert!(is_rarely(name) && !is_never(name), "{name}");
        }
        for name in ["Inbox", "dat", "nstmpx", "test.alpha", "2023", "Q4 äöü & stuff"] {
            assert!(!is_never(name) && !is_rarely(name), "{name}");
        }
    }
}
