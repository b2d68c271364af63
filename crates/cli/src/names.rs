//! Names of scopes, kinds and columns, as they are shown and as they are asked for.

use morkdb::Store;
use morkdb::id::{Oid, Scope};
use morkdb::store::Token;

use crate::printable::printable;

/// The name of a token in full; `^HEX` where it has none.
pub(crate) fn full(store: &Store, token: impl Into<Token>) -> String {
    let token = token.into();
    store.name(token).map_or_else(|| format!("^{:X}", token.0), |name| shown(&name))
}

/// The name of a token without what all names of the kind have in common.
pub(crate) fn short(store: &Store, token: impl Into<Token>) -> String {
    let token = token.into();
    store.name(token).map_or_else(|| format!("^{:X}", token.0), |name| shown(last_part(&name)))
}

fn shown(name: &[u8]) -> String {
    if name.is_empty() { "\"\"".to_owned() } else { printable(name) }
}

/// A hexadecimal number, without a sign.
pub(crate) fn hex(digits: &[u8]) -> Option<u32> {
    // The standard library takes a plus sign.
    let digits = std::str::from_utf8(digits).ok().filter(|digits| !digits.starts_with('+'))?;
    u32::from_str_radix(digits, 16).ok()
}

/// The part of `ns:msg:db:row:scope:msgs:all` that tells it from its like: `msgs`.
pub(crate) fn last_part(name: &[u8]) -> &[u8] {
    if !name.starts_with(b"ns:") {
        return name;
    }
    let behind = |mark: &[u8]| memchr::memmem::rfind(name, mark).map(|at| at + mark.len());
    let part = &name[behind(b":kind:").or_else(|| behind(b":scope:")).unwrap_or(3)..];
    let part = part.strip_suffix(b":all").unwrap_or(part);
    if part.is_empty() { name } else { part }
}

/// An id as it is shown among things of scope `home`: `1F`, or `1F:msgs`.
pub(crate) fn id(store: &Store, oid: Oid, home: Option<Scope>) -> String {
    if Some(oid.scope) == home {
        format!("{:X}", oid.id)
    } else {
        format!("{:X}:{}", oid.id, short(store, oid.scope))
    }
}

#[cfg(test)]
mod tests {
    use super::last_part;

    #[test]
    fn the_last_part_is_what_tells_names_apart() {
        assert_eq!(last_part(b"ns:msg:db:row:scope:msgs:all"), b"msgs");
        assert_eq!(last_part(b"ns:msg:db:table:kind:thread"), b"thread");
        assert_eq!(last_part(b"ns:msg:db:table:kind:"), b"ns:msg:db:table:kind:");
        assert_eq!(last_part(b"subject:all"), b"subject:all");
        assert_eq!(last_part(b"m"), b"m");
    }
}
