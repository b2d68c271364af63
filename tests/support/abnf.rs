//! A small reader and matcher of ABNF (RFC 5234, with the strings of RFC 7405), for holding the grammars against files.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;

#[derive(Debug)]
pub(crate) enum Node {
    Bytes(Vec<u8>),
    Class(Box<[bool; 256]>),
    Rule(usize),
    Either(Vec<Node>),
    Sequence(Vec<Node>),
    Repeat { least: usize, most: usize, of: Box<Node> },
}

#[derive(Debug, Default)]
pub(crate) struct Rule {
    pub(crate) name: String,
    /// Comment lines directly above.
    pub(crate) notes: Vec<String>,
    pub(crate) is_class: bool,
    /// What stands behind the `=`, without comments.
    pub(crate) text: String,
}

impl Rule {
    pub(crate) fn note(&self, key: &str) -> Option<&str> {
        self.notes.iter().find_map(|note| note.strip_prefix(key)?.strip_prefix(": "))
    }
}

pub(crate) struct Grammar {
    pub(crate) rules: Vec<Rule>,
    pub(crate) index: BTreeMap<String, usize>,
    pub(crate) nodes: Vec<Node>,
}

impl Grammar {
    pub(crate) fn load(path: &str) -> Self {
        let rules = split(&super::text(path));
        let index: BTreeMap<_, _> =
            rules.iter().enumerate().map(|(at, rule)| (rule.name.clone(), at)).collect();
        assert_eq!(index.len(), rules.len(), "{path} defines a rule twice");
        let nodes =
            rules.iter().map(|rule| Parser { rest: &rule.text, index: &index, rule: &rule.name }.rule());
        Self { nodes: nodes.collect(), rules, index }
    }

    pub(crate) fn referenced(&self) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let mut open: Vec<&Node> = self.nodes.iter().collect();
        while let Some(node) = open.pop() {
            match node {
                Node::Rule(rule) => _ = found.insert(*rule),
                Node::Either(parts) | Node::Sequence(parts) => open.extend(parts),
                Node::Repeat { of, .. } => open.push(of),
                Node::Bytes(_) | Node::Class(_) => {}
            }
        }
        found
    }

    /// The strings of the grammar.
    pub(crate) fn terminals(&self) -> BTreeSet<Vec<u8>> {
        let mut found = BTreeSet::new();
        let mut open: Vec<&Node> = self.nodes.iter().collect();
        while let Some(node) = open.pop() {
            match node {
                Node::Bytes(bytes) => _ = found.insert(bytes.clone()),
                Node::Either(parts) | Node::Sequence(parts) => open.extend(parts),
                Node::Repeat { of, .. } => open.push(of),
                Node::Rule(_) | Node::Class(_) => {}
            }
        }
        found
    }

    pub(crate) fn matches(&self, rule: &str, bytes: &[u8]) -> bool {
        let mut matcher = Matcher { grammar: self, bytes, known: HashMap::new() };
        matcher.rule(self.index[rule], 0).last() == Some(&bytes.len())
    }
}

/// Splits a grammar into rules.
pub(crate) fn split(text: &str) -> Vec<Rule> {
    let mut rules: Vec<Rule> = Vec::new();
    let mut notes = Vec::new();
    let mut is_class = false;
    for line in text.lines() {
        if let Some(note) = line.strip_prefix(';') {
            is_class |= note.contains("--- byte classes");
            notes.push(note.trim().to_owned());
        } else if line.starts_with(' ') {
            let rule = rules.last_mut().expect("a rule goes on");
            rule.text.push_str(line);
        } else if let Some((name, text)) = line.split_once('=') {
            let (name, text) = (name.trim().to_owned(), text.to_owned());
            rules.push(Rule { name, notes: std::mem::take(&mut notes), is_class, text });
        } else {
            assert_eq!(line, "", "neither a rule nor a comment");
            notes.clear();
        }
    }
    rules
}

