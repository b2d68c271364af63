//! Completion scripts and manual pages.

use std::io::{self, Write};
use std::path::Path;

use clap::CommandFactory;
use clap_complete::Shell;
use clap_mangen::Man;

use crate::args::Cli;
use crate::run::Status;

/// `mork completions`.
pub(crate) fn completions(shell: Shell) -> io::Result<Status> {
    // clap_complete cannot fail, so it gets memory to write to.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "mork", &mut script);
    print(&script)
}

/// `mork man`.
pub(crate) fn man(out: Option<&Path>) -> io::Result<Status> {
    let Some(directory) = out else {
        let mut page = Vec::new();
        Man::new(Cli::command()).render(&mut page)?;
        return print(&page);
    };
    write_pages(directory).map_err(|error| {
        let sentence = format!("{}: the manual pages cannot be written: {error}", directory.display());
        io::Error::other(sentence)
    })?;
    Ok(Status::Clean)
}

fn write_pages(directory: &Path) -> io::Result<()> {
    std::fs::create_dir_all(directory)?;
    clap_mangen::generate_to(Cli::command(), directory)
}

fn print(text: &[u8]) -> io::Result<Status> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text)?;
    stdout.flush()?;
    Ok(Status::Clean)
}
