//! `mork cat`: a message itself.

use std::io::{self, Write};
use std::path::{Component, Path};

use jiff::Timestamp;
use morkdb_folder::{MessageHeader, MessageKey};
use morkdb_profile::{Bodies, Join, Loaded, MailFolder, Origin, Profile, Store, Unjoined};

use crate::args::CatArgs;
use crate::input::quoted;
use crate::mail::messages::wrong;
use crate::printable::printable;
use crate::run::{self, Outlet, Status};
use crate::survey::{open, warn};

/// Prints the messages.
pub(crate) fn run(args: &CatArgs) -> io::Result<Status> {
    if args.keys.len() > 1 && !args.mbox {
        let sentence = "several messages cannot be told apart without --mbox";
        return Err(wrong(format!("{sentence}\nhint: give one key, or --mbox to get an mbox of them")));
    }
    let label = printable(args.folder.to_string_lossy().as_bytes());
    let archive = archive(&args.folder, &label)?;
    let folder = match &archive {
        Some((profile, inner)) => alone(&profile.root().join(inner), &label)?,
        None => folder(&args.folder, &label)?,
    };
    let loaded = folder.load().map_err(|error| {
        let text = error.to_string();
        let text = archive.as_ref().map_or(text.clone(), |(profile, _)| profile.shown_text(text));
        wrong(printable(text.as_bytes()))
    })?;
    let mut bodies =
        Bodies::open(&folder).map_err(|error| wrong(format!("{label}: the mail cannot be read: {error}")))?;
    run::once(|out| {
        if let Some(warning) = loaded.warning(&folder) {
            match &archive {
                Some((profile, _)) => warn(out.words(), &profile.shown_warning(&warning)),
                None => warn(out.words(), &warning),
            }
        }
        let mut worst = Status::Clean;
        for key in &args.keys {
            let status = print(&loaded, bodies.as_mut(), MessageKey(*key), args.mbox, &label, out)?;
            worst = worst.max(status);
        }
        Ok(worst)
    })
}

/// The profile in an archive, where a path leads into one as those do that a search shows, and the rest of the path.
fn archive<'p>(path: &'p Path, label: &str) -> io::Result<Option<(Profile, &'p Path)>> {
    let Some(file) = path.ancestors().skip(1).find(|above| above.is_file()) else { return Ok(None) };
    let Ok(inner) = path.strip_prefix(file) else { return Ok(None) };
    let is_below = |part| matches!(part, Component::Normal(_));
    if !inner.components().all(is_below) {
        return Err(wrong(format!("{label}: this leads out of the archive")));
    }
    let profile = open(file).map_err(|error| wrong(printable(error.to_string().as_bytes())))?;
    Ok(Some((profile, inner)))
}

/// The folder of this summary or of this mail.
fn folder(path: &Path, label: &str) -> io::Result<MailFolder> {
    if let Err(error) = std::fs::metadata(path) {
        let hint = "is the path right, and is it quoted where it has spaces?";
        return Err(wrong(format!("{label}: cannot be read: {error}\nhint: {hint}")));
    }
    if !morkdb_profile::locate::is_profile(path) {
        return alone(path, label);
    }
    let search = format!(
        "`mork search {} EXPR --columns file,key` shows the files of folders",
        quoted(&path.to_string_lossy())
    );
    Err(wrong(format!("{label}: this is a profile, not a folder in it\nhint: {search}")))
}

fn alone(path: &Path, label: &str) -> io::Result<MailFolder> {
    let folder = MailFolder::at(path);
    if folder.has_summary || folder.store != Store::None {
        return Ok(folder);
    }
    let hint = "name an .msf file, an mbox file, or a maildir, which has a folder cur in it";
    Err(wrong(format!("{label}: this is no mail folder\nhint: {hint}")))
}

fn print(
    loaded: &Loaded,
    bodies: Option<&mut Bodies>,
    key: MessageKey,
    is_mbox: bool,
    label: &str,
    out: &mut Outlet<'_>,
) -> io::Result<Status> {
    let Some(message) = loaded.folder.read().message(key) else {
        writeln!(out.words(), "mork: {label}: there is no message with key {key}")?;
        writeln!(out.words(), "hint: `mork messages` shows the keys{}", renumbered(loaded))?;
        return Ok(Status::Findings);
    };
    let found = match bodies {
        Some(bodies) => bodies.find(&loaded.folder, message)?.map(|body| (bodies, body)),
        None => Err(Unjoined::NoStore),
    };
    let (bodies, body) = match found {
        Ok(found) => found,
        Err(reason) => {
            writeln!(out.words(), "mork: {label}: message {key}: {}", why(reason))?;
            return Ok(Status::Findings);
        }
    };
    if body.join == Join::MessageId {
        let place = body.file.as_ref().map_or_else(
            || format!("at byte {}", body.offset),
            |file| printable(file.to_string_lossy().as_bytes()),
        );
        writeln!(
            out.words(),
            "{label}: message {key} is not where the summary says; found by its Message-ID, {place}"
        )?;
    }
    let bytes = bodies.read(&body)?;
    let written = if is_mbox { write_mbox(out, message, &bytes) } else { out.write_all(&bytes) };
    written.map(|()| Status::Clean)
}

fn renumbered(loaded: &Loaded) -> &'static str {
    if loaded.origin == Origin::Mail { "; without a summary they count from 1" } else { "" }
}

fn why(reason: Unjoined) -> &'static str {
    match reason {
        Unjoined::NoStore => "there is no mail of this folder here",
        Unjoined::NotDownloaded => "it is on the server, and was not downloaded",
        Unjoined::Ambiguous => "it is not where the summary says, and several have its Message-ID",
        _ => "it is not where the summary says, nor anywhere else in the mail",
    }
}

/// Writes a message of an mbox, in which `From ` at the beginning of a line gets a `>`, also behind others (mboxrd).
fn write_mbox(out: &mut Outlet<'_>, message: MessageHeader<'_>, bytes: &[u8]) -> io::Result<()> {
    let moment = Timestamp::from_second(message.date().into()).unwrap_or(Timestamp::UNIX_EPOCH);
    writeln!(out, "From - {}", moment.strftime("%a %b %e %H:%M:%S %Y"))?;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let behind = line.iter().position(|byte| *byte != b'>').unwrap_or(0);
        if line.get(behind..).is_some_and(|line| line.starts_with(b"From ")) {
            out.write_all(b">")?;
        }
        out.write_all(line)?;
    }
    let end: &[u8] = if bytes.ends_with(b"\n") { b"\n" } else { b"\n\n" };
    out.write_all(end)
}
