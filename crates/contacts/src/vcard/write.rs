//! Address books as vCards.

use std::io::{self, Write};

use super::line::{self, escape};
use super::map::{ADDRESS, DATES, NAME, ORGANISATION, TELEPHONES, TEXTS, date_of, structured};
use super::parse::Line;
use crate::book::{AddressBook, Card, List, Written};
use crate::uid;

/// Names in chat services: the property, the service, and the scheme of its URIs.
const CHATS: &[(&str, &str, &str)] = &[
    ("_AimScreenName", "AIM", "aim"),
    ("_GoogleTalk", "GoogleTalk", "xmpp"),
    ("_JabberId", "Jabber", "xmpp"),
    ("_Yahoo", "Yahoo", "ymsgr"),
    ("_Skype", "Skype", "skype"),
    ("_QQ", "QQ", "x-qq"),
    ("_MSN", "MSN", "msnim"),
    ("_ICQ", "ICQ", "icq"),
    ("_IRC", "IRC", "irc"),
];

/// Writes all cards, and lists as groups, as vCard 4.0. Nothing is left out: a property that vCard does not know becomes
/// `X-MOZILLA-NAME`. What was deleted has a line `X-MOZILLA-DELETED` that says where it was found.
///
/// A card or list without a UID gets one that is made of what it says: the same file gives the same one again. Members are named
/// by their UUIDs, or by their addresses where their UIDs are no UUIDs.
///
/// # Errors
/// Those of `out`.
pub fn write(book: &AddressBook, out: &mut impl Write) -> io::Result<Written> {
    let uids = uid::of_cards(book);
    for (card, uid) in book.cards.iter().zip(&uids) {
        write_lines(&lines_of(card, uid), out)?;
    }
    for list in &book.lists {
        write_lines(&lines_of_list(book, list, &uids), out)?;
    }
    Ok(Written { cards: book.cards.len(), lists: book.lists.len(), ..Written::default() })
}

fn write_lines(lines: &[Line], out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"BEGIN:VCARD\r\nVERSION:4.0\r\n")?;
    for line in lines {
        line::write(line, out)?;
    }
    out.write_all(b"END:VCARD\r\n")
}

fn lines_of(card: &Card, uid: &str) -> Vec<Line> {
    let mut maker = Maker { card, used: Vec::new(), lines: Vec::new() };
    match &card.vcard {
        Some(vcard) => maker.copy(vcard.lines.clone(), uid),
        None => maker.make(uid),
    }
    maker.rest();
    maker.lines
}

/// Makes lines of the properties of a card, and remembers which ones it has taken.
struct Maker<'c> {
    card: &'c Card,
    used: Vec<&'static str>,
    lines: Vec<Line>,
}

