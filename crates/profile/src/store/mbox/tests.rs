use std::io::Cursor;

use proptest::prelude::*;

use super::*;

fn scan(mbox: &[u8]) -> Vec<Message> {
    Mailbox::new(Cursor::new(mbox)).messages().map(Result::unwrap).collect()
}

fn offsets(mbox: &[u8]) -> Vec<u64> {
    scan(mbox).iter().map(|message| message.offset).collect()
}

fn read(mbox: &[u8]) -> Vec<Vec<u8>> {
    let range = |message: &Message| {
        let place = usize::try_from(message.offset).unwrap()..usize::try_from(message.end).unwrap();
        unescape(split(&mbox[place]).1).into_owned()
    };
    scan(mbox).iter().map(range).collect()
}

#[test]
fn messages_are_told_apart() {
    let mbox = b"From - x\nA: b\nC: d\n\nbody\n\nFrom - y\r\nTo:\r\n e\r\nF: g\r\n\r\n>From me\r\n";
    let expected = [
        Message { offset: 0, header: 9, body: 20, end: 26 },
        Message { offset: 26, header: 36, body: 53, end: 63 },
    ];
    assert_eq!(scan(mbox), expected);
    assert_eq!(read(mbox), [&b"A: b\nC: d\n\nbody\n"[..], b"To:\r\n e\r\nF: g\r\n\r\nFrom me\r\n"]);
}

#[test]
fn text_that_begins_with_from_is_no_message() {
    let mbox = b"From - x\nA: b\nC: d\n\nFrom now on\nall is well.\n\nFrom - x\nE: f\nG: h\n\n";
    assert_eq!(offsets(mbox), [0, 46]);
    assert_eq!(offsets(b"From -\n\nFrom here\nA: b\nno field\n"), [0], "one field is not enough");
    assert_eq!(offsets(b"From -\n\nFrom here\nA: b\n c\n"), [0, 8], "unless the file ends");
    assert_eq!(offsets(b"From -\n\nFrom here"), [0, 8]);
    assert_eq!(offsets(b"From -\nFrom -\nA: b\nC: d\n"), [0], "headers go on to an empty line");
    assert_eq!(offsets(b"From -\n\nFrom -\n:\n:\n\n"), [0, 8], "names may be empty, as for Thunderbird");
}

#[test]
fn files_may_be_odd() {
    assert_eq!(scan(b""), []);
    assert_eq!(offsets(b"From "), [0]);
    assert_eq!(offsets(b"x"), [0; 0]);
    assert_eq!(offsets(b"\n\nFrom - x\nE: f\nG: h\n"), [2], "what is before the first is passed over");
    assert_eq!(read(b"From \n"), [b""]);
    assert_eq!(read(b"From \n\n"), [b"\n"], "the line behind an empty header");
    assert_eq!(read(b"From \n\n\n"), [b"\n"]);
    assert_eq!(read(b"From \nA: b\n\n\n\nFrom \nA: b\nC: d"), [&b"A: b\n\n\n"[..], b"A: b\nC: d"]);
    assert_eq!(read(b"From \rA: b\r\rx\r"), [b""], "CR alone ends no line");
    assert_eq!(read(b"From \n>From a: b\n\nc"), [b">From a: b\n\nc"], "headers are not escaped");
}

#[test]
fn one_arrow_is_taken_away() {
    let message = b"A: b\n\n>From\n>From \n>>>From c\nx>From \n> From \n>>From \r\n";
    assert_eq!(*unescape(message), *b"A: b\n\n>From\nFrom \n>>From c\nx>From \n> From \n>From \r\n");
    assert!(matches!(unescape(b"A: b\n\nc\n\n"), Cow::Borrowed(b"A: b\n\nc\n")));
    assert_eq!(*unescape(b"A: b\r\n\r\n\r\n"), *b"A: b\r\n\r\n");
    assert_eq!(*unescape(b"A: b\n\n"), *b"A: b\n\n", "that line ends the header");
    assert_eq!(*unescape(b"A: b\n"), *b"A: b\n");
}

