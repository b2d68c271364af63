//! What Thunderbird's cache knows of folders.

use std::borrow::Cow;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use hashbrown::HashMap;
use morkdb_folder::cache::{Entry, FolderCache};

use super::Node;
use crate::boundary::{Boundary, Reach};
use crate::warning::Warning;

/// Reads `folderCache.json`, or `panacea.dat` where that is missing.
pub(super) fn read_cache(boundary: &Boundary, warnings: &mut Vec<Warning>) -> FolderCache {
    for name in ["folderCache.json", "panacea.dat"] {
        let Some(bytes) = read(boundary, name, warnings) else { continue };
        return FolderCache::read(bytes).unwrap_or_else(|error| {
            let what = format!("cannot be understood: {error}; names and kinds of folders may be missing");
            warnings.push(Warning::new(boundary.root().join(name), what));
            FolderCache::new()
        });
    }
    FolderCache::new()
}

/// Reads a file of the profile, if there is one.
pub(super) fn read(boundary: &Boundary, name: &str, warnings: &mut Vec<Warning>) -> Option<Vec<u8>> {
    let path = boundary.root().join(name);
    let mut warn = |what: String| warnings.push(Warning::new(&path, what));
    match boundary.reach(&path) {
        Reach::Missing => return None,
        Reach::Outside => {
            warn("this link leads out of the profile and was not followed".to_owned());
            return None;
        }
        Reach::Inside(_) => {}
    }
    match fs::read(&path) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => {
            warn(format!("cannot be read: {error}"));
            None
        }
    }
}

/// What the cache knows of each folder. Its paths are those of the machine that it is from, so only their ends are looked at; of
/// several with the same end that counts which is as on this machine, else that of the place which most are of.
pub(super) fn entries<'c>(cache: &'c FolderCache, root: &Path, nodes: &[Node]) -> Vec<Option<&'c Entry>> {
    let ends = Ends::of(root, nodes);
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut matched = Vec::new();
    for (path, entry) in cache.iter() {
        let path = with_slashes(path);
        let Some((start, at)) = ends.find(&path) else { continue };
        let place = path.get(..start).unwrap_or_default();
        *counts.entry_ref(place).or_default() += 1;
        matched.push((at, place.to_owned(), entry));
    }
    counts.insert(format!("{}/", with_slashes(&root.to_string_lossy())), usize::MAX);
    let mut best: Vec<Option<(usize, &Entry)>> = vec![None; nodes.len()];
    for (at, place, entry) in matched {
        let rank = counts.get(&place).copied().unwrap_or(0);
        if let Some(best) = best.get_mut(at).filter(|best| best.is_none_or(|(other, _)| rank > other)) {
            *best = Some((rank, entry));
        }
    }
    best.into_iter().map(|best| best.map(|(_, entry)| entry)).collect()
}

/// Where the summaries are below the profile.
struct Ends {
    nodes: HashMap<String, usize>,
    /// Bytes of the longest.
    longest: usize,
    /// Components of the deepest.
    deepest: usize,
}

impl Ends {
    fn of(root: &Path, nodes: &[Node]) -> Self {
        let mut ends = Self { nodes: HashMap::with_capacity(nodes.len()), longest: 0, deepest: 0 };
        for (at, node) in nodes.iter().enumerate() {
            let end = node.summary.strip_prefix(root).unwrap_or(&node.summary).to_string_lossy();
            let end = with_slashes(&end);
            ends.longest = ends.longest.max(end.len());
            ends.deepest = ends.deepest.max(end.split('/').count());
            ends.nodes.entry(end.into_owned()).or_insert(at);
        }
        ends
    }

    /// Where the longest end of a path begins that is one of these, and of which folder it is.
    fn find(&self, path: &str) -> Option<(usize, usize)> {
        let starts = std::iter::once(0).chain(starts(path, self.deepest));
        let tails = starts.filter_map(|start| Some((start, path.get(start..)?)));
        let known = tails.filter(|(_, tail)| tail.len() <= self.longest);
        known.filter_map(|(start, tail)| Some((start, *self.nodes.get(tail)?))).min()
    }
}

/// Where the last components of a path begin.
fn starts(path: &str, count: usize) -> impl Iterator<Item = usize> {
    memchr::memrchr_iter(b'/', path.as_bytes()).take(count).map(|at| at + 1)
}

/// Paths of Windows have backslashes.
fn with_slashes(path: &str) -> Cow<'_, str> {
    let is_windows = !path.starts_with('/') && path.contains('\\');
    if is_windows { Cow::Owned(path.replace('\\', "/")) } else { Cow::Borrowed(path) }
}
