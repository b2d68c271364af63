//! What a group says, whatever ids its values have and wherever its lines break.

use morkdb::Store;
use morkdb::id::Scope;

/// The text of a group without its dictionaries, its marks and its white space, and with the values of its cells in place of
/// their ids. `store`: the file with the group.
pub(crate) fn canonical(group: &[u8], store: &Store) -> Vec<u8> {
    let mut rest = group;
    let mut out = Vec::new();
    while let Some((&byte, after)) = rest.split_first() {
        rest = match byte {
            b'<' => behind_dictionary(after),
            b'(' => cell(after, store, &mut out),
            b'@' => after.iter().position(|byte| *byte == b'@').map_or(&[], |at| &after[at + 1..]),
            b' ' | b'\n' => after,
            _ => {
                out.push(byte);
                after
            }
        };
    }
    out
}

/// What is behind the `>` that ends a dictionary; there may be another one in it.
fn behind_dictionary(text: &[u8]) -> &[u8] {
    let mut depth = 1;
    let mut at = 0;
    while depth > 0 {
        match text.get(at) {
            Some(b'(') => at += text[at..].len() - behind_value(&text[at + 1..], &mut Vec::new()).len() - 1,
            Some(b'<') => depth += 1,
            Some(b'>') => depth -= 1,
            Some(_) => {}
            None => return &[],
        }
        at += 1;
    }
    &text[at..]
}

/// What is behind the `)` that ends a value. `value` gets the value.
fn behind_value<'t>(text: &'t [u8], value: &mut Vec<u8>) -> &'t [u8] {
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        at += 1;
        match byte {
            b')' => return &text[at..],
            b'\\' => {
                value.extend(text.get(at).filter(|byte| **byte != b'\n'));
                at += 1;
            }
            b'$' => {
                let digits = std::str::from_utf8(&text[at..at + 2]).unwrap();
                value.push(u8::from_str_radix(digits, 16).unwrap());
                at += 2;
            }
            _ => value.push(byte),
        }
    }
    &[]
}

fn cell<'t>(text: &'t [u8], store: &Store, out: &mut Vec<u8>) -> &'t [u8] {
    let mut cell = Vec::new();
    let rest = behind_value(text, &mut cell);
    let split =
        cell.iter().skip(1).position(|byte| matches!(byte, b'^' | b'=')).map_or(cell.len(), |at| at + 1);
    let (column, value) = cell.split_at(split);
    out.push(b'(');
    out.extend_from_slice(column);
    out.push(b'=');
    match value.split_first() {
        Some((b'^', id)) => {
            let id = std::str::from_utf8(id).ok().and_then(|id| u32::from_str_radix(id, 16).ok());
            let atom = id.and_then(|id| store.atom(Scope::VALUES, id)).map(|atom| atom.value().bytes());
            out.extend_from_slice(&atom.unwrap_or_default());
        }
        Some((_, literal)) => out.extend_from_slice(literal),
        None => {}
    }
    out.push(b')');
    rest
}
