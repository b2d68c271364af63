//! Names and values become atoms.

use super::super::Store;
use super::super::atom::Slot;
use super::super::cell::Content;
use super::super::change::Record;
use super::super::error::EditError;
use super::super::text::Text;
use crate::id::{Column, Kind, Scope};

/// The longest name or value that becomes an atom, in bytes (`morkBookAtom_kMaxBodySize`).
pub(crate) const MAX_ATOM: usize = 1024;

impl Store {
    /// The column of this name: its byte where it is one ASCII byte, else the id of its alias, which it gets if it has none.
    ///
    /// # Errors
    ///
    /// The name is empty or longer than 1024 bytes, or there is no id or no room left.
    pub fn make_column(&mut self, name: impl AsRef<[u8]>) -> Result<Column, EditError> {
        self.make_token(name.as_ref()).map(Column)
    }

    /// The row scope of this name; as [`make_column`](Self::make_column).
    pub fn make_scope(&mut self, name: impl AsRef<[u8]>) -> Result<Scope, EditError> {
        self.make_token(name.as_ref()).map(Scope)
    }

    /// The table kind of this name; as [`make_column`](Self::make_column).
    pub fn make_kind(&mut self, name: impl AsRef<[u8]>) -> Result<Kind, EditError> {
        self.make_token(name.as_ref()).map(Kind)
    }

    fn make_token(&mut self, name: &[u8]) -> Result<u32, EditError> {
        match *name {
            [] => Err(EditError::EmptyName),
            [byte] if byte < 0x80 => Ok(u32::from(byte)),
            _ if name.len() > MAX_ATOM => Err(EditError::LongName { length: name.len() }),
            _ => {
                let (slot, new) = self.intern(Scope::NAMES, name)?;
                if new {
                    self.note(Record::Name(slot));
                }
                Ok(self.atom_id(slot))
            }
        }
    }

    /// What a cell of this value holds.
    pub(super) fn make_content(&mut self, value: &[u8]) -> Result<Content, EditError> {
        if value.len() > MAX_ATOM {
            return self.keep_value(value).map(Content::Long).ok_or(EditError::Full);
        }
        self.intern(Scope::VALUES, value).map(|(slot, _)| Content::Atom(slot))
    }

    /// The atom of this value, and whether it is new. One whose id leads to another value, as in damaged files, is none that
    /// could be written.
    pub(crate) fn intern(&mut self, scope: Scope, body: &[u8]) -> Result<(Slot, bool), EditError> {
        let text = Text { bytes: &self.bytes, more: &self.more, encoding: self.encoding };
        let found = self.atoms.find_latest(text, scope, body);
        if let Some(slot) = found.filter(|slot| self.is_usable(scope, *slot)) {
            return Ok((slot, false));
        }
        let id = self.atoms.next_id(scope).ok_or(EditError::NoIdLeft { scope })?;
        let start = self.keep_value(body).ok_or(EditError::Full)?;
        let slot = self.atoms.add_new(scope, id, start);
        let text = Text { bytes: &self.bytes, more: &self.more, encoding: self.encoding };
        self.atoms.update_bodies(text, scope, (slot, body), found.is_some());
        self.unwritten.insert(slot);
        Ok((slot, true))
    }

    /// Whether an atom can be written where its value is meant: a token below 80 is a byte, whatever a dict says.
    fn is_usable(&self, scope: Scope, slot: Slot) -> bool {
        self.stands(scope, slot) && (scope != Scope::NAMES || self.atom_id(slot) >= 0x80)
    }
}
