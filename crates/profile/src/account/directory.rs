//! Where the files of a server are.

use std::path::{Path, PathBuf};

use super::ServerKind;
use crate::boundary::{Boundary, Reach, is_windows_path, names};
use crate::prefs::Preferences;
use crate::warning::Warning;

/// The folders of a profile that have those of the accounts.
pub(crate) const MAIL_FOLDERS: [&str; 3] = ["ImapMail", "Mail", "News"];

/// Finds the files and folders that preferences name.
#[derive(Debug)]
pub(super) struct Finder<'a> {
    pub(super) boundary: &'a Boundary,
    pub(super) preferences: &'a Preferences,
}

/// A path from the preferences.
#[derive(PartialEq, Eq, Debug)]
enum Named {
    /// In this profile.
    Here(PathBuf),
    /// Elsewhere.
    Elsewhere,
}

impl Finder<'_> {
    /// The folder of a server; an empty path, and a warning, where it is not in this profile.
    pub(super) fn directory(
        &self,
        server: &str,
        kind: &ServerKind,
        host: &str,
        warnings: &mut Vec<Warning>,
    ) -> PathBuf {
        if *kind == ServerKind::Other("im".to_owned()) {
            return PathBuf::new();
        }
        let found = self.named(&format!("mail.server.{server}.directory"));
        let found = found.or_else(|| self.usual(kind, host).map(Named::Here));
        let Some(Named::Here(path)) =
            found.filter(|named| *named != Named::Here(self.boundary.root().into()))
        else {
            warnings.push(self.elsewhere(server));
            return PathBuf::new();
        };
        match self.boundary.reach(&path) {
            Reach::Inside(_) if path.is_dir() => path,
            Reach::Inside(_) => {
                warnings
                    .push(Warning::new(path, format!("this is no folder, but {server} has it as its own")));
                PathBuf::new()
            }
            Reach::Outside => {
                let what = format!("this folder of {server} leads out of the profile: it was not followed");
                warnings.push(Warning::new(path, what));
                PathBuf::new()
            }
            Reach::Missing => {
                warnings.push(Warning::new(&path, format!("the folder of {server} is missing")));
                path
            }
        }
    }

    fn elsewhere(&self, server: &str) -> Warning {
        let name = format!("mail.server.{server}.directory");
        let texts = [self.preferences.text(&name), self.preferences.text(&format!("{name}-rel"))];
        let text = texts.into_iter().flatten().next().unwrap_or("which has no name");
        Warning::new(
            self.boundary.root().join("prefs.js"),
            format!("the folder of {server} is not in the profile: it was not followed: {text}"),
        )
    }

    /// The file in which a news server has what is read.
    pub(super) fn newsrc(&self, server: &str, host: &str) -> Option<PathBuf> {
        let named = match self.named(&format!("mail.server.{server}.newsrc.file")) {
            Some(Named::Here(path)) => Some(path),
            Some(Named::Elsewhere) => return None,
            None => None,
        };
        let path = named.or_else(|| usual_newsrc(&self.boundary.root().join("News"), host))?;
        (self.boundary.reach(&path) != Reach::Outside).then_some(path)
    }

    /// What `NAME-rel` and `NAME` say: `None` where they say nothing. What is there goes before what is not.
    fn named(&self, name: &str) -> Option<Named> {
        let relative = self.preferences.text(&format!("{name}-rel")).map(|text| self.relative(text));
        if let Some(Named::Here(path)) = &relative
            && path.exists()
        {
            return relative;
        }
        // Old ones of a Mac are no paths.
        let absolute =
            self.preferences.text(name).filter(|text| text.starts_with('/') || is_windows_path(text));
        let absolute = absolute.map(|text| self.absolute(text));
        match (relative, absolute) {
            (Some(Named::Here(_)), Some(Named::Here(path))) if path.exists() => Some(Named::Here(path)),
            (Some(Named::Here(path)), _) | (_, Some(Named::Here(path))) => Some(Named::Here(path)),
            (relative, absolute) => relative.or(absolute),
        }
    }

    /// `[ProfD]Mail/host`: relative to the profile.
    fn relative(&self, text: &str) -> Named {
        let tail = text.strip_prefix("[ProfD]").or_else(|| text.strip_prefix("[ProfLD]"));
        let path = tail.and_then(|tail| self.boundary.below(tail.split('/')));
        path.map_or(Named::Elsewhere, Named::Here)
    }

    /// A path in this profile, or in the place where it once was, on a machine of any kind.
    fn absolute(&self, text: &str) -> Named {
        let path = Path::new(text);
        if path.is_absolute()
            && let Reach::Inside(real) = self.boundary.reach(path)
            && let Ok(below) = real.strip_prefix(self.boundary.real())
        {
            return Named::Here(self.boundary.root().join(below));
        }
        let Some(moved) = self.moved(text) else { return Named::Elsewhere };
        // A folder that is really there is meant, unless the profile has one of that name, too.
        let is_there = !is_windows_path(text) && path.is_dir();
        if is_there && !moved.is_dir() { Named::Elsewhere } else { Named::Here(moved) }
    }

    /// The folder of this profile that a path of the profile's old place is now.
    fn moved(&self, text: &str) -> Option<PathBuf> {
        let names = names(text);
        let start = names.iter().rposition(|name| MAIL_FOLDERS.contains(name))?;
        let tail = names.get(start..).filter(|tail| tail.len() > 1 && !tail.contains(&".."))?;
        self.boundary.below(tail.iter().copied())
    }

    /// Where Thunderbird puts a new server of this kind.
    fn usual(&self, kind: &ServerKind, host: &str) -> Option<PathBuf> {
        let folder = match kind {
            ServerKind::Imap => "ImapMail",
            ServerKind::News => "News",
            _ => "Mail",
        };
        if host.is_empty() {
            return None;
        }
        self.boundary.below([folder, host])
    }
}

