//! `mork`: looks into Mork files, and changes them.
#![forbid(unsafe_code)]

mod args;
mod check;
mod diff;
mod dump;
mod extras;
mod input;
mod json;
mod layout;
mod mail;
mod names;
mod printable;
mod profile;
mod run;
mod script;
mod stat;
mod style;
mod trouble;
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
