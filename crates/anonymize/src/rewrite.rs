//! The second look at a file: values are replaced where they stand.

use std::ops::Range;

use morkdb::syntax::{Alias, Cell, EventKind, RawValue, Slot};

use crate::cipher::Cipher;
use crate::error::Error;
use crate::key::Key;
use crate::raw::{self, Form};
use crate::report::Anonymized;
use crate::rule::{self, Rule, Rules};
use crate::shift;
use crate::survey::{Context, Survey};
use crate::walk::{self, Piece};
use crate::{comment, text, utf16, verify};

/// Makes files anonymous: the same word becomes the same word in all of them.
#[derive(Debug)]
pub struct Anonymizer {
    cipher: Cipher,
    seconds: i64,
}

impl Anonymizer {
    /// One with this key. Dates stay.
    pub fn new(key: Key) -> Self {
        Self { cipher: Cipher::new(key), seconds: 0 }
    }

    /// Moves all dates by so many seconds; 0 leaves them.
    #[must_use]
    pub fn shift_dates(mut self, seconds: i64) -> Self {
        self.seconds = seconds;
        self
    }

    /// How many different words were replaced until now.
    pub fn words(&self) -> usize {
        self.cipher.words()
    }

    /// Makes a file anonymous.
    ///
    /// # Errors
    /// There is no sign of Mork in it, or it is too large to be read.
    pub fn anonymize(&mut self, bytes: &[u8]) -> Result<Anonymized, Error> {
        if bytes.len() >= u32::MAX as usize {
            return Err(Error::TooLarge);
        }
        if matches!(morkdb::Database::from_bytes(bytes.to_vec()), Err(morkdb::Error::NotMork)) {
            return Err(Error::NotMork);
        }
        let survey = Survey::new(bytes);
        let done = Anonymized { bytes: bytes.to_vec(), ..Anonymized::default() };
        let mut work = Work { cipher: &mut self.cipher, seconds: self.seconds, survey: &survey, done };
        let mut context = Context::default();
        walk::each(bytes, |piece| {
            context.event(&piece.kind);
            work.piece(&piece, context);
        });
        let mut done = work.done;
        done.unknown_columns =
            survey.unknown.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
        done.unknown_columns.sort();
        done.is_same_structure = verify::is_same(bytes, &done.bytes);
        Ok(done)
    }
}

struct Work<'w> {
    cipher: &'w mut Cipher,
    seconds: i64,
    survey: &'w Survey,
    done: Anonymized,
}

