//! Why a cache of folders cannot be read.

/// Why a cache of folders cannot be read. Thunderbird then begins with an empty one.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CacheError {
    /// It is no JSON.
    #[error("the cache of folders is no JSON; Thunderbird makes a new one where there is none")]
    Json(#[from] serde_json::Error),
    /// It is JSON, but no object.
    #[error(
        "the cache of folders is JSON, but no object of folders; Thunderbird makes a new one where there is none"
    )]
    NoObject,
    /// It is no Mork.
    #[error(transparent)]
    Mork(#[from] morkdb::Error),
    /// It is a Mork file of something else.
    #[error(
        "the Mork file has no table 1 of folders (scope {}), so it is no panacea.dat",
        super::mork::SCOPE
    )]
    NoFolders,
}
