//! Export to mbox files: one a folder, `OUT/<account>/archive.mbox` and `OUT/<account>/archive/2023.mbox`.
//!
//! They are in the format mboxrd: each line of a message that begins with `From `, with any number of `>` in front, gets one `>` more; who reads
//! it takes one away. Lines end with LF, unless the message has ends of both kinds. What the summary says stands in front of the header: `Status`,
//! `X-Status` and `X-Keywords` for any program, `X-Mozilla-Status`, `X-Mozilla-Status2` and `X-Mozilla-Keys` for Thunderbird. Fields of these names
//! that the message had are left out.

mod head;
mod message;

#[cfg(test)]
mod tests;

use std::io::Write;
use std::path::PathBuf;

use crate::error::Error;
use crate::job::{FolderJob, Job};
use crate::output::at;
use crate::paths::FolderPath;
use crate::report::{Loss, Report};

pub(crate) fn run(job: &Job<'_>) -> Result<Report, Error> {
    let export = job.each_changed(export, |_, _, ()| Ok(()))?;
    job.finish(export)
}

fn export(folder: &mut FolderJob<'_>) -> Result<(), Error> {
    let below = file(&folder.path);
    folder.report.target = folder.path.joined() + ".mbox";
    if folder.path.names.last().is_none_or(|name| name != folder.entry.name()) {
        folder.report.lose(Loss::FolderNameEscaped);
    }
    let path = folder.job.output.path(&below);
    let mut file = folder.file(below)?;
    let mut text = Vec::new();
    folder.each_mail(|_, mail| {
        let Some(bytes) = mail.read() else { return Ok(()) };
        text.clear();
        message::write(mail, &bytes, &mut text);
        file.write_all(&text).map_err(at(&path))
    })?;
    file.finish()?;
    Ok(())
}

fn file(path: &FolderPath) -> PathBuf {
    let mut file = PathBuf::from(&path.account);
    file.extend(&path.names);
    file.as_mut_os_string().push(".mbox");
    file
}
