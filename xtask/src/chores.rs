//! Small chores: what is generated is written again, what a tool can tidy is tidied.

use std::process::ExitCode;

use crate::cargo::cargo;
use crate::options::Options;
use crate::run::show;
use crate::{Done, web};

/// `cargo xtask openapi`: the OpenAPI document from the routes, and the front end's types from the document.
pub(crate) fn openapi(options: &mut Options) -> Done<ExitCode> {
    options.all_taken()?;
    // The test that compares the document is also what writes it.
    show(cargo().args(["test", "--quiet", "--package", "api"]).env("UPDATE_EXPECT", "1"))?;
    web::packages()?;
    show(&mut web::npm("api"))?;
    println!("openapi/gridhall-v1.json and web/src/api/schema.ts are those of the code");
    Ok(ExitCode::SUCCESS)
}

/// `cargo xtask tidy`: formats, lets clippy repair what it can, and writes expected outputs and generated documents
/// again. Look at what it changed before you commit it.
pub(crate) fn tidy(options: &mut Options) -> Done<ExitCode> {
    options.all_taken()?;
    show(cargo().args([
        "clippy",
        "--fix",
        "--allow-dirty",
        "--allow-staged",
        "--workspace",
        "--all-targets",
    ]))?;
    show(cargo().args(["fmt", "--all"]))?;
    let expected = ["--package", "api", "--package", "queueing", "--package", "edge"];
    show(cargo().args(["test", "--quiet"]).args(expected).env("UPDATE_EXPECT", "1").env("UPDATE_DOCS", "1"))?;
    show(cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))?;
    Ok(ExitCode::SUCCESS)
}
