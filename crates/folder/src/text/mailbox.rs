//! Putting the tokens of an address header together to mailboxes, as Mozilla's parser does.

use std::borrow::Cow;

use super::tokens::{Token, Tokens};

/// A mailbox in the making. It is not known whether text is a name or an address before its `<` or `@` is seen.
#[derive(Debug, Default)]
struct Draft {
    /// The text so far, as a name, with comments.
    name: String,
    /// The text so far, as the local part of an address, without comments.
    local: String,
    address: String,
    comment: String,
    /// The last whole comment, with its parentheses.
    last_comment: String,
    in_angle: bool,
    in_comment: bool,
    needs_space: bool,
    after_address: bool,
    /// What `needs_space` was before the comment.
    kept_space: bool,
    comment_closed: bool,
}

/// Gives the name and address of each mailbox of a header in Unicode, those in groups too. Either may be empty, not both.
pub(super) fn each_mailbox(header: &str, mut give: impl FnMut(&str, &str)) {
    let mut draft = Draft::default();
    for token in Tokens::of(header) {
        match token {
            Token::Delimiter(b',' | b';') => draft.finish(&mut give),
            // What was before it is the name of a group.
            Token::Delimiter(b':') => draft.clear(),
            Token::Delimiter(byte) => draft.delimiter(byte),
            Token::Text(text) => draft.text(&text),
        }
    }
    draft.finish(&mut give);
}

impl Draft {
    /// Gives the mailbox, unless it is empty, and begins another.
    fn finish(&mut self, give: &mut impl FnMut(&str, &str)) {
        let name = one_spaced(&self.name);
        let name = if name.is_empty() { comment_text(&self.last_comment) } else { &*name };
        let address = quoted_if_needed(&self.address);
        if !name.is_empty() || !address.is_empty() {
            give(name, &address);
        }
        self.clear();
    }

    /// Forgets all but the comment that is open. The memory is kept for the next mailbox.
    fn clear(&mut self) {
        for text in [&mut self.name, &mut self.local, &mut self.address, &mut self.last_comment] {
            text.clear();
        }
        self.in_angle = false;
        self.in_comment = false;
        self.needs_space = false;
        self.after_address = false;
    }

    fn delimiter(&mut self, byte: u8) {
        match byte {
            b'<' => self.open_angle(),
            b'>' if !self.after_address => {
                self.in_angle = false;
                self.last_comment.clear();
                self.after_address = true;
            }
            b'(' => return self.open_comment(),
            b')' => return self.close_comment(),
            b'@' if self.after_address => return,
            b'@' => self.at_sign(),
            // A second `>` is text.
            _ => return self.text(">"),
        }
        self.needs_space = false;
    }

    fn open_angle(&mut self) {
        if self.after_address && !self.in_angle {
            // Of several addresses the last one counts; those before it are part of the name.
            self.name.extend([" <", &self.address, ">"]);
            self.forget_address();
            self.after_address = false;
        }
        if !self.in_angle {
            self.in_angle = true;
            return;
        }
        if !self.address.is_empty() {
            std::mem::swap(&mut self.name, &mut self.address);
        }
        self.forget_address();
    }

    fn forget_address(&mut self) {
        self.local.clear();
        self.address.clear();
    }

    /// What was before it was no name but the local part.
    fn at_sign(&mut self) {
        if !self.in_angle {
            std::mem::swap(&mut self.address, &mut self.local);
            self.local.clear();
            self.name.clear();
            self.in_angle = true;
        }
        self.address.push('@');
    }

    fn open_comment(&mut self) {
        self.in_comment = true;
        self.kept_space = self.needs_space;
        let spaced = self.needs_space || !self.name.is_empty() && !self.name.ends_with(' ');
        self.comment.clear();
        self.comment.push_str(if spaced { " (" } else { "(" });
        self.comment_closed = false;
        self.needs_space = false;
    }

    fn close_comment(&mut self) {
        self.in_comment = false;
        self.comment.push(')');
        self.last_comment.clone_from(&self.comment);
        if self.in_angle {
            self.needs_space = self.kept_space;
        } else {
            self.name.push_str(&self.comment);
            self.needs_space = true;
        }
        self.comment_closed = true;
    }

    /// Takes text: part of a comment, of an address, or of what may be either name or address.
    fn text(&mut self, text: &str) {
        let spaces = self.needs_space && !text.is_empty() && !text.starts_with('.');
        let space = if spaces { " " } else { "" };
        if self.in_comment {
            self.comment.extend([space, text]);
        } else if self.in_angle {
            self.address.extend([space, text]);
        } else {
            if !self.after_address {
                self.name.extend([space, text]);
            }
            // A comment that is left out of an address leaves no space there.
            let space = if std::mem::take(&mut self.comment_closed) { "" } else { space };
            self.local.extend([space, text]);
        }
        self.needs_space = !text.is_empty() && !text.starts_with('.');
    }
}

/// The text within the parentheses of a comment.
fn comment_text(comment: &str) -> &str {
    let text = comment.trim_start_matches(' ');
    text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap_or_default()
}

/// The text with single spaces, and none at its ends.
pub(super) fn one_spaced(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let mut last = ' ';
    let is_single = |c: char| {
        c == ' ' && std::mem::replace(&mut last, c) != ' ' || {
            last = c;
            !c.is_whitespace()
        }
    };
    if text.chars().all(is_single) {
        return Cow::Borrowed(text);
    }
    let mut spaced = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !spaced.is_empty() {
            spaced.push(' ');
        }
        spaced.push_str(word);
    }
    Cow::Owned(spaced)
}

/// The address, with its local part in quotes where that has characters that need them.
fn quoted_if_needed(address: &str) -> Cow<'_, str> {
    let Some((local, domain)) = address.rsplit_once('@') else {
        return Cow::Borrowed(address);
    };
    if !local.contains([' ', '!', '(', ')', '<', '>', '[', ']', ':', ';', '@', '\\', ',', '"']) {
        return Cow::Borrowed(address);
    }
    let local = local.replace('\\', "\\\\").replace('"', "\\\"");
    Cow::Owned(format!("\"{local}\"@{domain}"))
}
