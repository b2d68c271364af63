//! Between the lines of a vCard and the properties of a card, as Thunderbird maps them.

use super::line::{escape, split_escaped, unescape};
use super::parse::{Line, VCard};
use crate::book::Property;

/// The parts of a name, as in `N`.
pub(super) const NAME: &[&str] = &["LastName", "FirstName", "AdditionalNames", "NamePrefix", "NameSuffix"];

/// The parts of an organisation, as in `ORG`.
pub(super) const ORGANISATION: &[&str] = &["Company", "Department"];

/// The parts of an address, as in `ADR`, behind `Home` or `Work`. The second line of the address comes before the first, where
/// vCard has the flat.
pub(super) const ADDRESS: &[&str] = &["POBox", "Address2", "Address", "City", "State", "ZipCode", "Country"];

/// Telephone numbers, by type.
pub(super) const TELEPHONES: &[(&str, &str)] = &[
    ("work", "WorkPhone"),
    ("home", "HomePhone"),
    ("fax", "FaxNumber"),
    ("pager", "PagerNumber"),
    ("cell", "CellularNumber"),
];

/// Properties that are one line of text.
pub(super) const TEXTS: &[(&str, &str)] = &[
    ("NICKNAME", "NickName"),
    ("TITLE", "JobTitle"),
    ("NOTE", "Notes"),
    ("X-CUSTOM1", "Custom1"),
    ("X-CUSTOM2", "Custom2"),
    ("X-CUSTOM3", "Custom3"),
    ("X-CUSTOM4", "Custom4"),
];

/// Dates, by the name before `Year`, `Month` and `Day`.
pub(super) const DATES: &[(&str, &str)] = &[("BDAY", "Birth"), ("ANNIVERSARY", "Anniversary")];

/// What a vCard says, as properties. Where there are several lines for one property, the preferred one counts, and then the first.
pub(crate) fn properties(card: &VCard) -> Vec<Property> {
    let mut found = Vec::new();
    text(card, "FN", "DisplayName", &mut found);
    let emails = preferred(card, "EMAIL", |_| true);
    for (line, name) in emails.iter().zip(["PrimaryEmail", "SecondEmail"]) {
        push(&mut found, name, unescape(&line.value));
    }
    for (line, name) in TEXTS {
        text(card, line, name, &mut found);
    }
    parts(first(card, "ORG", |_| true), ORGANISATION, "", &mut found);
    parts(first(card, "N", |_| true), NAME, "", &mut found);
    for (line, prefix) in DATES {
        date(first(card, line, |_| true), prefix, &mut found);
    }
    let is_home = |line: &Line| line.is_type("home");
    parts(first(card, "ADR", is_home), ADDRESS, "Home", &mut found);
    parts(first(card, "ADR", |line| !is_home(line)), ADDRESS, "Work", &mut found);
    for (kind, name) in TELEPHONES {
        if let Some(line) = first(card, "TEL", |line| telephone(line) == *kind) {
            push(&mut found, name, number(line));
        }
    }
    let work = first(card, "URL", |line| line.is_type("work"));
    let any = || first(card, "URL", |line| !is_home(line));
    let home = first(card, "URL", is_home);
    for (line, name) in [(work.or_else(any), "WebPage1"), (home, "WebPage2")] {
        found.extend(line.map(|line| Property::new(name, line.value.clone())));
    }
    text(card, "UID", "UID", &mut found);
    found
}

fn push(found: &mut Vec<Property>, name: &str, value: String) {
    if !value.is_empty() {
        found.push(Property::new(name, value));
    }
}

/// The type of a telephone number; work where none is said.
fn telephone(line: &Line) -> &'static str {
    let known = |word: &str| TELEPHONES.iter().find(|(kind, _)| kind.eq_ignore_ascii_case(word));
    line.param("TYPE").find_map(known).map_or("work", |(kind, _)| kind)
}

/// A telephone number: text, or a `tel:` URI.
fn number(line: &Line) -> String {
    let text = unescape(&line.value);
    text.strip_prefix("tel:").map(str::to_owned).unwrap_or(text)
}

fn first<'a>(card: &'a VCard, name: &str, is_wanted: impl Fn(&Line) -> bool) -> Option<&'a Line> {
    preferred(card, name, is_wanted).into_iter().next()
}

fn preferred<'a>(card: &'a VCard, name: &str, is_wanted: impl Fn(&Line) -> bool) -> Vec<&'a Line> {
    let mut lines: Vec<_> = card.lines.iter().filter(|line| line.name == name && is_wanted(line)).collect();
    lines.sort_by_key(|line| line.param("PREF").next().and_then(|pref| pref.parse().ok()).unwrap_or(101_u32));
    lines
}

fn text(card: &VCard, line: &str, name: &str, found: &mut Vec<Property>) {
    if let Some(line) = first(card, line, |_| true) {
        push(found, name, unescape(&line.value));
    }
}

fn parts(line: Option<&Line>, names: &[&str], prefix: &str, found: &mut Vec<Property>) {
    let Some(line) = line else { return };
    for (part, name) in split_escaped(&line.value, b';').into_iter().zip(names) {
        let values: Vec<_> = split_escaped(part, b',').into_iter().map(unescape).collect();
        push(found, &format!("{prefix}{name}"), values.join(" "));
    }
}

