//! Starting programs, showing and keeping what they say, and stopping them when this process is told to stop.
//!
//! Nothing started here outlives this process: what runs on is asked to end when its starter is gone, by the system
//! where it can (`setpriv --pdeathsig`), and by [`Kept`] in any case.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use crate::{Done, root};

/// How often a running program is looked at.
const LOOK: Duration = Duration::from_millis(20);
/// How long a program that was asked to end may take before it is ended.
const GRACE: Duration = Duration::from_secs(20);

static STOPPED: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// From here on Ctrl-C and a request to end are remembered, so that what was started is stopped first.
pub(crate) fn listen_for_stop() -> Done {
    let flag = Arc::clone(STOPPED.get_or_init(Arc::default));
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        signal_hook::flag::register(signal, Arc::clone(&flag))
            .map_err(|error| format!("signals: {error}"))?;
    }
    Ok(())
}

/// Whether this process was told to stop.
pub(crate) fn stopped() -> bool {
    STOPPED.get().is_some_and(|flag| flag.load(Ordering::Relaxed))
}

/// A command in the project's folder.
pub(crate) fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    command
}

/// A command of which the system knows that it must not outlive this process, where the system can know that.
pub(crate) fn bound(program: &str, before: &[&str]) -> Command {
    let mut command = if crate::tools::in_path("setpriv").is_some() {
        let mut command = self::command("setpriv");
        command.args(["--pdeathsig", "TERM"]).args(before).arg("--").arg(program);
        command
    } else {
        self::command(program)
    };
    command.stdin(Stdio::null());
    command
}

/// How a command reads in a message.
fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

/// Asks a program to end.
pub(crate) fn ask_to_end(id: u32, signal: &str) {
    // A shell's own `kill`, because the program of that name is not everywhere. It may have ended already.
    let _ = Command::new("sh").args(["-c", &format!("kill -{signal} {id}")]).stderr(Stdio::null()).status();
}

/// Waits for a program; passes the request to stop on to it.
fn wait(child: &mut Child) -> Done<ExitStatus> {
    let mut asked: Option<Instant> = None;
    loop {
        if let Some(status) = child.try_wait().map_err(|error| error.to_string())? {
            return Ok(status);
        }
        match asked {
            None if stopped() => {
                ask_to_end(child.id(), "TERM");
                asked = Some(Instant::now());
            }
            Some(at) if at.elapsed() > GRACE => drop(child.kill()),
            _ => {}
        }
        thread::sleep(LOOK);
    }
}

fn start(command: &mut Command) -> Done<Child> {
    command.spawn().map_err(|error| format!("{}: {error}", line(command)))
}

/// Runs a program whose output people see.
pub(crate) fn show(command: &mut Command) -> Done {
    let status = wait(&mut start(command)?)?;
    if status.success() { Ok(()) } else { Err(format!("failed ({status}): {}", line(command))) }
}

/// Runs a program whose output people see, and which is kept as well. Answers the output and whether it went well.
pub(crate) fn tee(command: &mut Command) -> Done<(String, Done)> {
    let mut child = start(command.stdout(Stdio::piped()))?;
    let out = child.stdout.take().ok_or("no output to read")?;
    let reader = thread::spawn(move || {
        let mut kept = String::new();
        for bytes in BufReader::new(out).split(b'\n').map_while(Result::ok) {
            let text = String::from_utf8_lossy(&bytes);
            println!("{text}");
            kept.push_str(&text);
            kept.push('\n');
        }
        kept
    });
    let status = wait(&mut child)?;
    let kept = reader.join().map_err(|_| "reading a program's output panicked".to_owned())?;
    let done = if status.success() { Ok(()) } else { Err(format!("failed ({status}): {}", line(command))) };
    Ok((kept, done))
}

/// Runs a program quietly and answers what it says; if it fails, what it said is the message.
pub(crate) fn ask(command: &mut Command) -> Done<String> {
    let output =
        command.stdin(Stdio::null()).output().map_err(|error| format!("{}: {error}", line(command)))?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(said);
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    Err(format!("failed ({}): {}\n{said}{complaint}", output.status, line(command)))
}

/// A program that runs beside this one, and is stopped when this is dropped.
#[derive(Debug)]
pub(crate) struct Kept {
    name: String,
    child: Child,
    signal: &'static str,
}

impl Kept {
    /// Starts it. `signal` is what it takes as the request to end in good order.
    pub(crate) fn start(name: &str, command: &mut Command, signal: &'static str) -> Done<Kept> {
        Ok(Kept { name: name.to_owned(), child: start(command)?, signal })
    }

    /// Its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Says so if it is not running any more.
    pub(crate) fn still_runs(&mut self) -> Done {
        match self.child.try_wait() {
            Ok(None) => Ok(()),
            Ok(Some(status)) => Err(format!("{} has ended ({status})", self.name)),
            Err(error) => Err(format!("{}: {error}", self.name)),
        }
    }

    /// Asks it to end and waits until it has.
    pub(crate) fn stop(&mut self) -> Done {
        if let Ok(Some(_)) = self.child.try_wait() {
            return Ok(());
        }
        ask_to_end(self.child.id(), self.signal);
        let asked = Instant::now();
        while asked.elapsed() < GRACE {
            if let Ok(Some(_)) = self.child.try_wait() {
                return Ok(());
            }
            thread::sleep(LOOK);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
        Err(format!("{} did not end within {} s and was killed", self.name, GRACE.as_secs()))
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        if let Err(message) = self.stop() {
            println!("{message}");
        }
    }
}
