//! Looking for profiles in the places where they may be.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use hashbrown::HashSet;

use super::ini::{self, Listed};
use super::places::{Base, Layout, PLACES, Place};
use super::{Bases, Found, folders_in, is_profile, last_name, unreadable};
use crate::boundary::{Boundary, Reach, is_windows_path, names};
use crate::warning::Warning;

/// The most that is read of a list of profiles.
const LONGEST_LIST: u64 = 16 << 20;

/// A search, and what it has found so far.
#[derive(Debug)]
pub(super) struct Search<'b> {
    /// What must not be left; nothing where all is one's own.
    boundary: Option<&'b Boundary>,
    found: Vec<Found>,
    warnings: Vec<Warning>,
    /// Folders of programs that were looked at, and profiles that were found: where they really are.
    known: HashSet<PathBuf>,
}

impl<'b> Search<'b> {
    pub(super) fn new(boundary: &'b Boundary) -> Self {
        Self { boundary: Some(boundary), ..Self::everywhere() }
    }

    pub(super) fn everywhere() -> Self {
        Self { boundary: None, found: Vec::new(), warnings: Vec::new(), known: HashSet::new() }
    }

    /// What was found, in order.
    pub(super) fn finish(mut self) -> (Vec<Found>, Vec<Warning>) {
        self.found.sort_by(|one, other| one.path.cmp(&other.path));
        self.warnings.sort();
        self.warnings.dedup();
        (self.found, self.warnings)
    }

    /// Looks at all places of a user.
    pub(super) fn home(&mut self, bases: &Bases) {
        for place in PLACES {
            let bases = match place.base {
                Base::Home => &bases.home,
                Base::Config => &bases.config,
                Base::Roaming => &bases.roaming,
                Base::Local => &bases.local,
            };
            for base in bases {
                self.place(base, place);
            }
        }
    }

    fn place(&mut self, base: &Path, place: Place) {
        let folders = match place.path.split_once("/*/") {
            None => vec![base.join(place.path)],
            Some((before, after)) => {
                let between = folders_in(&base.join(before)).unwrap_or_default();
                between.into_iter().map(|folder| folder.join(after)).collect()
            }
        };
        for folder in folders.into_iter().filter(|folder| folder.is_dir()) {
            match place.layout {
                Layout::Listed => self.data_folder(&folder, place.program),
                Layout::Salted => self.salted(&folder, place.program),
                Layout::Itself => _ = self.alone(&folder, place.program),
            }
        }
    }

    /// Where a folder really is, if it may be looked at; else a warning.
    fn enter(&mut self, folder: &Path) -> Option<PathBuf> {
        let reach = match self.boundary {
            Some(boundary) => boundary.reach(folder),
            None => folder.canonicalize().map_or(Reach::Missing, Reach::Inside),
        };
        match reach {
            Reach::Inside(real) => Some(real),
            Reach::Outside => {
                let what = "this leads out of the folder that was searched: it was not followed";
                self.warnings.push(Warning::new(folder, what));
                None
            }
            Reach::Missing => None,
        }
    }

    /// A folder that a program has its profiles in: those in its list, and those beside it.
    pub(super) fn data_folder(&mut self, folder: &Path, program: &'static str) {
        let Some(real) = self.enter(folder) else { return };
        if self.known.contains(&real) {
            return;
        }
        let list = folder.join("profiles.ini");
        let is_listed =
            match read(&list).and_then(|text| Ok((text, read_if_there(&folder.join("installs.ini"))?))) {
                Ok((profiles, installs)) => {
                    for listed in ini::profiles(&profiles, &installs) {
                        self.listed(folder, &list, listed, program);
                    }
                    true
                }
                Err(error) => {
                    if error.kind() != ErrorKind::NotFound {
                        self.warnings.push(unreadable(&list, &error));
                    }
                    false
                }
            };
        self.beside(folder, program, is_listed);
        self.known.insert(real);
    }

