//! Raising vCards of version 2.1 and 3.0 to 4.0.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::line::escape;
use super::parse::Line;

/// Properties of older versions that 4.0 does not know. They are kept under names of their own.
const GONE: &[&str] = &["AGENT", "CLASS", "LABEL", "MAILER", "NAME", "PROFILE", "SORT-STRING"];

/// Raises lines to version 4.0, and drops the one that says the version.
pub(super) fn upgrade(mut lines: Vec<Line>) -> Vec<Line> {
    let version = lines.iter().find(|line| line.name == "VERSION");
    let is_old = version.is_none_or(|line| line.value.trim() != "4.0");
    let is_oldest = version.is_none_or(|line| line.value.trim() == "2.1");
    lines.retain(|line| line.name != "VERSION");
    if is_old {
        for line in &mut lines {
            raise(line, is_oldest);
        }
    }
    lines
}

fn raise(line: &mut Line, is_oldest: bool) {
    let encoding = line.param("ENCODING").next().unwrap_or_default().to_ascii_uppercase();
    line.params.retain(|(name, _)| name != "ENCODING" && name != "CHARSET");
    match encoding.as_str() {
        "QUOTED-PRINTABLE" => line.value = requote(&unquote(&line.value), is_structured(&line.name)),
        "B" | "BASE64" => embed(line),
        _ => {}
    }
    types(line);
    match line.name.as_str() {
        "REV" => line.value = basic(&line.value),
        "BDAY" | "ANNIVERSARY" => line.value = basic_date(&line.value),
        "GEO" if !line.value.starts_with("geo:") => {
            line.value = format!("geo:{}", line.value.replacen(';', ",", 1));
        }
        name if GONE.contains(&name) => line.name = format!("X-{name}"),
        _ => {}
    }
    if is_oldest && line.name == "NOTE" && !line.value.contains('\\') {
        line.value = escape(&line.value);
    }
}

/// Values whose parts are apart by semicolons.
fn is_structured(name: &str) -> bool {
    matches!(name, "N" | "ADR" | "ORG")
}

/// `TYPE=PREF` is a parameter of its own, and `internet` goes without saying.
fn types(line: &mut Line) {
    let is_preferred = line.is_type("PREF");
    for (_, values) in line.params.iter_mut().filter(|(name, _)| name == "TYPE") {
        let goes = |value: &str| ["PREF", "INTERNET"].iter().any(|word| value.eq_ignore_ascii_case(word));
        values.retain(|value| !goes(value));
    }
    line.params.retain(|(_, values)| !values.is_empty());
    if is_preferred && line.param("PREF").next().is_none() {
        line.params.push(("PREF".to_owned(), vec!["1".to_owned()]));
    }
}

/// A picture or a key within the card becomes a `data:` URI.
fn embed(line: &mut Line) {
    let data: String = line.value.split_ascii_whitespace().collect();
    let kind = line.param("TYPE").next().unwrap_or_default().to_ascii_lowercase();
    line.params.retain(|(name, _)| name != "TYPE" && name != "VALUE");
    let kind = match (kind.as_str(), line.name.as_str()) {
        ("", "PHOTO" | "LOGO") => "image/jpeg".to_owned(),
        ("", _) => "application/octet-stream".to_owned(),
        (kind, "PHOTO" | "LOGO") => format!("image/{kind}"),
        (kind, "SOUND") => format!("audio/{kind}"),
        (kind, _) => format!("application/{kind}"),
    };
    // What is no base64 stays what it is, and is nobody's picture.
    if STANDARD.decode(&data).is_ok() {
        line.value = format!("data:{kind};base64,{data}");
    } else {
        line.name = format!("X-{}", line.name);
    }
}

/// The text of a quoted-printable value: UTF-8, or ISO 8859-1 where it is none.
fn unquote(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        let code =
            behind.get(..2).filter(|_| first == b'=').and_then(|digits| std::str::from_utf8(digits).ok());
        match code.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = behind.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(first);
                rest = behind;
            }
        }
    }
    crate::mork::latin_or_utf8(&bytes).0.into_owned()
}

/// Escapes what 2.1 did not escape; the semicolons between parts stay.
fn requote(text: &str, is_structured: bool) -> String {
    if !is_structured {
        return escape(text);
    }
    text.split(';').map(escape).collect::<Vec<_>>().join(";")
}

/// A time without the dashes and colons that 4.0 does not have.
fn basic(value: &str) -> String {
    match value.split_once('T') {
        Some((date, time)) => format!("{}T{}", date.replace('-', ""), time.replace(':', "")),
        None => basic_date(value),
    }
}

/// A date without dashes; those before what is left out (`--0412`) stay.
fn basic_date(value: &str) -> String {
    let value = value.trim();
    let is_date = value.len() == 10 && value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    if is_date && !value.starts_with('-') {
        return value.replace('-', "");
    }
    if value.contains('T') && !value.starts_with('-') { basic(value) } else { value.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::super::parse::VCard;

    fn lines(text: &str) -> Vec<(String, String, String)> {
        let card = VCard::parse(&format!("BEGIN:VCARD\n{text}\nEND:VCARD\n")).unwrap();
        let params = |params: &[(String, Vec<String>)]| {
            params
                .iter()
                .map(|(name, values)| format!("{name}={}", values.join(",")))
                .collect::<Vec<_>>()
                .join(";")
        };
        card.lines.iter().map(|line| (line.name.clone(), params(&line.params), line.value.clone())).collect()
    }

    fn one(text: &str) -> (String, String, String) {
        lines(text).remove(0)
    }

    fn line(name: &str, params: &str, value: &str) -> (String, String, String) {
        (name.to_owned(), params.to_owned(), value.to_owned())
    }

    #[test]
    fn version_3_is_raised() {
        let of = |text: &str| one(&format!("VERSION:3.0\n{text}"));
        assert_eq!(of("EMAIL;TYPE=INTERNET,PREF:a@b"), line("EMAIL", "PREF=1", "a@b"));
        assert_eq!(of("TEL;TYPE=home;TYPE=pref:1"), line("TEL", "TYPE=home;PREF=1", "1"));
        assert_eq!(of("REV:2014-08-08T19:36:15Z"), line("REV", "", "20140808T193615Z"));
        assert_eq!(of("BDAY:1985-04-12"), line("BDAY", "", "19850412"));
        assert_eq!(
            of("PHOTO;ENCODING=b;TYPE=PNG:iVBO\n RQ=="),
            line("PHOTO", "", "data:image/png;base64,iVBORQ==")
        );
        assert_eq!(of("PHOTO;ENCODING=b:???"), line("X-PHOTO", "", "???"));
        assert_eq!(of("MAILER:Mutt"), line("X-MAILER", "", "Mutt"));
        assert_eq!(of("GEO:1.5;2"), line("GEO", "", "geo:1.5,2"));
    }

    #[test]
    fn version_2_is_raised() {
        let of = |text: &str| one(&format!("VERSION:2.1\n{text}"));
        assert_eq!(of("TEL;HOME;VOICE:1"), line("TEL", "TYPE=HOME;TYPE=VOICE", "1"));
        let text = "NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:J=C3=B6rg, =\nJ=C3=BCrgen=0A;";
        assert_eq!(of(text), line("NOTE", "", "Jörg\\, Jürgen\\n\\;"));
        let text = "N;QUOTED-PRINTABLE:M=FCller;J=F6rg";
        assert_eq!(of(text), line("N", "", "Müller;Jörg"));
    }

    #[test]
    fn version_4_stays() {
        assert_eq!(one("VERSION:4.0\nREV:2014-08-08"), line("REV", "", "2014-08-08"));
    }
}
