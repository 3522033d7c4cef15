//! The real program for a test: `gridhall` on the world's store, in a process of its own that can be killed.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, ExitStatus, Output, Stdio};

use testkit::{Place, World};

/// `gridhall` with the world's store and keys. The world must not hold the store while it runs.
pub fn gridhall(w: &World) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gridhall"));
    let store = match w.place() {
        Place::File(path) => format!("sqlite:{}", path.display()),
        Place::Schema { url, schema } => format!("postgres:{url} options='-c search_path={schema}'"),
    };
    command.arg("--store").arg(store).arg("--keys").arg(super::keys_of(w)).args(["--log", "json"]);
    command
}

/// Walks every chain with `gridhall verify`.
pub fn verify(w: &World) -> Output {
    gridhall(w).arg("verify").output().expect("the program starts")
}

/// A server in a process of its own. Killed when it is dropped.
pub struct Program {
    child: Child,
    pub addr: SocketAddr,
    log: PathBuf,
    // Open, so that the program can go on speaking.
    _said: BufReader<ChildStdout>,
}

impl Program {
    /// Serves the world's store with the clock at `from`, such as 2026-10-12T10:00, and waits until it listens.
    pub fn serve(w: &World, from: &str) -> Program {
        Program::serve_with(w, &["--broker", "none", "--clock-from", from])
    }

    /// Serves the world's store with further words on the command line.
    pub fn serve_with(w: &World, words: &[&str]) -> Program {
        let log = super::keys_of(w).with_extension("log");
        let mut child = gridhall(w)
            .args(["--log-level", "debug", "serve", "--listen", "127.0.0.1:0"])
            .args(words)
            .stdout(Stdio::piped())
            .stderr(File::create(&log).expect("tests may write to the temporary folder"))
            .spawn()
            .expect("the program starts");
        let mut said = BufReader::new(child.stdout.take().expect("it is piped"));
        let mut line = String::new();
        said.read_line(&mut line).expect("it speaks");
        let addr = line.trim().strip_prefix("gridhall serves http://").expect("it says where it serves");
        Program { addr: addr.parse().expect("an address"), child, log, _said: said }
    }

    /// Everything it has logged so far, one JSON object in a line.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).expect("it logs")
    }

    /// `kill -9`.
    pub fn kill(mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
    }

    /// SIGTERM, without waiting.
    pub fn terminate(&self) {
        let sent = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(sent.expect("there is a kill").success());
    }

    /// Waits for its end.
    pub fn wait(mut self) -> ExitStatus {
        self.child.wait().expect("it ends")
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Already ended, or a test that has failed.
        drop(self.child.kill());
        drop(self.child.wait());
        drop(fs::remove_file(&self.log));
    }
}
