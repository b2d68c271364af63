//! `mork contacts`: address books, in other forms.

mod json;
mod place;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use morkdb_contacts::{AddressBook, Error, Options, Written, csv, ldif, vcard};

use crate::args::{CardFormat, Color, ContactsArgs};
use crate::history::table;
use crate::input::{Failure, Source};
use crate::layout::Layout;
use crate::mail::table::Content;
use crate::printable::{counted, printable};
use crate::run::{self, Outlet, Status};
use crate::style::{Palette, Role};
use crate::survey::{open, warn};
use crate::trouble;

pub(crate) use place::install;

/// Shows or writes one address book, or all of a profile.
pub(crate) fn run(args: &ContactsArgs, color: Color) -> io::Result<Status> {
    let layout = Layout::new(args.width.width, args.width.full, Palette::new(color));
    run::once(|out| {
        if let Some(target) = &args.out
            && let Some(why) = place::refusal(&args.file, target)
        {
            let sentence = format!("{}: {why}", label(target));
            let hint = Some("choose another place with -o; nothing was written".to_owned());
            return trouble::fail(out, &Failure { sentence, hint });
        }
        let is_profile = args.file.is_dir() || args.file.extension().is_some_and(|end| end == "zip");
        if is_profile { whole_profile(args, layout, out) } else { one_book(args, layout, out) }
    })
}

fn one_book(args: &ContactsArgs, layout: Layout, out: &mut Outlet<'_>) -> io::Result<Status> {
    let Some(book) = read(&args.file, &label(&args.file), args, out)? else { return Ok(Status::Failed) };
    let status = odd(!book.warnings.is_empty());
    Ok(status.max(write(&book, args, args.out.as_deref(), layout, &label(&args.file), out)?))
}

fn whole_profile(args: &ContactsArgs, layout: Layout, out: &mut Outlet<'_>) -> io::Result<Status> {
    let profile = match open(&args.file) {
        Ok(profile) => profile,
        Err(error) => {
            let sentence = format!("{}: {}", label(&args.file), printable(error.to_string().as_bytes()));
            return trouble::fail(out, &Failure { sentence, hint: None });
        }
    };
    let mut status = odd(!profile.warnings().is_empty());
    profile.warnings().iter().for_each(|warning| warn(out.words(), &profile.shown_warning(warning)));
    let books = profile.address_books();
    if books.is_empty() {
        writeln!(out.words(), "{}: there is no address book in this profile", label(&args.file))?;
    }
    for known in books {
        let label = label(&profile.shown_path(&known.path));
        let Some(book) = read(&known.path, &label, args, out)? else {
            status = Status::Failed;
            continue;
        };
        status = status.max(odd(!book.warnings.is_empty()));
        let path = args.out.as_ref().map(|folder| folder.join(place::name(&known.path, args.format)));
        if path.is_none() && args.format == CardFormat::Table {
            writeln!(out, "{}", layout.palette.paint(Role::Heading, printable(known.name.as_bytes())))?;
        }
        status = status.max(write(&book, args, path.as_deref(), layout, &label, out)?);
    }
    Ok(status)
}

fn odd(is_odd: bool) -> Status {
    if is_odd { Status::Findings } else { Status::Clean }
}

fn label(path: &Path) -> String {
    Source::File(path.to_owned()).label()
}

/// Reads a book and says what is odd about it. `None` where it cannot be read, which is said as well.
fn read(
    path: &Path,
    label: &str,
    args: &ContactsArgs,
    out: &mut Outlet<'_>,
) -> io::Result<Option<AddressBook>> {
    match AddressBook::open(path, &Options { deleted: args.deleted }) {
        Ok(book) => {
            for warning in &book.warnings {
                writeln!(out.words(), "{label}: {}", printable(warning.as_bytes()))?;
            }
            Ok(Some(book))
        }
        Err(error) => {
            let source = Source::File(path.to_owned());
            let mut failure = match error {
                Error::Mork(error) => source.failure(&error),
                Error::Io(source_error) => {
                    source.failure(&morkdb::Error::Io { path: path.to_owned(), source: source_error })
                }
                other => Failure { sentence: format!("{}: {other}", source.label()), hint: None },
            };
            // In an archive, the file has another name than what was unpacked.
            failure.sentence = failure.sentence.replace(&source.label(), label);
            trouble::fail(out, &failure)?;
            Ok(None)
        }
    }
}

