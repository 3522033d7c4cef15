//! Planning over HTTP: scenarios, runs, what they came to, proposals, files; and one hall simulated, staffed, rostered and
//! forecast; the weather that the forecast learns from.

mod export;
mod footfall;
mod halls;
mod online;
mod proposals;
mod results;
mod roster_view;
mod rosters;
mod runs;
mod scenarios;
mod staffing;
mod view;
mod weather;

use crate::http::mount::Mount;

/// Binds what is here.
pub(crate) fn routes(mount: Mount) -> Mount {
    let mount = scenarios::routes(mount);
    let mount = runs::routes(mount);
    let mount = results::routes(mount);
    let mount = halls::routes(mount);
    let mount = staffing::routes(mount);
    let mount = footfall::routes(mount);
    let mount = weather::routes(mount);
    let mount = export::routes(mount);
    let mount = rosters::routes(mount);
    proposals::routes(mount)
}