impl Work<'_> {
    fn piece(&mut self, piece: &Piece<'_>, context: Context) {
        let range = piece.range.clone();
        match piece.kind {
            EventKind::Header | EventKind::Trivia | EventKind::Junk | EventKind::Unread => {
                self.outside(range, false);
            }
            EventKind::Alias(Alias { id, value: Some(value) }) => {
                let place = self.head(range, value);
                if context.has_names {
                    self.name(place, value);
                } else {
                    self.atom(place, value, self.survey.atom(id, piece.layer, &value.decode()));
                }
            }
            EventKind::Cell(cell @ Cell { column, slot: Slot::Literal(value) }) => {
                if context.is_setting(cell) && value.raw().len() <= 3 {
                    self.done.kept += 1;
                    return;
                }
                let place = self.head(range, value);
                if context.is_kind(cell) {
                    self.name(place, value);
                } else {
                    self.value(place, value, self.survey.literal(column, &value.decode()));
                }
            }
            _ => self.outside(range, true),
        }
    }

    /// Replaces what stands in comments before a value, and says where the value is: at the end, before the `)`.
    fn head(&mut self, range: Range<usize>, value: RawValue<'_>) -> Range<usize> {
        let end = range.end.saturating_sub(1);
        let start = end.saturating_sub(value.raw().len()).max(range.start);
        self.outside(range.start..start, true);
        start..end
    }

    /// Replaces what is no value: all of it, or the comments in it.
    fn outside(&mut self, range: Range<usize>, has_syntax: bool) {
        let Some(bytes) = self.done.bytes.get_mut(range) else { return };
        if !bytes.iter().any(u8::is_ascii_graphic) && bytes.is_ascii() {
            return;
        }
        if has_syntax && !bytes.contains(&b'/') {
            return;
        }
        let before = bytes.to_vec();
        if has_syntax {
            comment::replace_within(bytes, self.cipher);
        } else {
            comment::replace(bytes, self.cipher);
        }
        self.done.outside += before.iter().zip(bytes.iter()).filter(|(old, new)| old != new).count();
    }

    /// Names stay, but for those that are the addresses of saved searches.
    fn name(&mut self, place: Range<usize>, value: RawValue<'_>) {
        if rule::is_address(&value.decode()) {
            self.value(place, value, Rules::of(Rule::Folder));
        } else {
            self.done.kept += 1;
        }
    }

    fn atom(&mut self, place: Range<usize>, value: RawValue<'_>, rules: Rules) {
        if rules.is_empty() && rule::is_known_name(&value.decode()) {
            self.done.kept += 1;
        } else {
            self.value(place, value, rules);
        }
    }

    fn value(&mut self, place: Range<usize>, value: RawValue<'_>, rules: Rules) {
        let said = value.decode();
        let is_changed = match decide(&said, rules) {
            Decision::Keep => false,
            Decision::Shift(_) if self.seconds == 0 => false,
            Decision::Shift(unit) => self.shift(place, &said, unit),
            Decision::Utf16 => self.utf16(place),
            Decision::Text => self.text(place, rules),
        };
        *(if is_changed { &mut self.done.replaced } else { &mut self.done.kept }) += 1;
    }

    fn shift(&mut self, place: Range<usize>, said: &[u8], unit: shift::Unit) -> bool {
        let Some(raw) = self.done.bytes.get_mut(place) else { return false };
        let Some(date) = shift::shift(said, self.seconds, unit) else { return false };
        let spelled = raw::spell(raw);
        raw::write(raw, &spelled, date.into_iter());
        true
    }

    fn text(&mut self, place: Range<usize>, rules: Rules) -> bool {
        let Some(raw) = self.done.bytes.get_mut(place) else { return false };
        let spelled = raw::spell(raw);
        let before: Vec<u8> = spelled.iter().map(|one| one.byte).collect();
        let mut bytes = before.clone();
        let keep = |word: &[u8]| !rules.is_empty() && rules.iter().all(|rule| rule.keeps(word));
        text::replace(&mut bytes, &keep, self.cipher);
        let is_changed = bytes != before;
        raw::write(raw, &spelled, bytes.into_iter());
        is_changed
    }

    fn utf16(&mut self, place: Range<usize>) -> bool {
        let Some(raw) = self.done.bytes.get_mut(place) else { return false };
        let spelled = raw::spell(raw);
        let mut bytes: Vec<_> = spelled.iter().map(|one| (one.byte, one.form == Form::Escaped)).collect();
        utf16::replace(&mut bytes, self.survey.is_big, self.cipher);
        raw::write(raw, &spelled, bytes.into_iter().map(|(byte, _)| byte));
        !spelled.is_empty()
    }
}

/// The keys that Thunderbird has for no message, and for the table of all threads.
const NO_KEYS: [&[u8]; 2] = [b"ffffffff", b"fffffffe"];

/// What becomes of a value.
enum Decision {
    Keep,
    Shift(shift::Unit),
    Text,
    Utf16,
}

/// An atom that several columns use is personal if it is to one of them. Small numbers are the exception: `0` and `1` are used by
/// everything; and so are the keys that stand for no message.
fn decide(value: &[u8], rules: Rules) -> Decision {
    if rules.has(Rule::Utf16) {
        return Decision::Utf16;
    }
    let is_number = |rule: Rule| matches!(rule, Rule::Number | Rule::Date(_));
    let is_small = value.len() <= 3 && value.iter().all(u8::is_ascii_hexdigit);
    let is_common = (is_small || NO_KEYS.contains(&value)) && rules.iter().any(is_number);
    if rules.is_empty() || !rules.iter().all(|rule| rule.is_harmless(value)) {
        return if is_common { Decision::Keep } else { Decision::Text };
    }
    let mut units = rules.iter();
    match (units.next(), units.next()) {
        (Some(Rule::Date(unit)), None) => Decision::Shift(unit),
        _ => Decision::Keep,
    }
}