/// Pieces of the window end within lines, separators and look-ahead.
#[test]
fn long_lines_and_large_messages() {
    let mut mbox = Vec::new();
    let mut expected = Vec::new();
    for size in (100_000..140_000).step_by(1_733) {
        expected.push(mbox.len() as u64);
        mbox.extend_from_slice(b"From - x\nSubject: ");
        mbox.resize(mbox.len() + size, b's');
        mbox.extend_from_slice(b"\nA: b\n\n");
        mbox.resize(mbox.len() + size / 3, b'\n');
        mbox.resize(mbox.len() + size, 0);
        mbox.extend_from_slice(b"\n");
    }
    assert_eq!(offsets(&mbox), expected);
}

#[test]
fn a_from_line_may_have_a_date() {
    assert_eq!(envelope_date(b"From - Tue Dec 09 15:30:45 2014\r\n"), Some(1_418_139_045));
    assert_eq!(envelope_date(b"From a@b  Tue Dec  9 15:30:45 2014\n"), Some(1_418_139_045));
    for none in [&b"From -"[..], b"From - Tue Dec 9", b"From Tue Dec  9 15:30:45 2014", b"", b"From -  \n"] {
        assert_eq!(envelope_date(none), None, "{}", none.escape_ascii());
    }
    let long = [&b"From "[..], &[b'a'; 255], b" Tue Dec 09 15:30:45 2014"].concat();
    assert_eq!(envelope_date(&long), None);
}

/// As Thunderbird writes a message.
fn escape(message: &[u8]) -> Vec<u8> {
    let body = end_of_header(message).unwrap_or(message.len());
    let mut text = message[..body].to_vec();
    for line in message[body..].split_inclusive(|byte| *byte == b'\n') {
        let arrows = line.iter().take_while(|byte| **byte == b'>').count();
        if line[arrows..].starts_with(b"From ") {
            text.push(b'>');
        }
        text.extend_from_slice(line);
    }
    text
}

fn line_end() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just("\n"), Just("\r\n")]
}

fn message() -> impl Strategy<Value = Vec<u8>> {
    let field = ("[!-9;-~]{1,9}", "[ -~\u{e4}]{0,30}", line_end());
    let line = prop_oneof![
        "[>]{0,3}From [a-z: ]{0,9}",
        "[A-Z][a-z]{0,5}: [a-z]{0,5}",
        ".{0,40}",
        Just("\0\r\0".to_owned()),
        Just(String::new())
    ];
    let fields = proptest::collection::vec(field, 2..6);
    let lines = proptest::collection::vec((line, line_end()), 0..12);
    (fields, line_end(), lines).prop_map(|(fields, empty, lines)| {
        let mut text = String::new();
        for (name, value, end) in fields {
            text.extend([&name, ": ", &value, end]);
        }
        text.push_str(empty);
        for (line, end) in lines {
            text.extend([&line.replace('\n', ""), end]);
        }
        text.into_bytes()
    })
}

proptest! {
    /// What was written in the usual way comes back, byte for byte.
    #[test]
    fn messages_come_back(messages in proptest::collection::vec((message(), line_end()), 0..8)) {
        let mut mbox = Vec::new();
        for (message, end) in &messages {
            mbox.extend_from_slice(b"From - Tue Dec 09 15:30:45 2014");
            mbox.extend_from_slice(end.as_bytes());
            mbox.extend(escape(message));
            mbox.extend_from_slice(end.as_bytes());
        }
        let expected: Vec<_> = messages.into_iter().map(|(message, _)| message).collect();
        prop_assert_eq!(read(&mbox), expected);
    }

    /// Any bytes are messages, one behind the other, or what comes before the first.
    #[test]
    fn any_bytes_are_messages_without_gaps(pieces in proptest::collection::vec(prop_oneof![
        Just(b"From ".to_vec()), Just(b"\n".to_vec()), Just(b"\r\n".to_vec()), Just(b"A: b".to_vec()), Just(b"\n\nFrom x\nA: b\nC: d\n\n".to_vec()),
        proptest::collection::vec(any::<u8>(), 0..9),
    ], 0..40)) {
        let mbox = pieces.concat();
        let found = scan(&mbox);
        for pair in found.windows(2) {
            prop_assert_eq!(pair[0].end, pair[1].offset);
        }
        if let Some(last) = found.last() {
            prop_assert_eq!(last.end, mbox.len() as u64);
        }
        for message in &found {
            prop_assert!(message.offset < message.header && message.header <= message.body && message.body <= message.end);
            prop_assert!(mbox[usize::try_from(message.offset).unwrap()..].starts_with(b"From "));
        }
        read(&mbox);
    }
}