/// The newsrc that Thunderbird makes for a server: `newsrc-HOST`, or on Windows once `HOST.rc`.
pub(super) fn usual_newsrc(news: &Path, host: &str) -> Option<PathBuf> {
    if host.is_empty() || host.contains(['/', '\\', '\0']) {
        return None;
    }
    [format!("newsrc-{host}"), format!("{host}.rc")]
        .iter()
        .map(|name| news.join(name))
        .find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A profile with these folders.
    fn profile(folders: &[&str]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for folder in folders {
            std::fs::create_dir_all(root.path().join(folder)).unwrap();
        }
        root
    }

    /// Where the folder of `s` is found, below the profile.
    fn found(root: &Path, preferences: &[(&str, &str)]) -> (Option<String>, usize) {
        let line = |(name, value): &(&str, &str)| {
            let value = value.replace('\\', "\\\\");
            format!("user_pref(\"mail.server.s.{name}\", \"{value}\");\n")
        };
        let text: Vec<_> = preferences.iter().map(line).collect();
        let (preferences, odd) = Preferences::parse(text.concat().as_bytes());
        assert_eq!(odd, 0);
        let boundary = Boundary::new(root).unwrap();
        let finder = Finder { boundary: &boundary, preferences: &preferences };
        let mut warnings = Vec::new();
        let path = finder.directory("s", &ServerKind::Imap, "host", &mut warnings);
        let below = path.strip_prefix(root).ok();
        (below.map(|path| path.to_str().unwrap().replace('\\', "/")), warnings.len())
    }

    #[test]
    fn the_relative_path_is_preferred() {
        let root = profile(&["ImapMail/a", "ImapMail/b", "own"]);
        let rel = |path| found(root.path(), &[("directory-rel", path), ("directory", "/x/ImapMail/b")]);
        assert_eq!(rel("[ProfD]ImapMail/a"), (Some("ImapMail/a".into()), 0));
        assert_eq!(rel("[ProfLD]own"), (Some("own".into()), 0));
        // What is there goes before what is not.
        assert_eq!(rel("[ProfD]ImapMail/none"), (Some("ImapMail/b".into()), 0));
        assert_eq!(rel("[Home]ImapMail/a"), (Some("ImapMail/b".into()), 0));
        assert_eq!(rel("[ProfD]../../ImapMail/a"), (Some("ImapMail/b".into()), 0));
        assert_eq!(found(root.path(), &[("directory-rel", "[ProfD]../x")]), (None, 1));
        assert_eq!(found(root.path(), &[("directory-rel", "[ProfD]")]), (None, 1));
        assert_eq!(
            found(root.path(), &[("directory-rel", "[ProfD]Mail/none")]),
            (Some("Mail/none".into()), 1)
        );
    }

    #[test]
    fn a_path_of_another_machine_is_looked_for_here() {
        let root = profile(&["ImapMail/a b", "Mail/x"]);
        let abs = |path| found(root.path(), &[("directory", path)]);
        let here = (Some("ImapMail/a b".to_owned()), 0);
        assert_eq!(abs("/home/old/.thunderbird/p/ImapMail/a b"), here);
        assert_eq!(abs(r"C:\Users\Mail\p\ImapMail\a b"), here);
        assert_eq!(abs(r"\\server\p\ImapMail\a b\"), here);
        assert_eq!(abs("AAAAAAFuAAIAAQ/Macintosh"), (Some("ImapMail/host".into()), 1));
        assert_eq!(abs("/old/ImapMail/../../x"), (None, 1));
        assert_eq!(abs(root.path().join("Mail/x").to_str().unwrap()), (Some("Mail/x".into()), 0));
        assert_eq!(found(root.path(), &[]), (Some("ImapMail/host".into()), 1));
    }

    /// Somebody had put the mail on another disk, which is there.
    #[test]
    fn a_folder_elsewhere_is_not_followed() {
        let disk = profile(&["Mail/host"]);
        let path = disk.path().join("Mail/host");
        let root = profile(&["Mail/other"]);
        assert_eq!(found(root.path(), &[("directory", path.to_str().unwrap())]), (None, 1));
        // A copy of a profile whose original is still there has its own.
        let copy = profile(&["Mail/host"]);
        assert_eq!(
            found(copy.path(), &[("directory", path.to_str().unwrap())]),
            (Some("Mail/host".into()), 0)
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_profile_is_not_followed() {
        let disk = profile(&["host"]);
        let root = profile(&["ImapMail"]);
        std::os::unix::fs::symlink(disk.path().join("host"), root.path().join("ImapMail/host")).unwrap();
        assert_eq!(found(root.path(), &[("directory-rel", "[ProfD]ImapMail/host")]), (None, 1));
    }
}
