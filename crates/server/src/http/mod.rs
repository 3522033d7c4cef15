//! The HTTP side: the frame of every route ([`mount`]), who asks ([`who`]), streams ([`sse`]), the web front end, and
//! one file for each area with its handlers.

pub mod ask;
pub(crate) mod audit;
mod boards;
mod care;
mod clock;
mod demo;
mod desks;
mod devices;
mod evaluations;
mod guidance;
mod halls;
pub mod health;
pub mod known;
pub mod mount;
mod observe;
mod planning;
mod promise;
mod ratings;
pub mod sse;
pub mod staff;
mod tariffs;
pub(crate) mod tickets;
pub(crate) mod view;
mod visits;
pub mod web;
pub mod who;

use std::sync::Arc;

use axum::Router;
use axum::http::HeaderValue;
use axum::middleware::map_response;
use axum::response::Response;

use crate::App;
use mount::Mount;

/// Scripts, styles and everything else from here alone. Styles within elements are the charts' and the floor plan's.
const POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/// Binds every route of the contract. One line for each area.
fn areas(mount: Mount) -> Mount {
    let mount = audit::routes(mount);
    let mount = clock::routes(mount);
    let mount = demo::routes(mount);
    let mount = boards::routes(mount);
    let mount = tickets::routes(mount);
    let mount = desks::routes(mount);
    let mount = visits::routes(mount);
    let mount = care::routes(mount);
    let mount = devices::routes(mount);
    let mount = evaluations::routes(mount);
    let mount = guidance::routes(mount);
    let mount = halls::routes(mount);
    let mount = observe::routes(mount);
    let mount = planning::routes(mount);
    let mount = tariffs::routes(mount);
    staff::routes(mount)
}

/// The whole router.
pub fn router(app: &Arc<App>) -> Router {
    let mounted = areas(Mount::new(Arc::clone(app)));
    let missing = mounted.missing();
    if !missing.is_empty() {
        tracing::warn!(
            count = missing.len(),
            routes = missing.join(" "),
            "ROUTES OF THE CONTRACT ARE NOT BOUND"
        );
    }
    let router = health::routes(mounted.into_router(), app);
    web::routes(router).layer(map_response(guard))
}

/// Headers that every answer carries: nothing from elsewhere, in nobody else's frame, no address told to others.
async fn guard(mut response: Response) -> Response {
    let headers = response.headers_mut();
    let mut set = |name: &'static str, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    set("content-security-policy", POLICY);
    set("referrer-policy", "no-referrer");
    set("x-content-type-options", "nosniff");
    set("x-frame-options", "DENY");
    response
}

/// Routes of the contract that nothing is bound to.
#[must_use]
pub fn missing_routes(app: &Arc<App>) -> Vec<&'static str> {
    areas(Mount::new(Arc::clone(app))).missing()
}

/// Statements of the views, which are not public.
pub(crate) fn view_statements() -> &'static [&'static store::Sql] {
    view::statements()
}
