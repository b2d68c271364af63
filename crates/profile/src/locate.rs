//! Where profiles are: `profiles.ini`, `installs.ini`, and the places that each program has on each system.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use search::Search;

use crate::boundary::{Boundary, Reach};
use crate::unpack;
use crate::warning::Warning;

mod ini;
mod places;
mod search;

/// A profile that was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// Its name in `profiles.ini`; else that of its folder.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
    /// The program that it belongs to, and the way it was installed: `Thunderbird`, `Thunderbird (Flatpak)`. `folder` and
    /// `archive` where nothing says so.
    pub program: &'static str,
    /// Whether the program takes it when it is started without being told.
    pub is_default: bool,
}

/// Finds the profiles of every program below a home folder, a folder of such homes, or the root of a system: that of a running one, or of a disk
/// image. A folder of profiles, with or without `profiles.ini`, and a profile itself, a folder or a zip, are found as well. In
/// order of the path.
///
/// Each profile is found once, even where links lead to it. Links that leave the folder are not followed. What is said to be there and is
/// not, and what is there and is said nowhere, are warnings; a root without any profile is none.
pub fn profiles_below(root: &Path) -> (Vec<Found>, Vec<Warning>) {
    if unpack::is_archive(root) {
        return (archive(root).into_iter().collect(), Vec::new());
    }
    let boundary = match Boundary::new(root).and_then(|boundary| fs::read_dir(root).map(|_| boundary)) {
        Ok(boundary) => boundary,
        Err(error) => return (Vec::new(), vec![unreadable(root, &error)]),
    };
    if root.join("prefs.js").is_file() {
        return (vec![itself(root)], Vec::new());
    }
    let mut search = Search::new(&boundary);
    let program = places::program_of(boundary.real());
    if program.is_some() || root.join("profiles.ini").exists() {
        search.data_folder(root, program.unwrap_or("Thunderbird"));
    }
    let program = boundary.real().parent().and_then(places::program_of).unwrap_or("folder");
    let mut closed = Vec::new();
    for folder in homes(&boundary, &mut closed) {
        search.home(&Bases::of_home(&folder));
        search.alone(&folder, program);
    }
    let (mut found, mut warnings) = search.finish();
    warnings.extend(closed);
    warnings.sort();
    warnings.dedup();
    if found.is_empty() && is_profile(root) {
        found.push(itself(root));
    }
    (found, warnings)
}

/// Finds the profiles of whoever runs the program.
///
/// The environment says where they are: `HOME`, `XDG_CONFIG_HOME`; on Windows `USERPROFILE`, `APPDATA` and `LOCALAPPDATA`.
pub fn own_profiles() -> (Vec<Found>, Vec<Warning>) {
    profiles_of(|name| env::var_os(name))
}

fn profiles_of(variable: impl Fn(&str) -> Option<OsString>) -> (Vec<Found>, Vec<Warning>) {
    let bases = Bases::of_environment(variable);
    // What is one's own is followed wherever it is.
    let mut search = Search::everywhere();
    search.home(&bases);
    search.finish()
}

/// Whether a folder is a profile, by what is in it: `prefs.js`, or `Mail`, `ImapMail` or `News`.
pub fn is_profile(folder: &Path) -> bool {
    folder.join("prefs.js").is_file()
        || ["Mail", "ImapMail", "News"].iter().any(|name| folder.join(name).is_dir())
}

fn itself(folder: &Path) -> Found {
    let real = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let program = real.ancestors().skip(1).take(2).find_map(places::program_of);
    Found {
        name: last_name(&real),
        path: folder.to_owned(),
        program: program.unwrap_or("folder"),
        is_default: false,
    }
}

fn archive(path: &Path) -> Option<Found> {
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    unpack::holds_profile(path).then(|| Found {
        name,
        path: path.to_owned(),
        program: "archive",
        is_default: false,
    })
}

fn last_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn unreadable(path: &Path, error: &io::Error) -> Warning {
    Warning::new(path, format!("cannot be read: {error}"))
}

