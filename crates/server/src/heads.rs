//! How far each event chain had come, written down outside the database.
//!
//! A chain shows by itself what was changed inside it. It cannot show that its end is gone if whoever took it out also
//! set the remembered head back, or hashed everything anew: the database holds all that is needed for that. So the
//! server writes heads into a file of its own now and then, best on another disk or sent elsewhere, and
//! `gridhall verify` compares. Only ever appends; holds no word about anybody.

use std::collections::HashMap;
use std::fmt;
use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use data_encoding::HEXLOWER;
use kernel::{ChainHash, Day, HallId, Org};
use store::{DbError, Tx, chain_days, first};

use crate::App;

/// How often heads are written down, in real time; and once more when the server shuts down.
const EVERY: Duration = Duration::from_secs(300);
/// More chains than halls of any company have in two days.
const CHAINS_MAX: i64 = 10_000;

store::statements! {
    /// The hash of the event at one place.
    HASH_AT = "SELECT hash FROM event WHERE org = $1 AND hall = $2 AND day = $3 AND seq = $4";
}

/// Every statement of this file.
pub(crate) fn statements() -> &'static [&'static store::Sql] {
    STATEMENTS
}

/// Where a chain stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The company.
    pub org: Org,
    /// The hall, or [`HallId::ORG`].
    pub hall: HallId,
    /// The hall's day.
    pub day: Day,
    /// The place of the last event.
    pub seq: i64,
    /// Its hash.
    pub hash: ChainHash,
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Head { org, hall, day, seq, hash } = self;
        write!(f, "{} {hall} {day} {seq} {}", org.0, HEXLOWER.encode(&hash.0))
    }
}

impl FromStr for Head {
    type Err = ();
    fn from_str(line: &str) -> Result<Head, ()> {
        let mut parts = line.split(' ');
        let mut next = || parts.next().ok_or(());
        let number = |text: &str| text.parse::<i64>().map_err(drop);
        let (org, hall) = (Org(number(next()?)?), HallId(number(next()?)?));
        let (day, seq) = (next()?.parse().map_err(drop)?, number(next()?)?);
        let hash = HEXLOWER.decode(next()?.as_bytes()).map_err(drop)?;
        Ok(Head { org, hall, day, seq, hash: ChainHash::from_bytes(&hash).ok_or(())? })
    }
}

/// What was written down at `path`; nothing if there is no such file.
///
/// # Errors
/// It cannot be read, or a line of it makes no sense; the words name the line.
pub fn read(path: &Path) -> Result<Vec<Head>, String> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(format!("{}: {error}", path.display())),
    };
    // A last line without its end was being written when the power went.
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    let lines = whole.lines().enumerate();
    lines
        .map(|(at, line)| {
            line.parse().map_err(|()| format!("{}: line {} is not a head", path.display(), at + 1))
        })
        .collect()
}

/// Which of `heads`, all of `org`, the store contradicts, in words.
///
/// # Errors
/// The database could not.
pub fn contradicted(tx: &mut dyn Tx, org: Org, heads: &[Head]) -> Result<Vec<String>, DbError> {
    let mut found = Vec::new();
    for Head { hall, day, seq, hash, .. } in heads.iter().filter(|head| head.org == org) {
        let place = [org.into(), (*hall).into(), (*day).into(), (*seq).into()];
        let words = match first(tx, &HASH_AT, &place, |row| row.bytes(0) == hash.0)? {
            Some(true) => continue,
            Some(false) => "is not the one that was written down",
            None => "was written down and is gone: cut off, or an older copy was restored",
        };
        found.push(format!("hall {hall} {day}: event {seq} {words}"));
    }
    Ok(found)
}

/// Writes down heads until the server closes; answers what it knows, for the last time after everything has stopped.
pub(crate) async fn keep(app: Arc<App>) -> Known {
    let mut known = Known::default();
    loop {
        known.write_down(&app).await;
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = app.closed() => return known,
        }
    }
}

/// The heads that this process has written down.
#[derive(Default)]
pub(crate) struct Known(HashMap<(HallId, Day), i64>);

impl Known {
    /// Writes down every chain of today and yesterday that has grown. What fails is in the log: halls go on.
    pub(crate) async fn write_down(&mut self, app: &App) {
        let (org, before) = (app.org, app.today().plus(-2));
        let chains =
            app.read(move |tx| chain_days(tx, org, Some((before, HallId(i64::MAX))), CHAINS_MAX)).await;
        let Ok(chains) = chains else {
            tracing::warn!("where the event chains stand could not be asked");
            return;
        };
        let mut grown = Vec::new();
        for (hall, day, seq, hash) in chains {
            let before = self.0.get(&(hall, day)).copied().unwrap_or(0);
            if seq < before {
                tracing::error!(%hall, %day, seq, before, "AN EVENT CHAIN IS SHORTER than what was written down");
            } else if seq > before {
                grown.push(Head { org, hall, day, seq, hash });
            }
        }
        if grown.is_empty() {
            return;
        }
        let path = app.config.heads.clone();
        let lines: String = grown.iter().map(|head| format!("{head}\n")).collect();
        let written = tokio::task::spawn_blocking(move || append(&path, &lines)).await;
        match written {
            Ok(Ok(())) => self.0.extend(grown.iter().map(|head| ((head.hall, head.day), head.seq))),
            Ok(Err(error)) => {
                let path = app.config.heads.display();
                tracing::error!(%path, %error, "where the event chains stand could not be written down");
            }
            Err(_) => tracing::error!("writing down where the event chains stand panicked"),
        }
    }
}

/// Opened anew each time, so that the file may be moved away while the server runs.
fn append(path: &Path, lines: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().append(true).create(true).mode(0o600).open(path)?;
    file.write_all(lines.as_bytes())?;
    file.sync_data()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_reads_back_as_written_and_a_torn_last_line_is_no_head() {
        let folder = std::env::temp_dir().join(format!("gridhall-heads-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("store.heads");
        assert_eq!(read(&path), Ok(vec![]));
        let day = Day::new(2026, 10, 12).unwrap();
        let head = |seq| Head { org: Org(1407), hall: HallId(7), day, seq, hash: ChainHash([seq as u8; 32]) };
        append(&path, &format!("{}\n", head(1))).unwrap();
        append(&path, &format!("{}\n{}", head(2), &head(3).to_string()[..40])).unwrap();
        assert_eq!(read(&path), Ok(vec![head(1), head(2)]));
        append(&path, "\n").unwrap();
        assert!(read(&path).unwrap_err().ends_with("line 3 is not a head"));
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
