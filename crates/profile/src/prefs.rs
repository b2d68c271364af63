//! Preferences: `prefs.js`.

use std::collections::BTreeMap;

use scan::{Broken, Scanner};

mod scan;

/// The value of a preference.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value {
    /// A text.
    Text(String),
    /// A number.
    Number(i64),
    /// `true` or `false`.
    Bool(bool),
}

/// What `prefs.js` says; later lines win.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Preferences {
    values: BTreeMap<String, Value>,
}

impl Preferences {
    /// Reads the lines `user_pref("name", value);`, and says how many there were that are not as they should be: those that cannot be
    /// understood are skipped, and in those that are not UTF-8 there is U+FFFD for what is not. Comments are passed over; so
    /// is a mark of UTF-8 at the start.
    ///
    /// Unlike in Mozilla's reader, a text does not go over the end of its line, which its writer never lets it do; so one
    /// broken line spoils no other.
    pub fn parse(text: &[u8]) -> (Self, usize) {
        let mut preferences = Self::default();
        let mut odd = 0;
        let mut scanner = Scanner::new(text);
        while let Some(line) = scanner.next() {
            match line {
                Ok(line) => {
                    odd += usize::from(line.is_lossy);
                    preferences.values.insert(line.name, line.value);
                }
                Err(Broken) => odd += 1,
            }
        }
        (preferences, odd)
    }

