//! `mork profiles`: where profiles are.

use std::io::{self, ErrorKind, Write};
use std::path::Path;

use morkdb_profile::locate::{Found, own_profiles, profiles_below};
use morkdb_profile::{Holder, Warning};
use serde::Serialize;

use super::opened::warn;
use crate::args::{Color, ProfilesArgs, TreeFormat};
use crate::holder;
use crate::json::{Bytes, array, path};
use crate::layout::Layout;
use crate::mail::table::{Content, Table};
use crate::printable::printable;
use crate::run::{self, Outlet, Status};
use crate::style::{Palette, Role};

const TITLES: [(&str, Content); 5] = [
    ("", Content::Exact),
    ("name", Content::Text),
    ("program", Content::Exact),
    ("in use", Content::Text),
    ("path", Content::Exact),
];

/// A profile that was found, as JSON.
#[derive(Serialize)]
struct ProfileJson<'f> {
    name: String,
    path: Bytes<'f>,
    program: &'static str,
    default: bool,
    holder: Option<HolderJson>,
}

/// Who is running with it.
#[derive(Serialize)]
struct HolderJson {
    program: Option<String>,
    process: Option<u32>,
    machine: Option<String>,
}

/// Lists the profiles.
pub(crate) fn run(args: &ProfilesArgs, color: Color) -> io::Result<Status> {
    let (found, warnings) = find(args)?;
    let layout = Layout::new(args.width.width, args.width.full, Palette::new(color));
    run::once(|out| {
        match args.format {
            TreeFormat::Table => print(out, &found, layout)?,
            TreeFormat::Json => {
                array(out, found.iter().map(ProfileJson::new))?;
                out.write_all(b"\n")?;
            }
            TreeFormat::Jsonl => found.iter().try_for_each(|found| {
                serde_json::to_writer(&mut *out, &ProfileJson::new(found))?;
                out.write_all(b"\n")
            })?,
        }
        if found.is_empty() {
            let hint = if args.roots.is_empty() {
                "name a folder to look below, as in: mork profiles /home"
            } else {
                "name a home folder, a folder of such, or the root of a disk image"
            };
            writeln!(out.words(), "no profile was found\nhint: {hint}")?;
        }
        for warning in &warnings {
            warn(out.words(), warning);
        }
        Ok(if warnings.is_empty() { Status::Clean } else { Status::Findings })
    })
}

fn find(args: &ProfilesArgs) -> io::Result<(Vec<Found>, Vec<Warning>)> {
    if args.roots.is_empty() {
        return Ok(own_profiles());
    }
    let (mut all, mut warnings) = (Vec::new(), Vec::new());
    for root in &args.roots {
        std::fs::metadata(root).map_err(|error| nowhere(root, &error))?;
        let (found, odd) = profiles_below(root);
        all.extend(found);
        warnings.extend(odd);
    }
    Ok((all, warnings))
}

fn nowhere(root: &Path, error: &io::Error) -> io::Error {
    let label = printable(root.to_string_lossy().as_bytes());
    let what = if error.kind() == ErrorKind::NotFound {
        "there is no such folder".to_owned()
    } else {
        format!("cannot be read: {error}")
    };
    let hint = "name a home folder, a folder of such, or the root of a disk image";
    io::Error::new(ErrorKind::InvalidInput, format!("{label}: {what}\nhint: {hint}"))
}

fn print(out: &mut Outlet<'_>, found: &[Found], layout: Layout) -> io::Result<()> {
    if found.is_empty() {
        return Ok(());
    }
    let mut table = Table::new(TITLES.map(|(title, content)| (title.to_owned(), content)), layout);
    let lines: Vec<_> = found.iter().map(values).collect();
    for line in &lines {
        table.make_room(line);
    }
    table.fit();
    table.print_titles(out)?;
    for (found, line) in found.iter().zip(lines) {
        table.print(out, line, found.is_default.then_some(Role::Heading))?;
    }
    Ok(())
}

fn values(found: &Found) -> Vec<String> {
    let mark = if found.is_default { "*" } else { "" };
    let holder = Holder::of_profile(&found.path).map(|holder| holder::who(&holder)).unwrap_or_default();
    vec![
        mark.to_owned(),
        printable(found.name.as_bytes()),
        found.program.to_owned(),
        holder,
        printable(found.path.to_string_lossy().as_bytes()),
    ]
}

impl<'f> ProfileJson<'f> {
    fn new(found: &'f Found) -> Self {
        Self {
            name: found.name.clone(),
            path: path(&found.path),
            program: found.program,
            default: found.is_default,
            holder: Holder::of_profile(&found.path).map(|holder| HolderJson::new(&holder)),
        }
    }
}

impl HolderJson {
    fn new(holder: &Holder) -> Self {
        Self {
            program: holder.program().map(str::to_owned),
            process: holder.process(),
            machine: holder.machine().map(|machine| machine.to_string()),
        }
    }
}