/// Where the programs of one user have their files.
#[derive(Clone, Debug, Default)]
struct Bases {
    home: Vec<PathBuf>,
    /// `~/.config`
    config: Vec<PathBuf>,
    /// `%APPDATA%`
    roaming: Vec<PathBuf>,
    /// `%LOCALAPPDATA%`
    local: Vec<PathBuf>,
}

impl Bases {
    fn of_home(home: &Path) -> Self {
        Self {
            home: vec![home.to_owned()],
            config: vec![home.join(".config")],
            roaming: vec![home.join("AppData/Roaming"), home.join("Application Data")],
            local: vec![home.join("AppData/Local"), home.join("Local Settings/Application Data")],
        }
    }

    /// What the environment says goes before what is usual.
    fn of_environment(variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let path = |name| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let usual = path("HOME").or_else(|| path("USERPROFILE"));
        let usual = usual.map(|home| Self::of_home(&home)).unwrap_or_default();
        let before = |own: Option<PathBuf>, usual| own.into_iter().chain(usual).collect();
        Self {
            config: before(path("XDG_CONFIG_HOME"), usual.config),
            roaming: before(path("APPDATA"), usual.roaming),
            local: before(path("LOCALAPPDATA"), usual.local),
            home: usual.home,
        }
    }
}

/// The folder itself, and all that may be homes in it. Those that may not be looked into are warnings.
fn homes(boundary: &Boundary, closed: &mut Vec<Warning>) -> Vec<PathBuf> {
    let root = boundary.root();
    let mut homes = vec![root.to_owned()];
    let parents = ["", "home", "Users", "Documents and Settings", "var/home", "export/home"];
    for parent in parents.map(|parent| root.join(parent)) {
        // Most roots have none of them, and most of what is in a root is no home: no word of that.
        if matches!(boundary.reach(&parent), Reach::Inside(_)) {
            homes.extend(folders_in(&parent).unwrap_or_else(|error| {
                closed.extend(refusal(&parent, &error));
                Vec::new()
            }));
        }
    }
    homes.retain(|home| matches!(boundary.reach(home), Reach::Inside(_)));
    // A home may have rights to go in, but none to list it: its profiles are found all the same.
    let look = |home: &PathBuf| refusal(home, &fs::symlink_metadata(home.join("prefs.js")).err()?);
    closed.extend(homes.iter().filter_map(look));
    homes
}

/// A warning where a folder may not be looked into; that something is not there is none.
fn refusal(folder: &Path, error: &io::Error) -> Option<Warning> {
    (error.kind() == io::ErrorKind::PermissionDenied).then(|| unreadable(folder, error))
}

/// The folders in a folder, and links to such, in order.
fn folders_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut folders: Vec<_> = fs::read_dir(folder)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    Ok(folders)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_goes_before_what_is_usual() {
        let root = tempfile::tempdir().unwrap();
        let [config, roaming, home] = ["config", "roaming", "home"].map(|name| root.path().join(name));
        let profiles = [
            config.join("thunderbird/a.default"),
            roaming.join("Thunderbird/Profiles/b.default"),
            home.join(".thunderbird/c.default"),
            home.join("AppData/Roaming/Thunderbird/Profiles/d.default"),
        ];
        for profile in &profiles {
            fs::create_dir_all(profile).unwrap();
            fs::write(profile.join("prefs.js"), "").unwrap();
        }
        let variable = |name: &str| match name {
            "HOME" => Some(home.clone().into()),
            "XDG_CONFIG_HOME" => Some(config.clone().into()),
            "APPDATA" => Some(roaming.clone().into()),
            "LOCALAPPDATA" => Some("relative".into()),
            _ => None,
        };
        let (found, _) = profiles_of(variable);
        let paths: Vec<_> = found.into_iter().map(|found| found.path).collect();
        let mut sorted = profiles.to_vec();
        sorted.sort();
        assert_eq!(paths, sorted);
        assert_eq!(profiles_of(|_| None), (Vec::new(), Vec::new()));
    }
}
