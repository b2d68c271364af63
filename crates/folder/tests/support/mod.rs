//! What the tests against Thunderbird's own files share.

#![allow(dead_code, reason = "each test uses a part of it")]

pub(crate) mod canonical;
pub(crate) mod dump;
pub(crate) mod groups;
pub(crate) mod memory;
pub(crate) mod steps;

use std::path::{Path, PathBuf};

use morkdb::{OpenOptions, Reading, Writing};
use morkdb_folder::Folder;
use serde_json::Value as Json;

/// The folder of the whole project.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A folder of the test data of the whole project.
pub(crate) fn testdata(folder: &str) -> PathBuf {
    root().join("testdata").join(folder)
}

/// A folder of the large collection that stands beside the project, or where `MORK_SHARED` says; `None` where it is not there.
pub(crate) fn shared(folder: &str) -> Option<PathBuf> {
    let place = std::env::var_os("MORK_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let folder = place.join(folder);
    if !folder.is_dir() {
        println!("{} is not there: nothing is tested with it", folder.display());
        return None;
    }
    Some(folder)
}

/// All files below a folder, in a fixed order.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        let entries =
            std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() { open.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

/// A summary with Thunderbird's dump of it.
pub(crate) struct Case {
    /// What to call it.
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    pub(crate) dump: Json,
}

impl Case {
    pub(crate) fn bytes(&self) -> Vec<u8> {
        std::fs::read(&self.path).unwrap()
    }

    pub(crate) fn folder(&self) -> Folder {
        Folder::from_bytes(self.bytes()).unwrap_or_else(|error| panic!("{}: {error}", self.name))
    }
}

pub(crate) fn json(path: &Path) -> Json {
    let text = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_slice(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every `X.msf` beside an `X.json` that has headers.
pub(crate) fn cases_in(folder: &Path) -> Vec<Case> {
    let mut cases = Vec::new();
    for path in files(folder) {
        let truth = path.with_extension("json");
        if path.extension().is_some_and(|extension| extension == "msf") && truth.is_file() {
            let dump = json(&truth);
            if dump.get("headers").is_some() {
                let name = path.strip_prefix(folder).unwrap().display().to_string();
                cases.push(Case { name, path, dump });
            }
        }
    }
    cases
}

/// Every folder of a profile `NAME/` beside `NAME.json`, the dump of all its folders.
pub(crate) fn cases_of_profile(profile: &Path) -> Vec<Case> {
    let mut cases = Vec::new();
    for dump in json(&profile.with_extension("json")).as_array_mut().unwrap() {
        let Some(summary) = dump["summaryFile"].as_str().filter(|_| dump.get("headers").is_some()) else {
            continue;
        };
        // Where the dump was made, the profile was in another place.
        let within = summary.split_once("/prof/").map_or(summary, |(_, within)| within).to_owned();
        let path = profile.join(&within);
        let name = format!("{}/{within}", profile.file_name().unwrap().display());
        cases.push(Case { name, path, dump: dump.take() });
    }
    cases
}

/// Every folder that a profile with a dump is in.
pub(crate) fn profiles_in(folder: &Path) -> Vec<PathBuf> {
    let is_dump = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "json");
    let profiles = files(folder).into_iter().filter(is_dump).map(|path| path.with_extension(""));
    profiles.filter(|path| path.is_dir()).collect()
}

/// As Mozilla's engine reads and writes.
pub(crate) fn mozilla() -> OpenOptions {
    OpenOptions::new().reading(Reading::Mozilla).writing(Writing::Mozilla)
}