/// A date that may lack a part.
fn date(line: Option<&Line>, prefix: &str, found: &mut Vec<Property>) {
    let Some(line) = line else { return };
    let [year, month, day] = date_parts(&line.value);
    for (name, digits) in [("Year", year), ("Month", month), ("Day", day)] {
        if let Ok(number) = digits.parse::<u32>() {
            push(found, &format!("{prefix}{name}"), number.to_string());
        }
    }
}

/// Year, month and day as digits, empty where the date lacks them: `19850412`, `1985-04-12`, `1985-04`, `1985`, `--0412`,
/// `--04-12`, `--04`, `---12`.
fn date_parts(value: &str) -> [&str; 3] {
    let date = value.split('T').next().unwrap_or_default().trim();
    let part = |from: usize, to: usize| date.get(from..to).unwrap_or_default();
    let end = date.len();
    if let Some(day) = date.strip_prefix("---") {
        return ["", "", day];
    }
    if date.starts_with("--") {
        let day = if part(4, 5) == "-" { 5 } else { 4 };
        return ["", part(2, 4), part(day, day + 2)];
    }
    match part(4, 5) {
        "-" => [part(0, 4), part(5, 7), part(8, 10)],
        _ => [part(0, 4), part(4, 6), part(6, end.min(8))],
    }
}

/// A date as 4.0 has it, of a year, a month and a day as Thunderbird has them: each may be missing. `None` where they make no
/// date that can be written.
pub(super) fn date_of(year: Option<&str>, month: Option<&str>, day: Option<&str>) -> Option<String> {
    let number = |text: Option<&str>, most: u32| match text {
        None => Ok(None),
        Some(text) => {
            text.trim().parse().ok().filter(|number| (1..=most).contains(number)).map(Some).ok_or(())
        }
    };
    let (Ok(year), Ok(month), Ok(day)) = (number(year, 9999), number(month, 12), number(day, 31)) else {
        return None;
    };
    match (year, month, day) {
        (Some(year), Some(month), Some(day)) => Some(format!("{year:04}{month:02}{day:02}")),
        (Some(year), Some(month), None) => Some(format!("{year:04}-{month:02}")),
        (Some(year), None, None) => Some(format!("{year:04}")),
        (None, Some(month), Some(day)) => Some(format!("--{month:02}{day:02}")),
        (None, Some(month), None) => Some(format!("--{month:02}")),
        (None, None, Some(day)) => Some(format!("---{day:02}")),
        (Some(_), None, Some(_)) | (None, None, None) => None,
    }
}

/// Parts, escaped and put together. Nothing where all are empty.
pub(super) fn structured<'a>(parts: impl Iterator<Item = Option<&'a str>>) -> Option<String> {
    let parts: Vec<_> = parts.map(|part| escape(part.unwrap_or_default())).collect();
    parts.iter().any(|part| !part.is_empty()).then(|| parts.join(";"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn says(text: &str, expected: &[(&str, &str)]) {
        let card = VCard::parse(&format!("BEGIN:VCARD\nVERSION:4.0\n{text}\nEND:VCARD")).unwrap();
        let found = properties(&card);
        let found: Vec<_> = found.iter().map(|one| (one.name.as_str(), one.value.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_preferred_line_counts() {
        says("EMAIL:c@d\nEMAIL:e@f\nEMAIL;PREF=1:a@b", &[("PrimaryEmail", "a@b"), ("SecondEmail", "c@d")]);
        says("TEL;TYPE=home:1\nTEL;TYPE=HOME;PREF=2:2\nTEL:3", &[("WorkPhone", "3"), ("HomePhone", "2")]);
        says("TEL;VALUE=uri;TYPE=voice:tel:+1-2", &[("WorkPhone", "+1-2")]);
        says("URL:http://a\nURL;TYPE=home:http://b", &[("WebPage1", "http://a"), ("WebPage2", "http://b")]);
    }

    #[test]
    fn parts_are_put_where_they_belong() {
        says(
            "N:Love\\;lace;Ada;A,B;;",
            &[("LastName", "Love;lace"), ("FirstName", "Ada"), ("AdditionalNames", "A B")],
        );
        says("ADR;TYPE=home:;;Street;City;;;", &[("HomeAddress", "Street"), ("HomeCity", "City")]);
    }

    #[test]
    fn dates_may_lack_parts() {
        let of = |value: &str| date_parts(value).map(str::to_owned);
        assert_eq!(of("19850412"), ["1985", "04", "12"]);
        assert_eq!(of("1985-04-12T10:00:00Z"), ["1985", "04", "12"]);
        assert_eq!(of("1985-04"), ["1985", "04", ""]);
        assert_eq!(of("--0412"), ["", "04", "12"]);
        assert_eq!(of("--04-12"), ["", "04", "12"]);
        assert_eq!(of("---12"), ["", "", "12"]);
        assert_eq!(of("ä"), ["", "", ""]);
        for (year, month, day) in
            [(Some("1985"), Some("4"), Some("12")), (None, Some("4"), None), (None, None, Some("3"))]
        {
            let [y, m, d] = of(&date_of(year, month, day).unwrap()).map(|part| part.parse::<u32>().ok());
            let parsed = |part: Option<&str>| part.map(|part| part.parse::<u32>().unwrap());
            assert_eq!((y, m, d), (parsed(year), parsed(month), parsed(day)));
        }
        assert_eq!(date_of(Some("1985"), None, Some("3")), None);
        assert_eq!(date_of(Some("0"), Some("13"), None), None);
    }
}