fn write(
    book: &AddressBook,
    args: &ContactsArgs,
    path: Option<&Path>,
    layout: Layout,
    label: &str,
    out: &mut Outlet<'_>,
) -> io::Result<Status> {
    let Some(path) = path else {
        let written = form(book, args.format, layout, out)?;
        return left_out(&written, label, out);
    };
    if args.format == CardFormat::Table {
        let sentence = "a table is for people: choose another --format to write to a file".to_owned();
        return trouble::fail(out, &Failure { sentence, hint: None });
    }
    let mut text = Vec::new();
    let written = match args.format {
        CardFormat::Json => json::write(book, &mut text)?,
        other => plain(book, other, &mut text)?,
    };
    if let Err(error) = place::install(path, &text) {
        let path = PathBuf::from(path);
        let failure = Source::File(path.clone()).write_failure(&morkdb::Error::Io { path, source: error });
        return trouble::fail(out, &failure);
    }
    let (cards, lists) = (counted(written.cards, "card"), counted(written.lists, "list"));
    writeln!(out.words(), "{label}: {cards}, {lists}")?;
    left_out(&written, label, out)
}

fn form(book: &AddressBook, format: CardFormat, layout: Layout, out: &mut Outlet<'_>) -> io::Result<Written> {
    match format {
        CardFormat::Table => show(book, layout, out).map(|()| Written::default()),
        CardFormat::Json => json::write(book, out),
        other => plain(book, other, out),
    }
}

fn plain(book: &AddressBook, format: CardFormat, out: &mut impl Write) -> io::Result<Written> {
    match format {
        CardFormat::Ldif => ldif::write(book, out),
        CardFormat::Csv => csv::write(book, out),
        _ => vcard::write(book, out),
    }
}

/// Says what the form has no place for.
fn left_out(written: &Written, label: &str, out: &mut Outlet<'_>) -> io::Result<Status> {
    if written.lists_left_out > 0 {
        let lists = counted(written.lists_left_out, "list");
        writeln!(
            out.words(),
            "{label}: {lists} left out: there is no place for lists; vcard and ldif have one"
        )?;
    }
    if !written.left_out.is_empty() {
        let names =
            written.left_out.iter().map(|(name, count)| format!("{} ({count})", printable(name.as_bytes())));
        let names: Vec<_> = names.collect();
        writeln!(out.words(), "{label}: left out, of so many cards: {}", names.join(", "))?;
    }
    Ok(odd(written.lists_left_out > 0 || !written.left_out.is_empty()))
}

fn show(book: &AddressBook, layout: Layout, out: &mut Outlet<'_>) -> io::Result<()> {
    let has_deleted = book.cards.iter().any(|card| card.deleted.is_some());
    let mut titles = vec![
        ("name", Content::Text),
        ("address", Content::Text),
        ("telephone", Content::Text),
        ("organization", Content::Text),
    ];
    titles.extend(has_deleted.then_some(("deleted", Content::Exact)));
    let lines = book.cards.iter().map(|card| {
        let first =
            |names: &[&str]| names.iter().find_map(|name| card.get(name)).unwrap_or_default().to_owned();
        let telephone = first(&["CellularNumber", "WorkPhone", "HomePhone"]);
        let mut line =
            vec![card.name(), first(&["PrimaryEmail", "SecondEmail"]), telephone, first(&["Company"])];
        line.extend(has_deleted.then(|| card.deleted.map_or("", morkdb_contacts::Deleted::word).to_owned()));
        line.into_iter().map(|text| printable(text.as_bytes())).collect()
    });
    table(out, &titles, lines, layout)?;
    if book.lists.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    let titles = [("list", Content::Text), ("members", Content::Number), ("who", Content::Text)];
    let lines = book.lists.iter().map(|list| {
        let names =
            list.members.iter().filter_map(|place| book.cards.get(*place)).map(morkdb_contacts::Card::name);
        let names = names.collect::<Vec<_>>().join(", ");
        vec![printable(list.name.as_bytes()), list.members.len().to_string(), printable(names.as_bytes())]
    });
    table(out, &titles, lines, layout)
}
