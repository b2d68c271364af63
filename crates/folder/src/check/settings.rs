//! Settings of retention and of views: 24.

use super::{CheckReport, Finding, Invariant, Subject};
use crate::field::Field;
use crate::view::{ColumnStates, RetainBy, SortColumns, SortOrder, SortType, ViewType};

pub(super) fn check(subject: Subject<'_>, report: &mut CheckReport) {
    let all = [servers(subject), sort_columns(subject), column_states(subject)];
    let messages = all.into_iter().flatten().chain(numbers(subject));
    report.note(messages.map(|message| Finding::new(Invariant::Settings, message)));
}

fn servers(subject: Subject<'_>) -> Option<String> {
    let defaults = subject.info(Field::UseServerDefaults)? != 0;
    let cached = subject.info(Field::UseServerRetention)? != 0;
    (defaults != cached).then(|| format!("useServerDefaults is {defaults}, useServerRetention {cached}"))
}

/// Whether a number means something.
type IsKnown = fn(u32) -> bool;

/// Numbers that mean nothing to Thunderbird.
fn numbers(subject: Subject<'_>) -> impl Iterator<Item = String> {
    let names: [(Field, IsKnown); 4] = [
        (Field::RetainBy, |number| RetainBy::from_number(number).name().is_some()),
        (Field::SortType, |number| SortType::from_number(number).name().is_some()),
        (Field::SortOrder, |number| SortOrder::from_number(number).name().is_some()),
        (Field::ViewType, |number| ViewType::from_number(number).name().is_some()),
    ];
    names.into_iter().filter_map(move |(field, is_known)| {
        let number = subject.info(field)?;
        (!is_known(number)).then(|| format!("{} is {number:x}, which means nothing", field.name()))
    })
}

fn sort_columns(subject: Subject<'_>) -> Option<String> {
    let text = subject.folder.info_cell(Field::SortColumns)?;
    let Ok(text) = std::str::from_utf8(&text) else { return Some("sortColumns is no UTF-8".to_owned()) };
    let columns = SortColumns::decode(text).0;
    let is_odd = columns.iter().any(|column| column.by.name().is_none() || column.order.name().is_none());
    is_odd.then(|| format!("sortColumns cannot be understood: {}", text.escape_debug()))
}

fn column_states(subject: Subject<'_>) -> Option<String> {
    let text = subject.folder.info_cell(Field::ColumnStates).filter(|text| !text.is_empty())?;
    let error = ColumnStates::parse(&text).err()?;
    Some(format!("columnStates: {error}"))
}
