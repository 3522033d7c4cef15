//! `cargo xtask test`: everything that must hold before a change is taken in.

use std::net::SocketAddr;
use std::process::ExitCode;

use crate::cargo::{cargo, target};
use crate::counts::{Counts, of_cargo, of_node};
use crate::options::Options;
use crate::postgres::{Durability, Postgres};
use crate::run::{show, tee};
use crate::serving::{Scratch, Serving, free_port, init};
use crate::stages::Stages;
use crate::tools::{Tool, chromium, may_install_quietly, need, need_c_compiler, need_lints, need_node};
use crate::{Done, web};

/// A part of the tests, for who works on one.
const PARTS: &[&str] = &["lint", "web", "rust", "e2e"];
/// A working Monday, at an hour when every hall of the demo pack is open and the next slot may be checked in already.
const OPEN_HOUR: &str = "2026-10-12T09:16";

/// Runs all of it, or `--only` a part.
pub(crate) fn test(options: &mut Options) -> Done<ExitCode> {
    let only: Option<String> = options.take("only")?;
    options.all_taken()?;
    if let Some(part) = only.as_deref().filter(|part| !PARTS.contains(part)) {
        return Err(format!("--only {part:?}: one of {}", PARTS.join(", ")));
    }
    let wanted = |part: &str| only.as_deref().is_none_or(|only| only == part);
    let mut stages = Stages::new();
    tools(&mut stages, &wanted);
    if wanted("lint") {
        stages.check("format", || show(cargo().args(["fmt", "--all", "--check"])));
        stages.check("clippy", || {
            show(cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
        });
    }
    if wanted("web") || wanted("e2e") {
        stages.check("web packages", web::packages);
    }
    if wanted("web") {
        stages.check("web build", web::build);
        stages.check("web types", web::types);
        stages.tests("web unit tests", web::unit_tests);
    } else if wanted("e2e") {
        stages.check("web build", web::build_if_stale);
    }
    if wanted("rust") {
        rust(&mut stages, only.is_none());
    }
    if wanted("e2e") {
        stages.tests("browser tests", browser_tests);
    }
    Ok(stages.report())
}

fn tools(stages: &mut Stages, wanted: &dyn Fn(&str) -> bool) {
    stages.check("tools", || {
        need_c_compiler()?;
        if wanted("lint") {
            need_lints()?;
        }
        if wanted("web") || wanted("e2e") {
            need_node()?;
        }
        let mut tools = Vec::new();
        if wanted("rust") {
            tools.push(Tool::Postgres);
            if may_install_quietly(Tool::Mosquitto) {
                tools.push(Tool::Mosquitto);
            } else {
                println!("NOT TESTED: an outside device broker, because mosquitto is not installed");
            }
        }
        if wanted("e2e") {
            tools.push(Tool::Chromium);
        }
        need(&tools)
    });
}

/// `all` when the web packages must be there, as they are when everything is tested.
fn rust(stages: &mut Stages, all: bool) {
    let mut postgres = None;
    stages.check("PostgreSQL", || {
        postgres = Some(Postgres::start(Durability::None)?);
        Ok(())
    });
    stages.tests("Rust tests", || {
        let mut tests = cargo();
        tests.args(["test", "--workspace", "--no-fail-fast"]).env("GRIDHALL_REQUIRE_POSTGRES", "1");
        if all {
            tests.env("GRIDHALL_REQUIRE_WEB", "1");
        }
        if let Some(postgres) = &postgres {
            tests.env("GRIDHALL_TEST_POSTGRES", postgres.url());
        }
        let (output, done) = tee(&mut tests)?;
        Ok((of_cargo(&output), done))
    });
}

fn browser_tests() -> Done<(Counts, Done)> {
    // With the whole workspace, so that features are those of the tests and nothing is compiled again.
    show(cargo().args(["build", "--workspace", "--bin", "gridhall"]))?;
    let binary = target().join("debug/gridhall");
    let scratch = Scratch::new("e2e")?;
    let store = format!("sqlite:{}", scratch.path("store.db").display());
    let keys = scratch.path("keys");
    init(&binary, &store, Some(&keys))?;
    let addr = SocketAddr::from(([127, 0, 0, 1], free_port()?));
    let broker = format!("127.0.0.1:{}", free_port()?);
    let keys = keys.display().to_string();
    let words = [
        "--store",
        &store,
        "--keys",
        &keys,
        "--broker",
        &broker,
        "--demo",
        "--clock-from",
        OPEN_HOUR,
        "--log",
        "off",
    ];
    let mut serving = Serving::start(&binary, addr, &words)?;
    let mut tests = web::npm("e2e");
    tests.env("GRIDHALL_URL", serving.url()).env("GRIDHALL_BROKER", &broker).env("GRIDHALL_BIN", &binary);
    if let Some(browser) = chromium() {
        tests.env("CHROMIUM", browser);
    }
    let (output, mut done) = tee(&mut tests)?;
    let counts = of_node(&output);
    if done.is_ok() && counts == Counts::default() {
        done = Err("no browser test ran".to_owned());
    }
    let stopped = serving.server.still_runs().and_then(|()| serving.server.stop());
    Ok((counts, done.and(stopped)))
}