    /// A preference.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.values.get(name)
    }

    /// A text; `None` where it is something else or empty.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name) {
            Some(Value::Text(text)) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    /// A number.
    pub fn number(&self, name: &str) -> Option<i64> {
        match self.get(name) {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        }
    }

    /// A truth.
    pub fn bool(&self, name: &str) -> Option<bool> {
        match self.get(name) {
            Some(Value::Bool(value)) => Some(*value),
            _ => None,
        }
    }

    /// Those whose names begin like this, in order, with what follows in the name.
    pub fn below<'p>(&'p self, prefix: &'p str) -> impl Iterator<Item = (&'p str, &'p Value)> {
        let from = self.values.range(prefix.to_owned()..);
        from.map_while(move |(name, value)| Some((name.strip_prefix(prefix)?, value)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> (Preferences, usize) {
        Preferences::parse(text.as_bytes())
    }

    #[test]
    fn texts_numbers_and_truths_are_read() {
        let text = "\u{FEFF}// Mozilla User Preferences\r\n\
            user_pref(\"a.text\", \"one\");\r\n\
            user_pref(\"a.number\", -12);\r\n\
            \r\n\
            # nothing\r\n\
            user_pref(\"a.truth\", true);\r\n";
        let (preferences, odd) = parse(text);
        assert_eq!(odd, 0);
        assert_eq!(preferences.text("a.text"), Some("one"));
        assert_eq!(preferences.number("a.number"), Some(-12));
        assert_eq!(preferences.bool("a.truth"), Some(true));
        assert_eq!(preferences.text("a.number"), None);
        let below: Vec<_> = preferences.below("a.").map(|(name, _)| name).collect();
        assert_eq!(below, ["number", "text", "truth"]);
    }

    #[test]
    fn escapes_are_undone() {
        let text = r#"user_pref("a", "q\" b\\ n\n r\r x\xe9 u\u00df s\ud83d\udce7 '");"#;
        let (preferences, odd) = parse(text);
        assert_eq!(odd, 0);
        assert_eq!(preferences.text("a"), Some("q\" b\\ n\n r\r xé uß s📧 '"));
        assert_eq!(parse("user_pref('a', 'it\\'s');").0.text("a"), Some("it's"));
    }

    #[test]
    fn half_of_a_character_is_replaced_and_counted() {
        for text in [r"\ud83d", r"\udce7", r"\ud83d\u0041", r"\ud83dx", r"\ud83d\ud83d"] {
            let (preferences, odd) = parse(&format!("user_pref(\"a\", \"{text}\");"));
            assert_eq!(odd, 1, "{text}");
            assert!(preferences.text("a").unwrap().starts_with('\u{FFFD}'), "{text}");
        }
        assert_eq!(parse(r#"user_pref("a", "\ud83d\u0041");"#).0.text("a"), Some("\u{FFFD}A"));
    }

    #[test]
    fn bytes_that_are_not_utf_8_are_replaced_and_counted() {
        let (preferences, odd) =
            Preferences::parse(b"user_pref(\"a\", \"M\xFCller\");\nuser_pref(\"b\", 1);\n");
        assert_eq!((preferences.text("a"), odd), (Some("M\u{FFFD}ller"), 1));
        assert_eq!(preferences.number("b"), Some(1));
    }

    #[test]
    fn comments_may_be_anywhere_between() {
        let text = "/* a\nuser_pref(\"x\", 1);\n*/ user_pref /* b */ (\n\"a\" // c\n, 'b' # d\n) ; user_pref(\"b\", 2);";
        let (preferences, odd) = parse(text);
        assert_eq!((preferences.text("a"), preferences.number("b"), odd), (Some("b"), Some(2), 0));
        assert_eq!(preferences.get("x"), None);
    }

    #[test]
    fn a_broken_line_spoils_no_other() {
        let broken = [
            "user_pref(\"a\", \"b",
            "user_pref(\"a\",",
            "user_pref(\"a",
            "user_pref(",
            "user_pref",
            "user_pref(\"a\", \"b\")",
            "user_pref(\"a\" \"b\");",
            "user_pref(\"a\", maybe);",
            "user_pref(\"a\", 99999999999999999999);",
            "user_pref(\"a\", -);",
            "user_pref(\"a\", \"C:\\dir\");",
            "user_pref(\"a\", \"\\x4\");",
            "user_pref(\"a\", \"\\u004\");",
            "user_pref(\"a\", \"\\u0000\");",
            "other(\"a\", 1);",
            "\0\0\0\0",
            "user_prefs(\"a\", 1);",
        ];
        for line in broken {
            let text = format!("user_pref(\"x\", 1);\n{line}\nuser_pref(\"y\", 2);\n");
            let (preferences, odd) = parse(&text);
            assert_eq!(
                (preferences.number("x"), preferences.number("y"), odd),
                (Some(1), Some(2), 1),
                "{line}"
            );
            assert_eq!(preferences.get("a"), None, "{line}");
        }
    }

    #[test]
    fn half_a_last_line_and_an_open_comment_end_the_file() {
        assert_eq!(parse("user_pref(\"x\", 1);\nuser_pref(\"y\", 2").1, 1);
        let (preferences, odd) = parse("user_pref(\"x\", 1);\n/* user_pref(\"y\", 2);\n");
        assert_eq!((preferences.number("x"), preferences.get("y"), odd), (Some(1), None, 1));
    }

    #[test]
    fn later_lines_win_and_default_preferences_count() {
        let (preferences, odd) = parse("pref(\"a\", 1);\nsticky_pref(\"a\", 2, sticky, locked);\n");
        assert_eq!((preferences.number("a"), odd), (Some(2), 0));
    }

    /// A text that ends nowhere, a comment that ends nowhere, and brackets that close nowhere, each many times: every byte is
    /// looked at a few times at most.
    #[test]
    fn nothing_takes_more_than_linear_time() {
        for piece in
            ["user_pref('", "user_pref(/*\n", "user_pref(\n", "user_pref(\"a\",\n", "/", "\\", "x\n\n"]
        {
            let text = piece.repeat(300_000);
            let (preferences, _) = parse(&text);
            assert_eq!(preferences, Preferences::default(), "{piece:?}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = Preferences::parse(&bytes);
        }

        #[test]
        fn nothing_like_preferences_makes_it_panic(text in r#"((user_pref|pref)?[( ]?["'](\\[xu"n]|[a-f0-9"\\\n])*["', ]+[-0-9a-z);/*#\n]*){0,8}"#) {
            let _ = Preferences::parse(text.as_bytes());
        }

        #[test]
        fn what_is_written_is_read(name in "[a-z.$]{1,12}", value in any::<String>()) {
            let written: String = value.chars().filter(|c| *c != '\0').map(|c| match c {
                '"' => "\\\"".to_owned(),
                '\\' => "\\\\".to_owned(),
                '\n' => "\\n".to_owned(),
                '\r' => "\\r".to_owned(),
                c => c.to_string(),
            }).collect();
            let (preferences, odd) = parse(&format!("user_pref(\"{name}\", \"{written}\");\n"));
            prop_assert_eq!(odd, 0);
            prop_assert_eq!(preferences.get(&name), Some(&Value::Text(value.replace('\0', ""))));
        }
    }
}