pub(crate) struct Parser<'t> {
    pub(crate) rest: &'t str,
    pub(crate) index: &'t BTreeMap<String, usize>,
    pub(crate) rule: &'t str,
}

impl Parser<'_> {
    pub(crate) fn rule(mut self) -> Node {
        let node = self.alternation();
        assert_eq!(self.rest, "", "{} ends too early", self.rule);
        node
    }

    pub(crate) fn skip(&mut self, start: &str) -> bool {
        let rest = self.rest.trim_start();
        let Some(rest) = rest.strip_prefix(start) else { return false };
        self.rest = rest;
        true
    }

    pub(crate) fn take(&mut self, wanted: impl Fn(char) -> bool) -> String {
        let taken: String = self.rest.chars().take_while(|&c| wanted(c)).collect();
        self.rest = &self.rest[taken.len()..];
        taken
    }

    pub(crate) fn alternation(&mut self) -> Node {
        let mut parts = vec![self.concatenation()];
        while self.skip("/") {
            parts.push(self.concatenation());
        }
        if parts.len() == 1 { parts.remove(0) } else { either(parts) }
    }

    pub(crate) fn concatenation(&mut self) -> Node {
        let mut parts = Vec::new();
        while !matches!(self.rest.trim_start().bytes().next(), None | Some(b'/' | b')' | b']')) {
            parts.push(self.repetition());
        }
        if parts.len() == 1 { parts.remove(0) } else { Node::Sequence(parts) }
    }

    pub(crate) fn repetition(&mut self) -> Node {
        self.rest = self.rest.trim_start();
        let least = self.take(|c| c.is_ascii_digit());
        if !self.skip("*") {
            assert_eq!(least, "", "{}: a count is not used here", self.rule);
            return self.element();
        }
        let of = Box::new(self.element());
        Node::Repeat { least: least.parse().unwrap_or(0), most: usize::MAX, of }
    }

    pub(crate) fn element(&mut self) -> Node {
        if self.skip("(") {
            let node = self.alternation();
            assert!(self.skip(")"), "{}: a group is not closed", self.rule);
            return node;
        }
        if self.skip("[") {
            let of = Box::new(self.alternation());
            assert!(self.skip("]"), "{}: an option is not closed", self.rule);
            return Node::Repeat { least: 0, most: 1, of };
        }
        if self.skip("%x") {
            return self.number();
        }
        let exact = self.skip("%s");
        if self.skip("\"") {
            let string = self.take(|c| c != '"');
            assert!(self.skip("\""), "{}: a string is not closed", self.rule);
            assert!(exact || !string.contains(|c: char| c.is_ascii_alphabetic()), "{string} lacks its %s");
            return Node::Bytes(string.into_bytes());
        }
        let name = self.take(|c| c.is_ascii_alphanumeric() || c == '-');
        let rule = self.index.get(&name);
        Node::Rule(*rule.unwrap_or_else(|| panic!("{} refers to {name:?}, which is no rule", self.rule)))
    }

    pub(crate) fn number(&mut self) -> Node {
        let digits = |parser: &mut Self| {
            let digits = parser.take(|c| c.is_ascii_hexdigit());
            u8::from_str_radix(&digits, 16).expect("two hex digits")
        };
        let low = digits(self);
        let high = if self.rest.starts_with('-') {
            self.rest = &self.rest[1..];
            digits(self)
        } else {
            low
        };
        let mut class = Box::new([false; 256]);
        class[usize::from(low)..=usize::from(high)].fill(true);
        Node::Class(class)
    }
}

/// A choice; of bytes, it is one class.
pub(crate) fn either(parts: Vec<Node>) -> Node {
    let mut whole = Box::new([false; 256]);
    for part in &parts {
        match part {
            Node::Bytes(bytes) if bytes.len() == 1 => whole[usize::from(bytes[0])] = true,
            Node::Class(class) => whole.iter_mut().zip(&**class).for_each(|(all, one)| *all |= one),
            _ => return Node::Either(parts),
        }
    }
    Node::Class(whole)
}