    fn listed(&mut self, folder: &Path, list: &Path, listed: Listed, program: &'static str) {
        let name = if listed.name.is_empty() { &listed.path } else { &listed.name };
        let path = if listed.is_relative {
            Some(joined(folder, &listed.path)).filter(|path| path.is_dir())
        } else {
            self.absolute(&listed.path)
        };
        let Some(path) = path else {
            let what = format!("the profile {name} is listed, but is not there: {}", listed.path);
            self.warnings.push(Warning::new(list, what));
            return;
        };
        let Some(real) = self.enter(&path) else { return };
        if !is_profile(&path) {
            // One that was made, but never used, is empty.
            self.warnings.push(Warning::new(path, format!("the profile {name} is empty")));
        } else if self.known.insert(real) {
            let name = name.clone();
            self.found.push(Found { name, path, program, is_default: listed.is_default });
        }
    }

    /// A path of the system that the list is of: where the root of the search is not that of the system, the longest part of
    /// the path that is there.
    fn absolute(&self, text: &str) -> Option<PathBuf> {
        let path = Path::new(text);
        let is_here = path.is_absolute() && path.is_dir();
        let Some(boundary) = self.boundary else { return is_here.then(|| path.to_owned()) };
        if is_here && matches!(boundary.reach(path), Reach::Inside(_)) {
            return Some(path.to_owned());
        }
        let names = names(text);
        let names = names.get(usize::from(is_windows_path(text))..).unwrap_or_default();
        // No path has so many names; one that does must not take long.
        let tails =
            (0..names.len().min(64)).filter_map(|start| boundary.below(names.get(start..)?.iter().copied()));
        tails.into_iter().find(|path| is_profile(path))
    }

    /// Profiles in the folder of a program, or in `Profiles` there, that are not in its list.
    fn beside(&mut self, folder: &Path, program: &'static str, is_listed: bool) {
        for parent in [folder.to_owned(), folder.join("Profiles")] {
            let folders = match folders_in(&parent) {
                Ok(folders) => folders,
                Err(error) => {
                    if error.kind() != ErrorKind::NotFound {
                        self.warnings.push(unreadable(&parent, &error));
                    }
                    continue;
                }
            };
            for path in folders {
                if self.alone(&path, program) && is_listed {
                    let what = "this profile is not in profiles.ini";
                    self.warnings.push(Warning::new(path, what));
                }
            }
        }
    }

    /// A profile that no list has, if the folder is one and was not found before; `Mail` alone makes none.
    pub(super) fn alone(&mut self, folder: &Path, program: &'static str) -> bool {
        if !folder.join("prefs.js").is_file() {
            return false;
        }
        let Some(real) = self.enter(folder) else { return false };
        let is_new = self.known.insert(real);
        if is_new {
            let name = last_name(folder);
            self.found.push(Found { name, path: folder.to_owned(), program, is_default: false });
        }
        is_new
    }

    /// `NAME/SALT.slt`
    fn salted(&mut self, folder: &Path, program: &'static str) {
        if self.enter(folder).is_none() {
            return;
        }
        for named in folders_in(folder).unwrap_or_default() {
            for path in folders_in(&named).unwrap_or_default() {
                let is_salted =
                    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("slt"));
                if is_salted
                    && self.alone(&path, program)
                    && let Some(found) = self.found.last_mut()
                {
                    found.name = last_name(&named);
                }
            }
        }
    }
}

/// A path with the separators of no system in particular.
fn joined(folder: &Path, path: &str) -> PathBuf {
    path.split('/').filter(|part| !part.is_empty()).fold(folder.to_owned(), |path, part| path.join(part))
}

fn read(path: &Path) -> io::Result<String> {
    // Not to wait for another program where the file is a pipe.
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::new(ErrorKind::InvalidInput, "this is no file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(LONGEST_LIST).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn read_if_there(path: &Path) -> io::Result<String> {
    match read(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
        read => read,
    }
}
