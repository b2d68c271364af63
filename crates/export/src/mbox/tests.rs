use super::message::lines;

fn written(message: &str) -> String {
    let mut text = Vec::new();
    lines(message.as_bytes(), &mut text);
    String::from_utf8(text).unwrap()
}

#[test]
fn what_looks_like_a_beginning_is_quoted() {
    let text = written("Subject: a\n\nFrom a\n>From b\n>>From c\n> From d\nFrom: e\n");
    assert_eq!(text, "Subject: a\n\n>From a\n>>From b\n>>>From c\n> From d\nFrom: e\n\n");
}

#[test]
fn fields_that_are_replaced_go_with_their_folded_lines() {
    let message =
        "Status: R\nSubject: a\nX-KEYWORDS : b\n c\nX-Status-Of: d\nX-Mozilla-Keys: e\n\nStatus: f\n";
    assert_eq!(written(message), "Subject: a\nX-Status-Of: d\n\nStatus: f\n\n");
}

#[test]
fn a_message_ends_with_an_empty_line() {
    assert_eq!(written("a: b\n\nc"), "a: b\n\nc\n\n");
    assert_eq!(written(""), "\n\n");
}
