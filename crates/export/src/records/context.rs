//! Whose record it is: the columns that say where a message, a folder or an operation belongs.

use morkdb_profile::{Account, Loaded, MailFolder, Origin, Profile, Tags};

use super::schema::columns;
use crate::options::Options;

columns! {
    /// The custodian and the profile.
    OWNER, write_owner, owner: &Owner<'_>, out {
        "custodian" Text => out.text(owner.custodian);
        "profile" Text => out.text(Some(owner.profile));
    }
}

columns! {
    /// The folder, with its account, of a message or an operation.
    CONTEXT, write_context, context: &Context<'_>, out {
        "custodian" Text => out.text(context.owner.custodian);
        "profile" Text => out.text(Some(context.owner.profile));
        "account" Text => out.text(Some(&context.account.server.name));
        "account_key" Text => out.text(Some(&context.account.key));
        "account_type" Word => out.text(Some(context.account.server.kind.name()));
        "folder" Text => out.text(Some(&context.path));
        "folder_uri" Text => out.text(Some(&context.entry.uri));
        "folder_role" Word => out.text(context.entry.role.map(morkdb_profile::Role::name));
        "summary_state" Word => out.text(Some(context.state));
        "origin" Word => out.text(context.origin);
    }
}

/// Whose profile it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Owner<'c> {
    pub(crate) custodian: Option<&'c str>,
    pub(crate) profile: &'c str,
}

impl<'c> Owner<'c> {
    pub(crate) fn new(profile: &'c Profile, options: &'c Options) -> Self {
        Self { custodian: options.custodian.as_deref(), profile: profile.name() }
    }
}

/// A folder, and where it belongs.
#[derive(Clone, Debug)]
pub(crate) struct Context<'c> {
    pub(crate) owner: Owner<'c>,
    pub(crate) account: &'c Account,
    pub(crate) entry: &'c MailFolder,
    pub(crate) tags: &'c Tags,
    /// The path of true names.
    pub(crate) path: String,
    pub(crate) state: &'static str,
    pub(crate) origin: Option<&'static str>,
}

impl<'c> Context<'c> {
    /// `loaded`: its messages, where it has any of its own that can be read.
    pub(crate) fn new(
        profile: &'c Profile,
        options: &'c Options,
        entry: &'c MailFolder,
        loaded: Option<&Loaded>,
    ) -> Option<Self> {
        let state = match loaded {
            Some(loaded) => loaded.state.name(),
            None if entry.is_virtual() => "virtual",
            None => "missing",
        };
        let origin = loaded.map(|loaded| match loaded.origin {
            Origin::Summary => "summary",
            Origin::Mail => "mail",
        });
        let account = profile.account_of(entry)?;
        let owner = Owner::new(profile, options);
        Some(Self { owner, account, entry, tags: profile.tags(), path: entry.path(), state, origin })
    }
}
