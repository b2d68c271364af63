//! Where the tail of a file may be torn, and what Mozilla's engine makes of it.

/// Whether Mozilla's engine refuses a file that ends with so many bytes of a group, whose text is `group` when it is
/// complete: where the file ends within a marker, and what is there of it is not taken for the end of something else.
///
/// Of the start marker `@$${ID{@`, that is from the first byte on, except where the id is about to begin. Of the end marker
/// `@$$}ID}@`, it is from the third byte on, except where the id is about to begin. The line break before the group, and
/// the one behind it, do not matter.
pub fn is_deadly(group: &[u8], kept: usize) -> bool {
    let start = group.iter().position(|byte| *byte == b'@').expect("a group has a start marker");
    let id = group[start + 4..].iter().position(|byte| *byte == b'{').expect("an id ends");
    // Both markers are as long.
    let length = 4 + id + 2;
    let end = group.windows(4).rposition(|bytes| bytes == b"@$$}").expect("a group has an end marker");
    assert_eq!(group[start + 4..start + 4 + id], group[end + 4..end + 4 + id], "both markers have the id");
    let in_start = kept > start && kept < start + length && kept != start + 4;
    let in_end = kept > end + 2 && kept < end + length && kept != end + 4;
    in_start || in_end
}

/// The same of a file that has groups before: whether its last group is torn where Mozilla's engine refuses it, as far as
/// the torn text alone says.
pub fn ends_deadly(file: &[u8]) -> bool {
    let is_hex = |byte: &u8| byte.is_ascii_hexdigit();
    let tail = &file[file.len().saturating_sub(24)..];
    let Some(at) = tail.iter().rposition(|byte| *byte == b'@') else { return false };
    // The `@` at the end may be the last byte of a marker that is complete, or of a start marker with nothing behind it.
    match &tail[at..] {
        b"@" => !tail[..at].ends_with(b"{") && !tail[..at].ends_with(b"}"),
        b"@$" | b"@$$" => true,
        [b'@', b'$', b'$', b'{', id @ ..] => {
            !id.is_empty() && id.iter().all(|byte| is_hex(byte) || *byte == b'{')
        }
        [b'@', b'$', b'$', b'}', id @ ..] => {
            !id.is_empty() && id.iter().all(|byte| is_hex(byte) || *byte == b'}')
        }
        _ => false,
    }
}
