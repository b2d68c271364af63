//! draft
mod json;
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let reading = match args.iter().position(|a| a == "--reading").map(|i| args[i + 1].as_str()) {
        Some("mozilla") => morkdb::Reading::Mozilla,
        Some("strict") => morkdb::Reading::Strict,
        _ => morkdb::Reading::Lenient,
    };
    match morkdb::OpenOptions::new().reading(reading).open(args.last().unwrap()) {
        Ok(db) => println!("{}", json::store(db.store())),
        Err(e) => {
            eprintln!("{e}");
            println!("{{\"opened\":false}}")
        }
    }
}
