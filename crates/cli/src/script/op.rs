//! Operations.

use morkdb::Store;
use morkdb::id::Oid;
use morkdb::store::{EditError, Token};

/// A scope, kind or column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Name {
    /// `^96`
    Token(u32),
    /// `subject`
    Text(Vec<u8>),
}

impl Name {
    /// The token: the name gets one where it has none.
    pub(crate) fn token<T: From<u32> + Into<Token>>(
        &self,
        make: impl FnOnce(&[u8]) -> Result<T, EditError>,
    ) -> Result<T, EditError> {
        match self {
            Self::Token(token) => Ok(T::from(*token)),
            Self::Text(name) => make(name),
        }
    }
}

/// An id in a scope.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Place {
    pub(crate) scope: Name,
    pub(crate) id: u32,
}

impl Place {
    /// The id with the token of its scope, which gets one where it has none.
    pub(crate) fn oid(&self, store: &mut Store) -> Result<Oid, EditError> {
        Ok(Oid::new(self.scope.token(|name| store.make_scope(name))?, self.id))
    }
}

/// What a commit is to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum How {
    /// `large`, `session`: a group is appended.
    Group,
    /// `compress`: the file is written anew.
    Whole,
    /// `tb-large`, `tb-session`: as Thunderbird chooses.
    Thunderbird,
}

/// A change, or what is done with the changes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Op {
    /// `table SCOPE ID|auto KIND [unique] [meta=ID:SCOPE]`
    Table { scope: Name, id: Option<u32>, kind: Name, unique: bool, meta: Option<Place> },
    /// `row SCOPE ID|auto`
    Row { scope: Name, id: Option<u32> },
    /// `tadd SCOPE TID RSCOPE RID`
    AddRow { table: Place, row: Place },
    /// `tcut SCOPE TID RSCOPE RID`
    CutRow { table: Place, row: Place },
    /// `tmove SCOPE TID RSCOPE RID POS`
    MoveRow { table: Place, row: Place, to: u32 },
    /// `tcutall SCOPE TID`
    CutRows { table: Place },
    /// `set RSCOPE RID COL VALUE`
    Set { row: Place, column: Name, value: Vec<u8> },
    /// `cut RSCOPE RID COL`
    CutCell { row: Place, column: Name },
    /// `cutall RSCOPE RID`
    CutCells { row: Place },
    /// `empty RSCOPE RID`
    Empty { row: Place },
    /// `meta SCOPE TID [RSCOPE RID]`
    Meta { table: Place, row: Option<Place> },
    /// `metaset SCOPE TID COL VALUE`
    SetMeta { table: Place, column: Name, value: Vec<u8> },
    /// `prio SCOPE TID N`
    Priority { table: Place, priority: u8 },
    /// `verbose SCOPE TID 0|1`
    Verbose { table: Place, verbose: bool },
    /// `token NAME`
    Token { name: Name },
    /// `commit HOW`
    Commit(How),
    /// `reopen`
    Reopen,
}
