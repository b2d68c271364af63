//! Aliases into atoms.

use super::{Builder, Flow, GO, value_start};
use crate::id::Scope;
use crate::read::{DiagnosticKind as Odd, Effect};
use crate::store::Refused;
use crate::syntax::{Alias, MAX_ALIASED, RawValue, Span};

impl<'a> Builder<'a> {
    #[inline(always)]
    pub(super) fn alias(&mut self, span: Span, alias: Alias<'a>) -> Flow {
        let Some(value) = alias.value else { return GO };
        let start = value_start(span, value);
        let usual = self.dict_scope == Scope::VALUES && value.raw().len() <= MAX_ALIASED && alias.id != 0;
        if usual && self.store.add_value(alias.id, start) {
            return GO;
        }
        self.odd_alias(span, alias.id, value)
    }

    #[inline(never)]
    pub(super) fn odd_alias(&mut self, span: Span, id: u32, value: RawValue<'a>) -> Flow {
        if value.is_longer_than(MAX_ALIASED) {
            return self.report(Odd::LongAlias, span, Effect::None);
        }
        let start = self.stored_start(span, value);
        match self.store.check_atom(self.bytes, self.dict_scope, id, start) {
            Ok(false) => return GO,
            Ok(true) => {}
            Err(Refused::Zero) => self.report(Odd::ZeroAlias, span, Effect::Truncates)?,
            Err(Refused::Duplicate) => self.report(Odd::DuplicateAlias, span, Effect::Truncates)?,
        }
        self.store.add_atom(self.dict_scope, id, start);
        GO
    }
}