/// Finds every place at which a text that begins at some place may end.
pub(crate) struct Matcher<'g> {
    pub(crate) grammar: &'g Grammar,
    pub(crate) bytes: &'g [u8],
    pub(crate) known: HashMap<(usize, usize), Rc<[usize]>>,
}

impl<'g> Matcher<'g> {
    pub(crate) fn rule(&mut self, rule: usize, at: usize) -> Rc<[usize]> {
        if let Some(known) = self.known.get(&(rule, at)) {
            return Rc::clone(known);
        }
        let grammar = self.grammar;
        let mut ends = Vec::new();
        self.ends(&grammar.nodes[rule], at, &mut ends);
        tidy(&mut ends);
        let ends: Rc<[usize]> = ends.into();
        self.known.insert((rule, at), Rc::clone(&ends));
        ends
    }

    /// The bytes that a node is a choice of, where it is no more than that.
    pub(crate) fn class(&self, node: &'g Node) -> Option<&'g [bool; 256]> {
        match node {
            Node::Class(class) => Some(class),
            Node::Rule(rule) => match &self.grammar.nodes[*rule] {
                Node::Class(class) => Some(class),
                _ => None,
            },
            _ => None,
        }
    }

    pub(crate) fn ends(&mut self, node: &'g Node, at: usize, out: &mut Vec<usize>) {
        match node {
            Node::Bytes(wanted) if self.bytes[at..].starts_with(wanted) => out.push(at + wanted.len()),
            Node::Class(class) if self.bytes.get(at).is_some_and(|&byte| class[usize::from(byte)]) => {
                out.push(at + 1);
            }
            Node::Bytes(_) | Node::Class(_) => {}
            Node::Rule(rule) => match self.class(node) {
                Some(class) => {
                    let found = self.bytes.get(at).filter(|&&byte| class[usize::from(byte)]);
                    out.extend(found.map(|_| at + 1));
                }
                None => out.extend_from_slice(&self.rule(*rule, at)),
            },
            Node::Either(parts) => parts.iter().for_each(|part| self.ends(part, at, out)),
            Node::Sequence(parts) => self.sequence(parts, at, out),
            Node::Repeat { least, most, of } => self.repeat(*least, *most, of, at, out),
        }
    }

    pub(crate) fn sequence(&mut self, parts: &'g [Node], at: usize, out: &mut Vec<usize>) {
        let Some((first, behind)) = parts.split_first() else { return out.push(at) };
        let mut ends = Vec::new();
        self.ends(first, at, &mut ends);
        for part in behind {
            tidy(&mut ends);
            for start in std::mem::take(&mut ends) {
                self.ends(part, start, &mut ends);
            }
        }
        out.append(&mut ends);
    }

    pub(crate) fn repeat(
        &mut self,
        least: usize,
        most: usize,
        of: &'g Node,
        at: usize,
        out: &mut Vec<usize>,
    ) {
        if let (Some(class), usize::MAX) = (self.class(of), most) {
            let run = self.bytes[at..].iter().take_while(|&&byte| class[usize::from(byte)]).count();
            return out.extend((least..=run).map(|length| at + length));
        }
        if least == 0 {
            out.push(at);
        }
        let mut seen = HashSet::from([at]);
        let (mut starts, mut rounds) = (vec![at], 0);
        while rounds < most && !starts.is_empty() {
            let mut ends = Vec::new();
            for &start in &starts {
                self.ends(of, start, &mut ends);
            }
            ends.retain(|&end| seen.insert(end));
            out.extend_from_slice(&ends);
            (starts, rounds) = (ends, rounds + 1);
        }
    }
}

pub(crate) fn tidy(ends: &mut Vec<usize>) {
    if ends.len() > 1 {
        ends.sort_unstable();
        ends.dedup();
    }
}
