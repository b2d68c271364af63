//! What is said of a table as a whole.

use super::super::Store;
use super::super::change::Record;
use super::super::error::EditError;
use super::super::table::LOWEST_PRIORITY;
use crate::id::{Kind, Oid};

impl Store {
    /// Gives a table a kind. Answers whether that is another than it had, as all of these do. Mozilla's engine forgets such a
    /// change of a table that is otherwise as it was; the [`Safe`](crate::Writing::Safe) writing does not.
    ///
    /// # Errors
    ///
    /// There is no such table.
    pub fn set_kind(&mut self, table: Oid, kind: Kind) -> Result<bool, EditError> {
        let index = self.known_table(table)?;
        let old = Kind(std::mem::replace(&mut self.tables[index.0 as usize].kind, kind.0));
        if old != kind {
            self.note(Record::Kind { table: index, old, new: kind });
        }
        Ok(old != kind)
    }

    /// Gives a table a priority, from 0, the highest, to 9. It means nothing to any program.
    ///
    /// # Errors
    ///
    /// There is no such table or priority.
    pub fn set_priority(&mut self, table: Oid, priority: u8) -> Result<bool, EditError> {
        let index = self.known_table(table)?;
        if priority > LOWEST_PRIORITY {
            return Err(EditError::Priority { priority });
        }
        let old = std::mem::replace(&mut self.tables[index.0 as usize].priority, priority);
        if old != priority {
            self.note(Record::Priority { table: index, old, new: priority });
        }
        Ok(old != priority)
    }

    /// Says whether a table is to be the only one of its kind in its scope.
    ///
    /// # Errors
    ///
    /// There is no such table.
    pub fn set_unique(&mut self, table: Oid, unique: bool) -> Result<bool, EditError> {
        let index = self.known_table(table)?;
        let old = std::mem::replace(&mut self.tables[index.0 as usize].unique, unique);
        if old != unique {
            self.note(Record::Unique { table: index, new: unique });
        }
        Ok(old != unique)
    }

    /// Says whether a table is to be written with names for ids. Only the [`Mozilla`](crate::Writing::Mozilla) writing does
    /// so, and forgets the flag then; the [`Safe`](crate::Writing::Safe) writing keeps the flag.
    ///
    /// # Errors
    ///
    /// There is no such table.
    pub fn set_verbose(&mut self, table: Oid, verbose: bool) -> Result<bool, EditError> {
        let index = self.known_table(table)?;
        let old = std::mem::replace(&mut self.tables[index.0 as usize].verbose, verbose);
        if old != verbose {
            self.note(Record::Verbose { table: index, new: verbose });
        }
        Ok(old != verbose)
    }
}
