//! Bytes, many at a time.

/// Whether no byte is an odd one. Looks at whole blocks without a way out within them, which makes vector code.
#[inline]
pub(crate) fn has_none(bytes: &[u8], is_odd: impl Fn(u8) -> bool) -> bool {
    let is_even = |block: &[u8]| block.iter().fold(0, |any, byte| any | u8::from(is_odd(*byte))) == 0;
    let is_even_block = |block: &[u8; 16]| is_even(block);
    match (bytes.first_chunk::<16>(), bytes.last_chunk::<16>()) {
        // The last block has some of the bytes before it as well.
        (Some(_), Some(last)) => bytes.as_chunks().0.iter().all(is_even_block) && is_even_block(last),
        _ => match (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
            (Some(first), Some(last)) => is_even(first) && is_even(last),
            _ => is_even(bytes),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_odd_byte_is_found_at_every_place() {
        for len in 0..70 {
            let mut bytes = vec![b'x'; len];
            assert!(has_none(&bytes, |byte| byte == b','));
            for at in 0..len {
                bytes[at] = b',';
                assert!(!has_none(&bytes, |byte| byte == b','), "{at} of {len}");
                bytes[at] = b'x';
            }
        }
    }
}
