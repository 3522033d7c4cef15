//! Every chore of the project, in Rust: `cargo xtask`.
//!
//! Starts programs and reads what they say. Never names a database engine's library, and never decides what the
//! server does: whatever it wants of the server, it asks on the server's command line or over HTTP.

mod counts;
mod options;
mod postgres;
mod run;
mod serving;
mod stages;
mod test;
mod tools;
mod web;

use std::path::Path;
use std::process::ExitCode;

use options::Options;

/// What every chore ends with: nothing, or a sentence for people.
type Done<T = ()> = Result<T, String>;

const HELP: &str = "\
cargo xtask CHORE

  test     everything that must hold before a change is taken in; the last line counts
             --only lint|web|rust|e2e   one part of it
";

/// The folder of the project.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the project's folder")
}

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let chore = words.next().unwrap_or_default();
    let done = run::listen_for_stop().and_then(|()| chore_of(&chore, &mut Options::read(words)?));
    match done {
        Ok(code) => code,
        Err(message) => {
            println!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn chore_of(chore: &str, options: &mut Options) -> Done<ExitCode> {
    match chore {
        "test" => test::test(options),
        "" | "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        other => Err(format!("there is no chore {other:?}\n\n{HELP}")),
    }
}
