use morkdb_folder::Priority;
use proptest::prelude::*;

use super::*;

const MESSAGE: &[u8] = b"X-Mozilla-Status: 0011\r\nx-mozilla-status2: 10810000\r\nX-Mozilla-Keys: $label1  work    \r\nSubject: Re: a\r\n b\r\n\t c\r\nno field\r\n\
    To: x\r\nTo:\r\nTO : y\r\nMessage-Id: <1@a>\r\nStatus: RO\r\nX-Status: F\r\n\r\nSubject: body\r\n";

#[test]
fn fields_are_read() {
    let header = Header::of(MESSAGE);
    assert_eq!(header.first("subject"), Some(&b"Re: a b c"[..]));
    assert_eq!(header.all("to").collect::<Vec<_>>(), [&b"x"[..], b"", b"y"]);
    assert_eq!((header.first("To"), header.last("To")), (Some(&b"x"[..]), Some(&b"y"[..])));
    assert_eq!(header.message_id(), Some(&b"1@a"[..]));
    assert_eq!(header.mozilla_status(), Some(MessageFlags(0x1080_0011)));
    assert_eq!(header.mozilla_keys().collect::<Vec<_>>(), [&b"$label1"[..], b"work"]);
    assert_eq!(header.status(), b"ROF");
    assert!(!header.is_expunged());
    let subject = &header.fields()[3];
    assert_eq!(&MESSAGE[subject.range.clone()], b"Subject: Re: a\r\n b\r\n\t c\r\n");
}

#[test]
fn headers_may_be_odd() {
    for (text, count) in [
        (&b""[..], 0),
        (b"\nA: b\n", 0),
        (b"A: b", 1),
        (b":\n", 1),
        (b"a\n b: c\n", 0),
        (b"A: b\rC: d\r", 2),
        (b"A: b\n\0C: d\n", 1),
    ] {
        assert_eq!(Header::of(text).fields().len(), count, "{}", text.escape_ascii());
    }
    assert_eq!(Header::of(b"A:\n  \n b \r\n c\n").first("a"), Some(&b"b c"[..]));
    assert_eq!(Header::of(b"Message-ID: <>\n").message_id(), None);
    assert_eq!(Header::of(b"Message-ID: <a\0b>\n").message_id(), Some(&b"a"[..]));
    let flags = |text: &str| Header::of(text.as_bytes()).mozilla_status().map(|flags| flags.0);
    assert_eq!(flags("X-Mozilla-Status: 9\n"), Some(0), "four digits");
    assert_eq!(flags("X-Mozilla-Status: 00x9\nX-Mozilla-Status2: ffffffff\n"), Some(0xFFFE_0009));
    assert!(Header::of(b"X-Mozilla-Status: 0009\n").is_expunged());
}

#[test]
fn own_fields_are_stripped() {
    let stripped = strip_mozilla(MESSAGE).into_owned();
    assert!(
        stripped.starts_with(b"Subject: Re: a\r\n b") && stripped.ends_with(b"\r\n\r\nSubject: body\r\n")
    );
    assert_eq!(
        *strip_mozilla(b"A: b\nX-Mozilla-Keys: a\n b\n\nX-Mozilla-Keys: c\n"),
        *b"A: b\n\nX-Mozilla-Keys: c\n"
    );
    assert!(matches!(strip_mozilla(b"A: b\n\nX-Mozilla-Status: 1\n"), Cow::Borrowed(_)));
}

#[test]
fn rows_are_as_thunderbird_makes_them() {
    let row = index(MESSAGE, b"12", Some(7)).unwrap();
    let row = row.header();
    assert_eq!(row.stored_flags(), MessageFlags(0x1080_0011));
    assert_eq!(
        (&*row.subject(), &*row.message_id(), &*row.store_token()),
        (&b"a b c"[..], &b"1@a"[..], &b"12"[..])
    );
    assert_eq!((&*row.recipients(), row.keywords().as_bytes()), (&b"x,y"[..], &b"$label1 work"[..]));
    assert_eq!((row.size() as usize, row.line_count(), row.date()), (MESSAGE.len(), 1, 7));
    assert_eq!(row.priority(), Priority::NONE);
}

#[test]
fn other_programs_have_status_too() {
    let flags = |text: &str| index(text.as_bytes(), b"0", None).unwrap().header().stored_flags().0;
    assert_eq!(
        [flags("Status: RO\n"), flags("Status: U\n"), flags("Status: RN\n"), flags("Status: D\n")],
        [1, 0, 0, 0]
    );
    assert_eq!(flags("Status: R\nX-Mozilla-Status: 0004\n"), 4, "Thunderbird's own goes first");
    assert_eq!(flags("Return-Receipt-To: a\n"), 0x40_0000);
    assert_eq!(flags("Return-Receipt-To: a\nDisposition-Notification-To:\n"), 0);
    assert_eq!(flags("Return-Receipt-To: a\nX-Mozilla-Status2: 00800000\n"), 0x80_0000);
    assert_eq!(flags("Content-Type: MULTIPART/Mixed; x\n"), 0x1000_0000);
    assert_eq!(flags("X-Mozilla-Status: e001\n"), 1);
}

