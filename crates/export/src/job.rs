//! An export under way: the folders one by one, and their messages with or without the mail.

mod each;
mod fingerprint;
mod finish;
mod folder;
mod mail;
mod target;

use std::collections::BTreeSet;

use morkdb_profile::{MailFolder, Profile};

pub(crate) use each::Export;
pub(crate) use folder::FolderJob;
pub(crate) use mail::Mail;

use crate::error::Error;
use crate::identity::Folders;
use crate::options::{Options, Progress};
use crate::output::Output;
use crate::paths::{self, FolderPath};
use crate::state::State;

/// An export under way.
pub(crate) struct Job<'j> {
    /// What is exported.
    pub(crate) profile: &'j Profile,
    /// How.
    pub(crate) options: &'j Options,
    pub(crate) progress: &'j dyn Progress,
    /// Where to: `--out`, or the partition of the custodian in it.
    pub(crate) output: Output,
    /// Where each folder of the profile goes, in its order.
    paths: Vec<FolderPath>,
    state: State,
    /// What stands for the options and for all else that is the same for every folder.
    shape: String,
}

impl<'j> Job<'j> {
    pub(crate) fn new(
        profile: &'j Profile,
        options: &'j Options,
        progress: &'j dyn Progress,
    ) -> Result<Self, Error> {
        let output = target::open(profile, options)?;
        let (paths, shape) = (paths::of(profile), fingerprint::shape(profile, options));
        let state = State::load(&output, options.kind, profile, &Folders::of(profile, &paths))?;
        Ok(Self { profile, options, progress, output, paths, state, shape })
    }

    /// The folders that are exported, saved searches among them.
    pub(crate) fn folders(&self) -> Vec<&'j MailFolder> {
        self.places().iter().filter_map(|place| self.profile.folders().get(*place)).collect()
    }

    /// The places of these folders in the profile, in its order, and each once.
    pub(crate) fn places(&self) -> Vec<usize> {
        let all = self.profile.folders().len();
        match &self.options.folders {
            Some(places) => {
                let known: BTreeSet<_> = places.iter().copied().filter(|place| *place < all).collect();
                known.into_iter().collect()
            }
            None => (0..all).collect(),
        }
    }

    /// Where a folder of the profile goes.
    pub(crate) fn path(&self, place: usize) -> FolderPath {
        self.paths.get(place).cloned().unwrap_or_default()
    }
}
