//! The end of a run: what is written beside the mail.

use std::collections::{BTreeMap, HashMap, HashSet};

use morkdb_profile::{Profile, Tag};
use serde::Serialize;
use serde_json::json;

use super::fingerprint::whole;
use super::{Export, Job};
use crate::error::Error;
use crate::options::Kind;
use crate::output::{Made, at};
use crate::paths::FolderPath;
use crate::report::Report;
use crate::state::{End, Finished, Line};

impl Job<'_> {
    /// The report of the last run, where nothing has changed since: neither the profile nor the files of the target. For targets that take all
    /// folders in one file.
    pub(crate) fn unchanged(&self) -> Result<Option<Report>, Error> {
        let Some(end) = self.state.end(&self.whole_fingerprint(), &self.output) else { return Ok(None) };
        let mut report = Report { warnings: self.profile.warnings().to_vec(), ..Report::default() };
        for place in self.places() {
            let Some(folder) = self.state.finished(&self.path(place).joined()) else { return Ok(None) };
            if folder.is_doubtful() {
                return Ok(None);
            }
            report.warnings.extend(folder.warnings(self.profile.root()));
            report.problems += u64::try_from(folder.problems.len()).unwrap_or(u64::MAX);
            report.folders.push(folder.report.clone());
        }
        report.unchanged = end.outputs.iter().map(Made::files).sum();
        Ok(Some(report))
    }

    /// Ends a run: all files of the target are finished. Writes `tags.json`, `saved-searches.json`, `problems.jsonl`, `report.json`, and what later
    /// runs go by.
    pub(crate) fn finish(&self, export: Export<'_>) -> Result<Report, Error> {
        let Export { mut report, problems, mut state, made, inputs } = export;
        self.json("tags.json", &tags(self.profile))?;
        self.json("saved-searches.json", &self.saved_searches())?;
        self.json("report.json", &report.to_json(self.profile, self.options))?;
        problems.finish()?;
        let path = self.output.path(&self.state.file);
        let finished = self.output.finished();
        report.unchanged += u64::try_from(finished.iter().filter(|(_, is_new)| !is_new).count()).unwrap_or(0);
        report.written =
            finished.iter().filter(|(_, is_new)| *is_new).map(|(made, _)| made.path.clone()).collect();
        let all = made.into_iter().chain(finished.into_iter().map(|(made, _)| made));
        let outputs: BTreeMap<_, _> = all.map(|made| (made.path.clone(), made)).collect();
        let ids = self.places().iter().map(|place| self.path(*place).joined()).collect();
        let (replaced, others) = self.others(&ids);
        report.replaced = replaced;
        for folder in others {
            Line::Folder(Box::new(folder.clone())).write(&mut state).map_err(at(&path))?;
        }
        let end =
            Line::End(End { inputs: whole(inputs.into_iter()), outputs: outputs.into_values().collect() });
        end.write(&mut state).map_err(at(&path))?;
        state.finish()?;
        Ok(report)
    }

    /// Folders that an earlier run has finished and this one has not chosen: the names of those that are no longer in the target, since their files
    /// were shared, and the others. Those that the profile has no more, nobody would have chosen; they are forgotten.
    fn others(&self, ids: &HashSet<String>) -> (Vec<String>, Vec<&Finished>) {
        let accounts: HashSet<_> = self.places().into_iter().map(|place| self.path(place).account).collect();
        // A bundle of JMAP is of one account.
        let is_shared =
            |path: &FolderPath| self.options.kind != Kind::Jmap || accounts.contains(&path.account);
        let all = (0..self.profile.folders().len()).map(|place| self.path(place));
        let known: HashMap<_, _> = all.map(|path| (path.joined(), is_shared(&path))).collect();
        let (mut replaced, mut kept) = (Vec::new(), Vec::new());
        for folder in self.state.others(ids) {
            match known.get(&folder.id) {
                Some(true) if folder.outputs.is_empty() => {
                    let name = format!("{}/{}", folder.report.account, folder.report.folder);
                    replaced.extend((folder.report.exported > 0).then_some(name));
                }
                Some(_) => kept.push(folder),
                None => {}
            }
        }
        (replaced, kept)
    }

    fn json(&self, name: &str, value: &impl Serialize) -> Result<(), Error> {
        let path = self.output.path(name.as_ref());
        let mut text = serde_json::to_vec_pretty(value).map_err(|error| at(&path)(error.into()))?;
        text.push(b'\n');
        self.output.put(name, &text)?;
        Ok(())
    }

    fn saved_searches(&self) -> serde_json::Value {
        let one = |entry: &&morkdb_profile::MailFolder| {
            let search = entry.saved_search.clone().unwrap_or_default();
            let account = self.profile.account_of(entry).map(|account| account.server.name.clone());
            json!({
                "account": account,
                "name": entry.path(),
                "uri": entry.uri,
                "scope": search.scope,
                "terms": search.terms,
                "online": search.online,
            })
        };
        self.folders().iter().filter(|entry| entry.is_virtual()).map(one).collect()
    }
}

fn tags(profile: &Profile) -> serde_json::Value {
    let one =
        |tag: &Tag| json!({ "key": tag.key, "name": tag.name, "color": tag.color, "ordinal": tag.ordinal });
    profile.tags().0.iter().map(one).collect()
}