#[test]
fn dates_and_priorities() {
    let dates = |text: &str, envelope| {
        let row = index(text.as_bytes(), b"0", envelope).unwrap();
        (row.header().date(), row.header().date_received())
    };
    let received = "Received: by x; garbage\nReceived: by y; Thu, 1 Jan 1970 00:00:30 GMT\n";
    let date = "Date: Thu, 1 Jan 1970 00:00:20 GMT\n";
    assert_eq!(dates(&[received, date].concat(), Some(9)), (20, 30));
    assert_eq!(dates(received, Some(9)), (9, 30));
    assert_eq!(dates(received, None), (30, 30));
    assert_eq!(dates(date, Some(9)), (20, 20));
    assert_eq!(dates("Delivery-Date: Thu, 1 Jan 1970 00:00:40 GMT\n", None), (40, 40));
    assert_eq!(dates("Date: x\n", Some(9)), (9, 0));
    assert_eq!(
        dates("Date: Wed, 31 Dec 1969 23:59:59 +0000\n", Some(9)),
        (u32::MAX, u32::MAX),
        "as Thunderbird stores it"
    );
    let priority = |text: &str| index(text.as_bytes(), b"0", None).unwrap().header().priority();
    assert_eq!(priority("X-Priority: 2 (High)\nPriority: urgent\n"), Priority::HIGH);
    assert_eq!(
        [priority("Priority: 1\n"), priority("Priority: low\n"), priority("Priority: x\n")],
        [Priority::HIGHEST, Priority::LOW, Priority::NORMAL]
    );
    assert_eq!(priority("X-Mozilla-Status: 6000\n"), Priority(3));
}

/// Two ids that Thunderbird has made: of a message without Message-ID, and of one where it is empty.
#[test]
fn a_message_without_id_gets_one() {
    let own = format!("X-Mozilla-Status: 0000\nX-Mozilla-Status2: 00000000\nX-Mozilla-Keys: {:80}\n", "");
    let one = "Received: from mx1.example.org (mx [192.0.2.176])\n\tby mail.example.org with ESMTP id 61a2dba3bd;\n\t\
        Fri, 24 Nov 2023 09:31:29 -0000\nFrom: \"Mailing \\\"List\\\" Bot\" <bot@example.org>\nTo: =?utf-8?B?SsO8cmdlbiBHcm/Dnw==?= <juergen@example.org>\n\
        Subject: Review\nDate: Fri, 24 Nov 2023 09:29:36 -0000\nMIME-Version: 1.0\n";
    let other = "Received: from mx1.example.org (mx [192.0.2.78])\n\tby mail.example.org with ESMTP id e4cc6851e4;\n\t\
        Fri, 24 Nov 2023 10:26:16 -0000\nFrom: =?utf-8?Q?=D9=85=D8=AD=D9=85=D8=AF_=D8=B9=D9=84=D9=8A?= <ali@example.org>\n\
        To: =?utf-8?B?6rmA66+87IiY?= <kim@example.org>\nReply-To: =?utf-8?B?5p2O5bCP6b6N?= <lee@example.org>\nSubject: =?utf-7?Q?Hi_Mom_=2BJjo=21_77?=\n\
        Date: Fri, 24 Nov 2023 10:22:11 -0000\nMessage-ID: \nMIME-Version: 1.0\n";
    let end = "\n";
    let id = |text: &str| {
        let text = [&own, text, end].concat();
        String::from_utf8(Header::of(text.as_bytes()).summary_id().into_owned()).unwrap()
    };
    assert_eq!(id(one), "md5:wSqPel7CCv8GjBIuEO5ghA==");
    assert_eq!(id(other), "md5:kNyQw4su0CAL48nRFChIIA==");
    assert_eq!(*Header::of(b"").summary_id(), *b"md5:1B2M2Y8AsgTpgAmY7PhCfg==");
}

proptest! {
    #[test]
    fn any_bytes_have_a_header(pieces in proptest::collection::vec(prop_oneof![
        Just(b"Subject: ".to_vec()), Just(b"\n ".to_vec()), Just(b"\r".to_vec()), Just(b"\r\n".to_vec()), Just(b"Date:".to_vec()), Just(b"received:;1 jan".to_vec()),
        Just(b"X-Mozilla-Keys:".to_vec()), Just(b":".to_vec()), proptest::collection::vec(any::<u8>(), 0..9),
    ], 0..40)) {
        let message = pieces.concat();
        let header = Header::of(&message);
        for field in header.fields() {
            prop_assert!(message[field.range.clone()].starts_with(field.name));
        }
        prop_assert!(index(&message, b"1", None).is_ok());
        prop_assert!(strip_mozilla(&message).len() <= message.len());
    }
}
