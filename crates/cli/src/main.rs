//! `mork`: looks into Mork files, and changes them.
#![forbid(unsafe_code)]

mod anonymize;
mod args;
mod bar;
mod cat;
mod check;
mod contacts;
mod diff;
mod dump;
mod export;
mod extras;
mod history;
mod holder;
mod input;
mod json;
mod layout;
mod mail;
mod names;
mod printable;
mod run;
mod script;
mod search;
mod stat;
mod style;
mod survey;
mod trouble;
mod unread;
mod write;

use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command};
use run::Status;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help that nobody wants to read on is no failure.
            _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let status = match execute(&cli) {
        Ok(status) => status,
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Status::Clean,
        Err(error) => {
            _ = writeln!(io::stderr(), "mork: {error}");
            Status::Failed
        }
    };
    ExitCode::from(status as u8)
}

fn execute(cli: &Cli) -> io::Result<Status> {
    match &cli.command {
        Command::Profiles(args) => survey::profiles(args, cli.color),
        Command::Accounts(args) => survey::accounts(args, cli.color),
        Command::Folders(args) => survey::folders(args, cli.color),
        Command::Unread(args) => unread::run(args, cli.color),
        Command::Search(args) => search::run(args, cli.color),
        Command::Cat(args) => cat::run(args),
        Command::Export(args) => export::run(args, cli.color),
        Command::Contacts(args) => contacts::run(args, cli.color),
        Command::History(args) => history::run(args, cli.color),
        Command::Anonymize(args) => anonymize::run(args),
        Command::Dump(args) => dump::run(args, cli.color),
        Command::Stat(args) => stat::run(args, cli.color),
        Command::Check(args) => check::run(args, cli.color),
        Command::Diff(args) => diff::run(args, cli.color),
        Command::Messages(args) => mail::messages(args, cli.color),
        Command::Threads(args) => mail::threads(args, cli.color),
        Command::Folder(args) => mail::folder(args, cli.color),
        Command::Ops(args) => mail::ops(args, cli.color),
        Command::Mark(args) => mail::mark(args),
        Command::Delete(args) => mail::delete(args),
        Command::Watch(args) => mail::watch(args),
        Command::Set(args) => write::set(args),
        Command::Cut(args) => write::cut(args),
        Command::Apply(args) => write::apply(args),
        Command::Compress(args) => write::compress(args),
        Command::New(args) => write::new(args),
        Command::Completions { shell } => extras::completions(*shell),
        Command::Man { out } => extras::man(out.as_deref()),
    }
}
