//! The binary `gridhall`: hands the command line to the library and its answer to the shell.

fn main() -> std::process::ExitCode {
    server::cli::run()
}
