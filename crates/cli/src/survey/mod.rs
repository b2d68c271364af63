//! Profiles, their accounts and their folders.

mod accounts;
mod folders;
mod opened;
mod profiles;
mod scope;

pub(crate) use accounts::run as accounts;
pub(crate) use folders::run as folders;
pub(crate) use opened::{Opened, open, shown, warn};
pub(crate) use profiles::run as profiles;
