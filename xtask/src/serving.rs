//! A server of one's own: a temporary store, a free port, the real binary.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use crate::Done;
use crate::run::{Kept, ask, bound, command, stopped};

/// How long the server may take to be ready.
const READY_MAX: Duration = Duration::from_secs(60);

/// A server that runs.
#[derive(Debug)]
pub(crate) struct Serving {
    /// Where.
    pub(crate) addr: SocketAddr,
    /// From the start of its process until it said that it was ready.
    pub(crate) ready_after: Duration,
    /// Its process.
    pub(crate) server: Kept,
}

/// A port that nobody listens on right now.
pub(crate) fn free_port() -> Done<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(|error| error.to_string())?;
    Ok(listener.local_addr().map_err(|error| error.to_string())?.port())
}

/// Makes a store from the demo pack. `store` is as the server's `--store`; keys lie beside it unless said.
pub(crate) fn init(binary: &Path, store: &str, keys: Option<&Path>) -> Done {
    let mut init = command(&binary.display().to_string());
    init.args(["init", "--pack", "packs/jinzhong", "--demo", "--store", store]);
    if let Some(keys) = keys {
        init.arg("--keys").arg(keys);
    }
    ask(&mut init).map(drop)
}

impl Serving {
    /// Starts a server that is set up by `words`, and waits until it is ready.
    pub(crate) fn start(binary: &Path, addr: SocketAddr, words: &[&str]) -> Done<Serving> {
        // Otherwise whoever listens there would be taken for it.
        TcpListener::bind(addr).map_err(|error| format!("{addr} is taken ({error}): say another --port"))?;
        let mut serve: Command = bound(&binary.display().to_string(), &[]);
        serve.args(["serve", "--listen", &addr.to_string()]).args(words);
        let begun = Instant::now();
        let mut server = Kept::start("gridhall serve", &mut serve, "TERM")?;
        while !is_ready(addr) {
            server.still_runs()?;
            if stopped() || begun.elapsed() > READY_MAX {
                return Err(format!(
                    "the server on {addr} is not ready after {:.0} s",
                    begun.elapsed().as_secs_f64()
                ));
            }
            thread::sleep(Duration::from_millis(2));
        }
        Ok(Serving { addr, ready_after: begun.elapsed(), server })
    }

    /// What it holds in memory.
    pub(crate) fn resident_mb(&self) -> Option<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.server.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        Some(line.trim().trim_end_matches(" kB").parse::<f64>().ok()? / 1024.0)
    }

    /// Its address for people and browsers.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.addr)
    }
}

fn is_ready(addr: SocketAddr) -> bool {
    get(addr, "/readyz").is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
}

/// Asks for a path and answers head and body.
pub(crate) fn get(addr: SocketAddr, path: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&addr, Duration::from_secs(1))?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    stream
        .write_all(format!("GET {path} HTTP/1.1\r\nhost: {addr}\r\nconnection: close\r\n\r\n").as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// A folder that goes away when dropped.
#[derive(Debug)]
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    /// Makes it.
    pub(crate) fn new(name: &str) -> Done<Scratch> {
        let folder = std::env::temp_dir().join(format!("gridhall-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(Scratch(folder))
    }

    /// A path in it.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Only a temporary folder: nothing depends on its going.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
