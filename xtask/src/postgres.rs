//! A PostgreSQL of one's own: a fresh cluster in a temporary folder, on a private socket, without a network port.
//! Gone when dropped.

use std::fs;
use std::os::unix::fs::{DirBuilderExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use crate::Done;
use crate::run::{Kept, ask, bound, command, stopped};
use crate::tools::{is_root, postgres_folder};

/// The longest path that a socket may have, with its own name below the folder.
const FOLDER_MAX: usize = 80;
/// How long the server may take to come up.
const READY_MAX: Duration = Duration::from_secs(60);

/// What becomes of commits if the machine fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Durability {
    /// They may be lost. For tests.
    None,
    /// They are on disk before they are answered. For figures.
    Full,
}

/// A server that runs.
#[derive(Debug)]
pub(crate) struct Postgres {
    folder: PathBuf,
    server: Option<Kept>,
}

/// Who runs the server: it refuses to run as root.
struct User {
    uid: u32,
    gid: u32,
}

impl User {
    /// Somebody without rights, if this process is root.
    fn unprivileged() -> Done<Option<User>> {
        if !is_root() {
            return Ok(None);
        }
        let users = fs::read_to_string("/etc/passwd").map_err(|error| format!("/etc/passwd: {error}"))?;
        let named = |name: &str| users.lines().find(|line| line.split(':').next() == Some(name));
        let line =
            named("postgres").or_else(|| named("nobody")).ok_or("no user postgres or nobody to run as")?;
        let mut ids = line.split(':').skip(2).map_while(|id| id.parse().ok());
        match (ids.next(), ids.next()) {
            (Some(uid), Some(gid)) => Ok(Some(User { uid, gid })),
            _ => Err(format!("/etc/passwd: not understood: {line}")),
        }
    }

    fn words(user: Option<&User>) -> Vec<String> {
        user.map_or_else(Vec::new, |user| {
            vec![
                format!("--reuid={}", user.uid),
                format!("--regid={}", user.gid),
                "--clear-groups".to_owned(),
            ]
        })
    }
}

impl Postgres {
    /// Makes a cluster and starts its server.
    pub(crate) fn start(durability: Durability) -> Done<Postgres> {
        let programs = postgres_folder().ok_or("PostgreSQL is not installed")?;
        let user = User::unprivileged()?;
        let folder = fresh_folder(user.as_ref())?;
        // From here on the folder goes away with this, whatever fails.
        let mut postgres = Postgres { folder, server: None };
        let data = postgres.folder.join("data").display().to_string();
        let words = User::words(user.as_ref());
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let initdb = programs.join("initdb").display().to_string();
        let mut make = if words.is_empty() { command(&initdb) } else { command("setpriv") };
        if !words.is_empty() {
            make.args(&words).arg("--").arg(&initdb);
        }
        make.args([
            "--no-sync",
            "--auth=trust",
            "--username=postgres",
            "--encoding=UTF8",
            "--locale=C",
            "-D",
            &data,
        ]);
        ask(make.current_dir(&postgres.folder))?;
        let mut serve = bound(&programs.join("postgres").display().to_string(), &words);
        serve.current_dir(&postgres.folder).args(["-D", &data, "-k"]).arg(&postgres.folder);
        for setting in settings(durability) {
            serve.args(["-c", setting]);
        }
        let log = fs::File::create(postgres.folder.join("log")).map_err(|error| format!("log: {error}"))?;
        serve.stdout(Stdio::null()).stderr(log);
        // Its fast way to end: sessions are closed, nothing is waited for.
        postgres.server = Some(Kept::start("PostgreSQL", &mut serve, "INT")?);
        postgres.wait_until_ready(&programs)?;
        Ok(postgres)
    }

    /// How to connect, as libpq reads it.
    pub(crate) fn url(&self) -> String {
        format!("host={} user=postgres dbname=postgres", self.folder.display())
    }

    /// Makes an empty database and answers how to connect to it.
    pub(crate) fn database(&self, name: &str) -> Done<String> {
        let psql = postgres_folder().map_or_else(|| "psql".into(), |folder| folder.join("psql"));
        let create = format!("CREATE DATABASE {name}");
        ask(command(&psql.display().to_string()).arg(self.url()).args(["-q", "-c", &create]))?;
        Ok(format!("host={} user=postgres dbname={name}", self.folder.display()))
    }

    fn wait_until_ready(&mut self, programs: &Path) -> Done {
        let begun = Instant::now();
        let ready = programs.join("pg_isready").display().to_string();
        while ask(command(&ready).arg("-q").arg("-h").arg(&self.folder)).is_err() {
            let ended = self.server.as_mut().map_or(Ok(()), Kept::still_runs);
            if ended.is_err() || stopped() || begun.elapsed() > READY_MAX {
                let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                return Err(format!("PostgreSQL did not come up:\n{log}"));
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.server.take());
        // Only a temporary folder: nothing depends on its going.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn settings(durability: Durability) -> &'static [&'static str] {
    match durability {
        Durability::None => &[
            "listen_addresses=",
            "max_connections=300",
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
            "shared_buffers=128MB",
        ],
        Durability::Full => &["listen_addresses=", "max_connections=300", "shared_buffers=128MB"],
    }
}

fn fresh_folder(user: Option<&User>) -> Done<PathBuf> {
    let folder = std::env::temp_dir().join(format!("gridhall-pg-{}", std::process::id()));
    let shown = folder.display().to_string();
    if shown.len() > FOLDER_MAX {
        return Err(format!("{shown} is too long a path for a socket: set TMPDIR to a shorter one"));
    }
    // A leftover of a process of the same number that could not clean up.
    let _ = fs::remove_dir_all(&folder);
    let failed = |error: std::io::Error| format!("{shown}: {error}");
    fs::DirBuilder::new().mode(0o700).create(&folder).map_err(failed)?;
    if let Some(user) = user {
        chown(&folder, Some(user.uid), Some(user.gid)).map_err(failed)?;
    }
    Ok(folder)
}
