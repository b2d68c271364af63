//! Profiles, transcripts and terminals for tests.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

use super::{Run, command, scratch, testdata};

/// The profile of several accounts that the tests are about, as a path among the test data.
pub const ALICE: &str = "profile/alice";

/// A file or folder as it was found: its path, size, time, and what is in it.
pub type Print = (PathBuf, u64, SystemTime, Vec<u8>);

/// All that is below a folder, so that a change of anything is seen: of times, too.
pub fn fingerprint(folder: &Path) -> Vec<Print> {
    let mut prints = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let metadata = std::fs::metadata(&folder).unwrap();
        prints.push((folder.clone(), 0, metadata.modified().unwrap(), Vec::new()));
        for entry in std::fs::read_dir(&folder).unwrap() {
            let (entry, path) = (entry.as_ref().unwrap(), entry.as_ref().unwrap().path());
            let metadata = entry.metadata().unwrap();
            if metadata.is_dir() {
                folders.push(path);
            } else {
                let bytes = std::fs::read(&path).unwrap_or_default();
                prints.push((path, metadata.len(), metadata.modified().unwrap(), bytes));
            }
        }
    }
    prints.sort();
    prints
}

/// Copies a folder.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// A copy of the profile that a test may change.
pub fn copy_of_alice(name: &str) -> PathBuf {
    let path = scratch(name).join("alice");
    copy(&testdata(ALICE), &path);
    path
}

/// Makes a zip of a folder, which is `alice` in it.
pub fn archive(folder: &Path, path: &Path) {
    let mut zip = zip::ZipWriter::new(std::fs::File::create(path).unwrap());
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (file, ..) in fingerprint(folder).into_iter().filter(|(file, ..)| file.is_file()) {
        let inner = file.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
        zip.start_file(format!("alice/{inner}"), options).unwrap();
        zip.write_all(&std::fs::read(&file).unwrap()).unwrap();
    }
    zip.finish().unwrap();
}

/// Holds what commands print against `transcripts/NAME.txt`. With `MORK_TRANSCRIPTS=write` in the environment, the file is made anew.
pub fn transcript(name: &str, commands: &[&[&str]]) {
    transcript_in(&testdata(""), name, commands);
}

/// The same, of commands that are run in another folder.
pub fn transcript_in(folder: &Path, name: &str, commands: &[&[&str]]) {
    let mut text = String::new();
    for arguments in commands {
        let run = command(arguments).current_dir(folder).stdin(Stdio::null()).output().unwrap();
        let Run { code, stdout, stderr } = run.into();
        let shown: Vec<_> = arguments.iter().map(|argument| quoted(argument)).collect();
        write!(text, "$ mork {}\n{stdout}", shown.join(" ")).unwrap();
        for line in stderr.lines() {
            writeln!(text, "stderr: {line}").unwrap();
        }
        writeln!(text, "exit status {code}\n").unwrap();
    }
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts").join(name).with_extension("txt");
    if std::env::var_os("MORK_TRANSCRIPTS").is_some_and(|value| value == "write") {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &text).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(text == expected, "{}: expected\n{expected}\nbut it is\n{text}", path.display());
}

fn quoted(argument: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./+,:@%=".contains(&byte);
    if argument.bytes().all(is_plain) { argument.to_owned() } else { format!("'{argument}'") }
}

/// Runs the program on a terminal, by `script` of util-linux. `None` where that is not here. What the terminal shows is standard output and
/// standard error together.
pub fn on_a_terminal(arguments: &[&str]) -> Option<(i32, String)> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    let mut line = format!("stty cols 100 rows 30; '{}'", env!("CARGO_BIN_EXE_mork"));
    for argument in arguments {
        write!(line, " '{argument}'").unwrap();
    }
    let mut script = Command::new("script");
    script.args(["-qec", &line, "/dev/null"]).current_dir(testdata("")).env("TERM", "xterm");
    for variable in ["CLICOLOR_FORCE", "NO_COLOR", "CLICOLOR"] {
        script.env_remove(variable);
    }
    let output = script.stdin(Stdio::null()).output().ok()?;
    Some((output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap()))
}

/// What a terminal shows at the end: lines without colours, and without what was shown and wiped off again.
pub fn shown(terminal: &str) -> Vec<String> {
    let lines = terminal.split('\n').map(|line| line.trim_end_matches('\r'));
    lines.map(|line| plain(line.rsplit("\x1B[2K").next().unwrap().rsplit('\r').next().unwrap())).collect()
}

fn plain(line: &str) -> String {
    let mut parts = line.split("\x1B[");
    let mut text = parts.next().unwrap().to_owned();
    for part in parts {
        text.push_str(
            part.trim_start_matches(|character: char| !character.is_ascii_alphabetic()).get(1..).unwrap(),
        );
    }
    text
}
