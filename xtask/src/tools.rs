//! Programs that the project needs from the machine: found, installed with apt where that may be done, or asked for.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use crate::Done;
use crate::run::{ask, command, show};

/// The oldest Node that the web build runs on.
const NODE_MIN: (u32, u32) = (20, 19);

/// A program that can be installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tool {
    /// The PostgreSQL server.
    Postgres,
    /// A browser for tests.
    Chromium,
    /// A device broker that is not ours, for the test that devices keep to their topics there too.
    Mosquitto,
}

impl Tool {
    fn found(self) -> bool {
        match self {
            Tool::Postgres => postgres_folder().is_some(),
            Tool::Chromium => chromium().is_some(),
            Tool::Mosquitto => Path::new("/usr/sbin/mosquitto").is_file() || in_path("mosquitto").is_some(),
        }
    }

    fn packages(self) -> &'static [&'static str] {
        match self {
            Tool::Postgres => &["postgresql"],
            Tool::Chromium => &["chromium", "fonts-noto-cjk"],
            Tool::Mosquitto => &["mosquitto"],
        }
    }
}

/// Whether this process may do everything.
pub(crate) fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|about| about.uid() == 0)
}

/// A program by name, where the shell would find it.
pub(crate) fn in_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// The folder with `initdb` and `postgres`: the newest of Debian's, or where the shell finds both.
pub(crate) fn postgres_folder() -> Option<PathBuf> {
    let has_both = |folder: &Path| folder.join("initdb").is_file() && folder.join("postgres").is_file();
    let version = |folder: &Path| folder.file_name()?.to_str()?.parse::<u32>().ok();
    let installed =
        fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path());
    let newest =
        installed.filter(|folder| has_both(&folder.join("bin"))).max_by_key(|folder| version(folder));
    newest.map(|folder| folder.join("bin")).or_else(|| {
        let folder = fs::canonicalize(in_path("initdb")?).ok()?.parent()?.to_owned();
        has_both(&folder).then_some(folder)
    })
}

/// The browser: `CHROMIUM`, or one of the usual names.
pub(crate) fn chromium() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return Some(PathBuf::from(named)).filter(|file| file.is_file());
    }
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"].into_iter().find_map(in_path)
}

/// What to type to have the tools.
fn by_hand(tools: &[Tool]) -> String {
    let packages: Vec<&str> = tools.iter().flat_map(|tool| tool.packages()).copied().collect();
    format!("apt-get update && apt-get install -y --no-install-recommends {}", packages.join(" "))
}

/// Whether `tool` is there, or can be installed without a service coming up with it: Debian starts a broker on the very
/// port that ours uses, but for containers, where nothing starts services.
pub(crate) fn may_install_quietly(tool: Tool) -> bool {
    tool.found() || is_root() && in_path("apt-get").is_some() && !Path::new("/run/systemd/system").is_dir()
}

/// Sees that the tools are there; installs them with apt when root.
pub(crate) fn need(tools: &[Tool]) -> Done {
    let missing: Vec<Tool> = tools.iter().copied().filter(|tool| !tool.found()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let packages: Vec<&str> = missing.iter().flat_map(|tool| tool.packages()).copied().collect();
    let by_hand = by_hand(&missing);
    if !is_root() || in_path("apt-get").is_none() {
        return Err(format!("{missing:?} missing; as root: {by_hand}"));
    }
    println!("{missing:?} missing; installing {}", packages.join(" "));
    let apt = |words: &[&str]| show(command("apt-get").env("DEBIAN_FRONTEND", "noninteractive").args(words));
    apt(&["update", "-q"])?;
    apt(&[&["install", "-y", "-q", "--no-install-recommends"], &packages[..]].concat())?;
    match missing.iter().find(|tool| !tool.found()) {
        Some(tool) => Err(format!("{tool:?} is still missing after: {by_hand}")),
        None => Ok(()),
    }
}

/// Sees that Node is there and new enough.
pub(crate) fn need_node() -> Done {
    let wanted = format!("Node {}.{} or newer, with npm", NODE_MIN.0, NODE_MIN.1);
    let said = ask(command("node").arg("--version"))
        .map_err(|_| format!("needed: {wanted} (https://nodejs.org)"))?;
    let mut parts = said.trim().trim_start_matches('v').split('.').map_while(|part| part.parse::<u32>().ok());
    let version = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    if version < NODE_MIN {
        return Err(format!("needed: {wanted}; this is {}", said.trim()));
    }
    if in_path("npm").is_none() {
        return Err(format!("needed: {wanted}; npm is missing"));
    }
    Ok(())
}

/// Sees that there is a C compiler, which the embedded engine is built with.
pub(crate) fn need_c_compiler() -> Done {
    if ["cc", "gcc", "clang"].into_iter().all(|name| in_path(name).is_none()) {
        return Err("needed: a C compiler; on Debian: apt-get install -y gcc libc6-dev".to_owned());
    }
    Ok(())
}

/// Sees that the parts of the Rust toolchain are there that lint.
pub(crate) fn need_lints() -> Done {
    for (part, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        ask(command("cargo").args([part, "--version"]))
            .map_err(|_| format!("needed: rustup component add {component}"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_said_as_a_line_to_type() {
        let line =
            "apt-get update && apt-get install -y --no-install-recommends postgresql chromium fonts-noto-cjk";
        assert_eq!(by_hand(&[Tool::Postgres, Tool::Chromium]), line);
    }
}
