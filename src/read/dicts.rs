//! The walk through dicts: aliases, and the meta part that says which atom space they are in.

use super::diagnostic::{DiagnosticKind as Odd, Effect};
use super::grammar;
use super::plain;
use super::reader::EventSink;
use super::recovery;
use super::scan;
use super::walk::{Flow, GO, State, Walk};
use crate::syntax::EventKind;

impl<'a> Walk<'a> {
    pub(super) fn dict<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        loop {
            self.plain_aliases(sink)?;
            match self.peek() {
                Some(b'(') => self.alias(sink)?,
                Some(b'>') => return self.bracket(sink, State::Content, EventKind::DictEnd),
                Some(b'<') => return self.meta_start(sink, State::DictMeta, EventKind::DictMetaStart),
                _ => {
                    self.trivia(sink)?;
                    match self.peek() {
                        Some(b'(' | b'>' | b'<') => {}
                        Some(b'[' | b'{') if self.skips_damage() => return self.dict_end(sink),
                        Some(b'@') if self.at_group() => return self.dict_end(sink),
                        Some(_) => return self.junk(sink, Odd::JunkInDict),
                        None => return self.dict_end(sink),
                    }
                }
            }
        }
    }

    /// Aliases in their usual form, as long as there are any.
    #[inline(always)]
    pub(super) fn plain_aliases<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        let text = self.text;
        let mut digits = 2;
        while let Some(rest) = text.get(self.at..) {
            if rest.first() == Some(&b'(') {
                let Some((alias, length, escaped)) = plain::plain_alias(rest, &mut digits) else { break };
                if escaped && recovery::has_dollar(alias) && self.swallows_group(self.at + length) {
                    return GO;
                }
                self.emit(sink, self.at + length, EventKind::Alias(alias))?;
            } else {
                let Some((length, _)) = scan::blanks(rest) else { break };
                self.emit(sink, self.at + length, EventKind::Trivia)?;
            }
        }
        GO
    }

    pub(super) fn dict_meta<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        self.trivia(sink)?;
        match self.peek() {
            Some(b'(') => self.meta_cell(sink),
            Some(b'>') => self.meta_end(sink, State::Dict, 1, EventKind::DictMetaEnd),
            Some(b'<' | b'[' | b'{') if self.skips_damage() => {
                self.meta_cut_short(sink, State::Dict, EventKind::DictMetaEnd)
            }
            Some(b'@') if self.at_group() => self.meta_cut_short(sink, State::Dict, EventKind::DictMetaEnd),
            None => self.meta_cut_short(sink, State::Dict, EventKind::DictMetaEnd),
            _ => self.junk(sink, Odd::JunkInMeta),
        }
    }

    pub(super) fn dict_end<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        self.unclosed(sink, Odd::UnclosedDict)?;
        self.state = State::Content;
        self.emit(sink, self.at, EventKind::DictEnd)
    }

    #[inline(never)]
    pub(super) fn alias<S: EventSink<'a>>(&mut self, sink: &mut S) -> Flow {
        match grammar::alias(self.rest()) {
            Ok((rest, _)) if self.swallows_group(self.offset(rest)) => GO,
            Ok((rest, (alias, odd))) => {
                let end = self.offset(rest);
                self.note(sink, odd, end)?;
                self.emit(sink, end, EventKind::Alias(alias))
            }
            Err(error) => self.fault(sink, error, Effect::Truncates),
        }
    }
}
