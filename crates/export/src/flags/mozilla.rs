//! Thunderbird's own header fields.

use morkdb_folder::MessageFlags;

/// The columns that X-Mozilla-Keys has at least, so that keywords can be written in place (Mozilla's `X_MOZILLA_KEYWORDS_BLANK_LEN`).
const KEYS_WIDTH: usize = 80;

/// The value of `X-Mozilla-Status`: the lower half of the flags.
pub fn status_field(flags: MessageFlags) -> String {
    format!("{:04x}", (flags & !MessageFlags::RUNTIME_ONLY).0 & 0xFFFF)
}

/// The value of `X-Mozilla-Status2`: the upper half of the flags.
pub fn status2_field(flags: MessageFlags) -> String {
    format!("{:08x}", (flags & !MessageFlags::RUNTIME_ONLY).0 & 0xFFFF_0000)
}

/// The value of `X-Mozilla-Keys`: keywords with a space between, filled up to 80 columns.
pub fn keys_field(keywords: &[u8]) -> Vec<u8> {
    let mut text = keywords.to_vec();
    text.resize(text.len().max(KEYS_WIDTH), b' ');
    text
}
