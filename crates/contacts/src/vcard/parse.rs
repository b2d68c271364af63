//! vCards as they are read: lines of a name, parameters and a value.

/// A vCard as lines, without `BEGIN`, `END` and `VERSION`, and always as vCard 4.0 would have them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct VCard {
    /// The lines.
    pub lines: Vec<Line>,
}

/// A line of a vCard.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Line {
    /// The group before the name, which ties lines together; empty for none.
    pub group: String,
    /// The name, in capital letters.
    pub name: String,
    /// The parameters, names in capital letters, in their order.
    pub params: Vec<(String, Vec<String>)>,
    /// The value as it stands in the file: escaped.
    pub value: String,
}

impl VCard {
    /// Reads the first vCard of a text, of version 2.1, 3.0 or 4.0, and raises it to 4.0. `None` where there is none.
    pub fn parse(text: &str) -> Option<Self> {
        let mut lines = unfolded(text).into_iter().filter_map(|line| Line::parse(&line));
        lines.find(|line| line.name == "BEGIN" && line.value.eq_ignore_ascii_case("VCARD"))?;
        let mut found = Vec::new();
        for line in lines {
            match line.name.as_str() {
                "END" if line.value.eq_ignore_ascii_case("VCARD") => break,
                "BEGIN" => {}
                _ => found.push(line),
            }
        }
        Some(Self { lines: super::upgrade::upgrade(found) })
    }

    /// The first line of that name, which is to be in capital letters.
    pub fn first(&self, name: &str) -> Option<&Line> {
        self.lines.iter().find(|line| line.name == name)
    }
}

impl Line {
    pub(crate) fn new(name: &str, value: String) -> Self {
        Self { name: name.to_owned(), value, ..Self::default() }
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.params.push((name.to_owned(), vec![value.to_owned()]));
        self
    }

    fn parse(text: &str) -> Option<Self> {
        let (head, value) = text.split_at(end_of_head(text)?);
        let mut parts = split(head, b';').into_iter();
        let name = parts.next()?.trim();
        let (group, name) = name.split_once('.').unwrap_or(("", name));
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        if name.is_empty() || !name.bytes().all(is_name) || !group.bytes().all(is_name) {
            return None;
        }
        Some(Self {
            group: group.to_owned(),
            name: name.to_ascii_uppercase(),
            params: parts.filter(|part| !part.is_empty()).map(param).collect(),
            value: value.get(1..).unwrap_or_default().to_owned(),
        })
    }

    /// The values of a parameter, of all its mentions.
    pub(crate) fn param<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        let named = self.params.iter().filter(move |(known, _)| known == name);
        named.flat_map(|(_, values)| values.iter().map(String::as_str))
    }

    /// Whether it has this type.
    pub(crate) fn is_type(&self, wanted: &str) -> bool {
        self.param("TYPE").any(|found| found.eq_ignore_ascii_case(wanted))
    }
}

/// `NAME=value,"another"`. In vCard 2.1 a bare word is a type or an encoding.
fn param(text: &str) -> (String, Vec<String>) {
    match text.split_once('=') {
        Some((name, values)) => {
            let value = |value: &str| value.trim().trim_matches('"').to_owned();
            (name.trim().to_ascii_uppercase(), split(values, b',').into_iter().map(value).collect())
        }
        None => {
            let is_encoding = ["QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT"].iter();
            let is_encoding = is_encoding.clone().any(|word| text.eq_ignore_ascii_case(word));
            (if is_encoding { "ENCODING" } else { "TYPE" }.to_owned(), vec![text.trim().to_owned()])
        }
    }
}

/// Where the `:` before the value is, which is not the one between quotes.
fn end_of_head(text: &str) -> Option<usize> {
    let mut is_quoted = false;
    text.bytes().position(|byte| {
        is_quoted ^= byte == b'"';
        byte == b':' && !is_quoted
    })
}

/// Splits at an ASCII byte outside of quotes.
fn split(text: &str, at: u8) -> Vec<&str> {
    let mut is_quoted = false;
    text.split(move |character: char| {
        is_quoted ^= character == '"';
        character == char::from(at) && !is_quoted
    })
    .collect()
}

/// Lines, those that go on in the next put together. A quoted-printable value goes on behind a `=` at the end of its line.
fn unfolded(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut goes_on = false;
    for line in text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)) {
        let behind = line.strip_prefix([' ', '\t']);
        match (lines.last_mut(), behind) {
            (Some(last), _) if goes_on => {
                last.pop();
                last.push_str(line);
            }
            (Some(last), Some(behind)) => last.push_str(behind),
            _ => lines.push(line.to_owned()),
        }
        goes_on = line.ends_with('=') && lines.last().is_some_and(|line| is_quoted_printable(line));
    }
    lines
}

fn is_quoted_printable(line: &str) -> bool {
    let head = end_of_head(line).and_then(|end| line.get(..end)).unwrap_or_default();
    head.to_ascii_uppercase().contains("QUOTED-PRINTABLE")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_taken_apart() {
        let card = VCard::parse(
            "BEGIN:VCARD\nVERSION:4.0\nitem1.EMAIL;TYPE=\"work,x\",home;PREF=1:a@b:c\nNOTE:one\n  two\nEND:VCARD\nFN:x",
        )
        .unwrap();
        assert_eq!(card.lines.len(), 2);
        let email = card.first("EMAIL").unwrap();
        assert_eq!((email.group.as_str(), email.value.as_str()), ("item1", "a@b:c"));
        assert!(email.is_type("work,x") && email.is_type("HOME"));
        assert_eq!(card.first("NOTE").unwrap().value, "one two");
    }

    #[test]
    fn what_is_no_vcard_is_none() {
        for text in ["", "FN:x", "BEGIN:VEVENT\nEND:VEVENT", ":::", "BEGIN", "\u{0}"] {
            assert_eq!(VCard::parse(text), None, "{text:?}");
        }
        assert_eq!(VCard::parse("begin:vcard\n;:\n.:\nä:b"), Some(VCard::default()));
    }
}