impl Maker<'_> {
    /// The value of a property of the card itself, which is used with that.
    fn take(&mut self, name: &'static str) -> Option<&str> {
        self.used.push(name);
        self.card.get(name)
    }

    /// The lines of the card's own vCard. What it must have and lacks is added.
    fn copy(&mut self, lines: Vec<Line>, uid: &str) {
        self.lines = lines;
        self.used.push("UID");
        let has = |name: &str, lines: &[Line]| lines.iter().any(|line| line.name == name);
        if !has("UID", &self.lines) {
            self.lines.insert(0, uid_line(uid));
        }
        if !has("FN", &self.lines) {
            self.lines.push(Line::new("FN", escape(&full_name(self.card, uid))));
        }
        if has("REV", &self.lines) {
            self.used.push("LastModifiedDate");
        } else {
            self.revision();
        }
    }

    fn make(&mut self, uid: &str) {
        self.used.push("UID");
        self.lines.push(uid_line(uid));
        self.used.push("DisplayName");
        self.lines.push(Line::new("FN", escape(&full_name(self.card, uid))));
        self.parts("N", NAME, None);
        for (name, property) in TEXTS {
            if let Some(value) = self.take(property) {
                let line = Line::new(name, escape(value));
                self.lines.push(line);
            }
        }
        if let Some(value) = self.take("PrimaryEmail") {
            let line = Line::new("EMAIL", escape(value)).with("PREF", "1");
            self.lines.push(line);
        }
        if let Some(value) = self.take("SecondEmail") {
            let line = Line::new("EMAIL", escape(value));
            self.lines.push(line);
        }
        self.telephones();
        self.parts("ORG", ORGANISATION, None);
        for kind in ["home", "work"] {
            self.parts("ADR", ADDRESS, Some(kind));
        }
        self.pages();
        for (name, prefix) in DATES {
            self.date(name, prefix);
        }
        self.chats();
        self.others();
        self.revision();
    }

    fn telephones(&mut self) {
        for (kind, property) in TELEPHONES {
            if let Some(value) = self.take(property) {
                let line = Line::new("TEL", escape(value)).with("TYPE", kind);
                self.lines.push(line);
            }
        }
    }

    fn parts(&mut self, name: &str, parts: &'static [&'static str], kind: Option<&'static str>) {
        let names: Vec<&'static str> = match kind {
            None => parts.to_vec(),
            Some("home") => HOME.to_vec(),
            Some(_) => WORK.to_vec(),
        };
        let value = structured(names.iter().map(|name| self.card.get(name)));
        self.used.extend(names);
        if let Some(value) = value {
            let line = Line::new(name, value);
            self.lines.push(match kind {
                Some(kind) => line.with("TYPE", kind),
                None => line,
            });
        }
    }

    /// Web pages. What is no URI is no value of `URL`, and is kept as text.
    fn pages(&mut self) {
        for (property, kind) in [("WebPage1", "work"), ("WebPage2", "home")] {
            let Some(value) = self.card.get(property).filter(|value| is_uri(value)) else { continue };
            let line = Line::new("URL", value.to_owned()).with("TYPE", kind);
            self.used.push(property);
            self.lines.push(line);
        }
    }

    /// A date, where its parts make one. Otherwise they are kept one by one.
    fn date(&mut self, name: &str, prefix: &str) {
        let names = match prefix {
            "Birth" => ["BirthYear", "BirthMonth", "BirthDay"],
            _ => ["AnniversaryYear", "AnniversaryMonth", "AnniversaryDay"],
        };
        let [year, month, day] = names.map(|name| self.card.get(name));
        if let Some(date) = date_of(year, month, day) {
            self.used.extend(names);
            self.lines.push(Line::new(name, date));
        }
    }

    fn chats(&mut self) {
        for (property, service, scheme) in CHATS {
            if let Some(value) = self.take(property) {
                let line = Line::new("IMPP", format!("{scheme}:{}", percent(value)));
                self.lines.push(line.with("X-SERVICE-TYPE", service));
            }
        }
    }

    fn others(&mut self) {
        if let Some(value) = self.take("Category") {
            let line = Line::new("CATEGORIES", escape(value));
            self.lines.push(line);
        }
        if let Some(value) = self.take("SpouseName") {
            let line = Line::new("RELATED", escape(value)).with("TYPE", "spouse").with("VALUE", "text");
            self.lines.push(line);
        }
        if let Some(value) = self.card.get("PhotoURI").filter(|value| is_picture(value)) {
            let line = Line::new("PHOTO", value.to_owned());
            self.used.push("PhotoURI");
            self.lines.push(line);
        }
    }

    fn revision(&mut self) {
        let seconds = self.card.get("LastModifiedDate").and_then(|value| value.parse().ok());
        let time = seconds
            .filter(|seconds| *seconds > 0)
            .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
        if let Some(time) = time {
            self.used.push("LastModifiedDate");
            self.lines.push(Line::new("REV", time.strftime("%Y%m%dT%H%M%SZ").to_string()));
        }
    }

    /// All properties that have no line yet.
    fn rest(&mut self) {
        for property in &self.card.properties {
            let is_told = self.card.vcard.is_some() && self.card.get(&property.name) != Some(&property.value);
            if self.used.contains(&property.name.as_str()) || is_told {
                continue;
            }
            let line = own_line(&property.name, escape(&property.value));
            self.lines.push(line);
        }
        if let Some(deleted) = self.card.deleted {
            self.lines.push(own_line("Deleted", deleted.word().to_owned()));
        }
    }
}

