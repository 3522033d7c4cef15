//! The stages of a chore: run in order, each timed; a stage that fails does not keep the others from running.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::Done;
use crate::counts::Counts;
use crate::run::stopped;

struct Stage {
    name: String,
    took: Duration,
    counts: Counts,
    failed: bool,
}

/// What has been run so far.
pub(crate) struct Stages {
    begun: Instant,
    run: Vec<Stage>,
}

impl Stages {
    /// Nothing yet.
    pub(crate) fn new() -> Stages {
        Stages { begun: Instant::now(), run: Vec::new() }
    }

    /// Runs a stage that counts tests. The counts stand even if it fails.
    pub(crate) fn tests(&mut self, name: &str, stage: impl FnOnce() -> Done<(Counts, Done)>) {
        if stopped() {
            return;
        }
        println!("\n== {name}");
        let begun = Instant::now();
        let (mut counts, done) = stage().unwrap_or_else(|message| (Counts::default(), Err(message)));
        let failed = done.is_err() || counts.failed > 0;
        if let Err(message) = done {
            println!("{message}");
        }
        // A stage can fail without a failed test: nothing compiled, a browser did not start. It counts as one.
        if failed && counts.failed == 0 {
            counts.failed = 1;
        }
        let took = begun.elapsed();
        println!("== {name}: {}, {:.1} s", if failed { "FAILED" } else { "ok" }, took.as_secs_f64());
        self.run.push(Stage { name: name.to_owned(), took, counts, failed });
    }

    /// Runs a stage that either holds or fails; answers whether it holds.
    pub(crate) fn check(&mut self, name: &str, stage: impl FnOnce() -> Done) -> bool {
        self.tests(name, || Ok((Counts::default(), stage())));
        self.run.last().is_some_and(|stage| !stage.failed)
    }

    /// Prints a line for each stage, then how many tests passed and failed as the very last line.
    pub(crate) fn report(self) -> ExitCode {
        println!();
        let mut total = Counts::default();
        for stage in &self.run {
            let what = if stage.failed { "FAILED" } else { "ok" };
            let Counts { passed, failed } = stage.counts;
            println!(
                "{what:6} {:24} {:7.1} s  {passed:5} passed {failed:3} failed",
                stage.name,
                stage.took.as_secs_f64()
            );
            total += stage.counts;
        }
        if stopped() {
            println!("stopped before its end");
            total.failed += 1;
        }
        println!("all of it took {:.0} s", self.begun.elapsed().as_secs_f64());
        println!("{} passed, {} failed", total.passed, total.failed);
        if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}
