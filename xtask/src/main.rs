//! Every chore of the project, in Rust: `cargo xtask`.
//!
//! Starts programs and reads what they say. Never names a database engine's library, and never decides what the
//! server does: whatever it wants of the server, it asks on the server's command line or over HTTP.

mod bench;
mod bench_planning;
mod bench_tariff;
mod cargo;
mod chores;
mod counts;
mod demo;
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
  demo     a whole day in the halls, on one address
             --halls N|CODE,…  --day 2026-10-12  --from 07:30  --speed 60  --seed S
             --port 8080  --store sqlite:FILE|postgres:URL  --keep (the store of the last time)
  bench    floor   what a hall's server takes, on both engines, beside a naive one
             --engines sqlite,postgres  --clients 1,8,64  --ms 6000  --listeners 1000  --quick  --json FILE
           tariff  how fast bills are computed, and beside PySAM where a Python has it
             --ms 5000  --python FILE  --quick  --json FILE
           planning  siting, hall simulator, staffing and footfall, beside peers where they are
             --only siting,city,hall,staffing,footfall  --instances DIR  --peers DIR --venvs DIR  --json FILE
  openapi  writes openapi/ and the front end's types from the code
  tidy     formats, repairs what clippy can, writes expected outputs again
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
        "demo" => demo::demo(options),
        "bench" => bench::bench(options),
        "openapi" => chores::openapi(options),
        "tidy" => chores::tidy(options),
        "" | "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        other => Err(format!("there is no chore {other:?}\n\n{HELP}")),
    }
}