const HOME: [&str; 7] =
    ["HomePOBox", "HomeAddress2", "HomeAddress", "HomeCity", "HomeState", "HomeZipCode", "HomeCountry"];
const WORK: [&str; 7] =
    ["WorkPOBox", "WorkAddress2", "WorkAddress", "WorkCity", "WorkState", "WorkZipCode", "WorkCountry"];

/// A line for what vCard does not know. A name that no line may have stands in a parameter.
fn own_line(name: &str, value: String) -> Line {
    let allowed = |character: char| character.is_ascii_alphanumeric() || character == '-';
    let upper = |character: char| if allowed(character) { character.to_ascii_uppercase() } else { '-' };
    let line_name: String = name.chars().map(upper).collect();
    let line = Line::new(&format!("X-MOZILLA-{}", line_name.trim_matches('-')), value);
    if name.chars().all(allowed) { line } else { line.with("X-NAME", name) }
}

fn uid_line(uid: &str) -> Line {
    if uid::is_uuid(uid) {
        return Line::new("UID", format!("urn:uuid:{uid}"));
    }
    if is_uri(uid) {
        return Line::new("UID", uid.to_owned());
    }
    Line::new("UID", escape(uid)).with("VALUE", "text")
}

/// A name that is never empty: `FN` must not be.
fn full_name(card: &Card, uid: &str) -> String {
    Some(card.name()).filter(|name| !name.is_empty()).unwrap_or_else(|| uid.to_owned())
}

fn lines_of_list(book: &AddressBook, list: &List, uids: &[String]) -> Vec<Line> {
    let uid = uid::of_list(list);
    let name = if list.name.is_empty() { &uid } else { &list.name };
    let mut lines =
        vec![uid_line(&uid), Line::new("KIND", "group".to_owned()), Line::new("FN", escape(name))];
    for (name, value) in [("NICKNAME", &list.nickname), ("NOTE", &list.description)] {
        if !value.is_empty() {
            lines.push(Line::new(name, escape(value)));
        }
    }
    for place in &list.members {
        if let (Some(card), Some(uid)) = (book.cards.get(*place), uids.get(*place)) {
            lines.push(Line::new("MEMBER", member(card, uid)));
        }
    }
    lines.extend(list.deleted.map(|deleted| own_line("Deleted", deleted.word().to_owned())));
    lines
}

fn member(card: &Card, uid: &str) -> String {
    if uid::is_uuid(uid) {
        return format!("urn:uuid:{uid}");
    }
    match card.get("PrimaryEmail").or_else(|| card.get("SecondEmail")) {
        _ if is_uri(uid) => uid.to_owned(),
        Some(address) => format!("mailto:{}", percent(address)),
        None => format!("x-uid:{}", percent(uid)),
    }
}

/// Whether a text begins as a URI does, and has nothing in it that a URI has not.
fn is_uri(text: &str) -> bool {
    let is_scheme = |scheme: &str| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.chars().all(|one| one.is_ascii_alphanumeric() || matches!(one, '+' | '-' | '.'))
    };
    let has_scheme = text.split_once(':').is_some_and(|(scheme, rest)| is_scheme(scheme) && !rest.is_empty());
    has_scheme && !text.chars().any(|one| one.is_control() || one == ' ')
}

/// Pictures of Thunderbird's own (`chrome:`) are no use elsewhere.
fn is_picture(uri: &str) -> bool {
    ["http:", "https:", "file:", "data:"].iter().any(|scheme| uri.starts_with(scheme)) && is_uri(uri)
}

/// A text within a URI.
fn percent(text: &str) -> String {
    use std::fmt::Write as _;
    let mut quoted = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~@+!$&'()*=/".contains(&byte) {
            quoted.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            _ = write!(quoted, "%{byte:02X}");
        }
    }
    quoted
}
