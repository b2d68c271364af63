//! The file that says which groups of a server are subscribed to, and what was read in them.

use super::ArticleSet;

/// A `newsrc` file: a line for each group, `group.name: 1-20,25`, with `!` for `:` where it is not subscribed to; `options`
/// lines, comments and what else there may be.
///
/// Lines that are not changed are [written](Self::to_bytes) byte for byte as they were, whatever they end in (a line feed,
/// a carriage return, both in either order, or the end of the file). Thunderbird itself drops everything but the groups that
/// are subscribed to when it writes the file.
///
/// ```
/// use morkdb_folder::news::Newsrc;
/// let mut newsrc = Newsrc::parse(b"options -n\ncomp.lang.c: 1-4,7\nalt.test! 3\n");
/// let group = newsrc.group_mut(b"comp.lang.c").unwrap();
/// group.update(|read| read.insert(5));
/// assert_eq!(newsrc.to_bytes(), b"options -n\ncomp.lang.c: 1-5,7\nalt.test! 3\n");
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Newsrc {
    lines: Vec<Line>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct Line {
    content: Content,
    end: &'static [u8],
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Content {
    Group(Group),
    Other(Vec<u8>),
}

/// A newsgroup.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Group {
    name: Vec<u8>,
    subscribed: bool,
    read: ArticleSet,
    /// The line as it was read, unless it was changed since.
    line: Option<Vec<u8>>,
}

impl Newsrc {
    /// Reads a file. A line is that of a group where it has a `:` or a `!`, and does not begin with `#` or `options`.
    pub fn parse(bytes: &[u8]) -> Self {
        let mut rest = bytes;
        let mut lines = Vec::new();
        while !rest.is_empty() {
            let (line, end, behind) = split_line(rest);
            lines.push(Line { content: Content::parse(line), end });
            rest = behind;
        }
        Self { lines }
    }

    /// The groups, in their order. A group may have several lines.
    pub fn groups(&self) -> impl Iterator<Item = &Group> {
        self.lines.iter().filter_map(|line| match &line.content {
            Content::Group(group) => Some(group),
            Content::Other(_) => None,
        })
    }

    /// The groups, in their order, to be changed.
    pub fn groups_mut(&mut self) -> impl Iterator<Item = &mut Group> {
        self.lines.iter_mut().filter_map(|line| match &mut line.content {
            Content::Group(group) => Some(group),
            Content::Other(_) => None,
        })
    }

    /// The first line of a group. This looks at all lines.
    pub fn group(&self, name: impl AsRef<[u8]>) -> Option<&Group> {
        self.groups().find(|group| group.name == name.as_ref())
    }

    /// The first line of a group, to be changed. This looks at all lines.
    pub fn group_mut(&mut self, name: impl AsRef<[u8]>) -> Option<&mut Group> {
        self.groups_mut().find(|group| group.name == name.as_ref())
    }

    /// Adds a group at the end, subscribed to. The caller sees to it that there is none of this name.
    pub fn add(&mut self, name: impl Into<Vec<u8>>, read: ArticleSet) {
        if let Some(line) = self.lines.last_mut().filter(|line| line.end.is_empty()) {
            line.end = b"\n";
        }
        let group = Group { name: name.into(), subscribed: true, read, line: None };
        let end = self.lines.last().map_or(b"\n".as_slice(), |line| line.end);
        self.lines.push(Line { content: Content::Group(group), end });
    }

    /// Removes all lines of a group; whether there were any.
    pub fn remove(&mut self, name: impl AsRef<[u8]>) -> bool {
        let before = self.lines.len();
        self.lines
            .retain(|line| !matches!(&line.content, Content::Group(group) if group.name == name.as_ref()));
        self.lines.len() < before
    }

    /// The file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for line in &self.lines {
            match &line.content {
                Content::Other(other) => bytes.extend_from_slice(other),
                Content::Group(group) => group.write(&mut bytes),
            }
            bytes.extend_from_slice(line.end);
        }
        bytes
    }
}

/// A line, how it ends, and what is behind it. Mozilla's `NS_ReadLine` takes the same ends.
fn split_line(text: &[u8]) -> (&[u8], &'static [u8], &[u8]) {
    let Some(at) = memchr::memchr2(b'\n', b'\r', text) else { return (text, b"", b"") };
    let (line, rest) = text.split_at(at);
    let ends: [&'static [u8]; 4] = [b"\r\n", b"\n\r", b"\n", b"\r"];
    let end = ends.into_iter().find(|end| rest.starts_with(end)).unwrap_or_default();
    (line, end, rest.get(end.len()..).unwrap_or_default())
}

impl Content {
    fn parse(line: &[u8]) -> Self {
        let options = line.get(..7).is_some_and(|word| word.eq_ignore_ascii_case(b"options"));
        let mark =
            if options || line.first() == Some(&b'#') { None } else { memchr::memchr2(b':', b'!', line) };
        match mark.map(|at| line.split_at(at)) {
            Some((name, [mark, set @ ..])) => Self::Group(Group {
                name: name.to_vec(),
                subscribed: *mark == b':' && is_group(line),
                read: ArticleSet::parse(set),
                line: Some(line.to_vec()),
            }),
            _ => Self::Other(line.to_vec()),
        }
    }
}

/// Old versions wrote message-ids in between, as groups; Thunderbird does not subscribe to those.
fn is_group(line: &[u8]) -> bool {
    memchr::memchr(b'@', line).is_none() && memchr::memmem::find(line, b"%40").is_none()
}

impl Group {
    /// Its name, in the charset of the file, which is UTF-8 for Thunderbird.
    pub fn name(&self) -> &[u8] {
        &self.name
    }

    /// Whether it is subscribed to.
    pub fn is_subscribed(&self) -> bool {
        self.subscribed
    }

    /// The articles that were read.
    pub fn read(&self) -> &ArticleSet {
        &self.read
    }

    /// Sets what was read. The line is written anew where that is not the same.
    pub fn set_read(&mut self, read: ArticleSet) {
        if self.read != read {
            self.read = read;
            self.line = None;
        }
    }

    /// Changes what was read: `change` says whether it did.
    pub fn update(&mut self, change: impl FnOnce(&mut ArticleSet) -> bool) -> bool {
        let changed = change(&mut self.read);
        if changed {
            self.line = None;
        }
        changed
    }

    /// Subscribes to it, or leaves it. The line is written anew where that is not the same.
    pub fn set_subscribed(&mut self, subscribed: bool) {
        if self.subscribed != subscribed {
            self.subscribed = subscribed;
            self.line = None;
        }
    }

    /// As Thunderbird writes it: `group.name: 1-20,25`, with a space behind the colon where nothing was read, too.
    fn write(&self, bytes: &mut Vec<u8>) {
        if let Some(line) = &self.line {
            return bytes.extend_from_slice(line);
        }
        bytes.extend_from_slice(&self.name);
        bytes.extend_from_slice(if self.subscribed { b": " } else { b"! " });
        bytes.extend_from_slice(self.read.to_string().as_bytes());
    }
}
