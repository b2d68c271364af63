//! Makes the Mork file of a finding, and runs the checks on Mork files, without a nightly toolchain.
//!
//!     cargo run --example replay -- alphabet|mutated FINDING > FILE.msf
//!     cargo run --example replay -- raw FILE.msf...
//!     cargo run --example replay -- changes FINDING...

use std::io::Write;

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let target = arguments.next().unwrap_or_default();
    for path in arguments {
        let bytes = std::fs::read(&path)?;
        match &*target {
            "alphabet" => std::io::stdout().write_all(&morkdb_fuzz::alphabet::spell(&bytes))?,
            "mutated" => std::io::stdout().write_all(&morkdb_fuzz::mutate::cook(&bytes))?,
            "changes" => {
                eprintln!("{path}: {}", morkdb_fuzz::changes::file(&bytes).escape_ascii());
                morkdb_fuzz::changes::check(&bytes);
            }
            _ => {
                eprintln!("{path}");
                morkdb_fuzz::check(&bytes);
            }
        }
    }
    Ok(())
}
