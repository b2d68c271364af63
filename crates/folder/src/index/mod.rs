//! What is looked up in a folder, so that nothing is searched for.

mod ids;
mod live;
mod new;

pub(crate) use ids::MessageIds;
pub(crate) use live::LiveRows;
pub(crate) use new::NewList;
