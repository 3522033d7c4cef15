//! Whether the server lives and is ready, and its metrics.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use axum::routing::get;

use crate::App;

/// Adds `/healthz`, `/readyz` and `/metrics`.
pub(crate) fn routes(router: Router, app: &Arc<App>) -> Router {
    let (ready, metrics) = (Arc::clone(app), Arc::clone(app));
    router
        .route("/healthz", get(|| async { text(StatusCode::OK, "alive\n".to_owned()) }))
        .route("/readyz", get(move || is_ready(Arc::clone(&ready))))
        .route("/metrics", get(move || figures(Arc::clone(&metrics))))
}

async fn is_ready(app: Arc<App>) -> Response {
    if *app.closing.borrow() {
        text(StatusCode::SERVICE_UNAVAILABLE, "shutting down\n".to_owned())
    } else if app.reachable().await {
        // An engine is only ever opened on a store that is up to date, so reachable is ready.
        text(StatusCode::OK, "ready\n".to_owned())
    } else {
        text(StatusCode::SERVICE_UNAVAILABLE, "the store does not answer\n".to_owned())
    }
}

async fn figures(app: Arc<App>) -> Response {
    let engine = app.store.engine();
    let queued = engine.queued() as u64;
    let listeners = app.hub.listeners() as u64;
    let gauges = [
        ("store_queued", "Writes queued and not begun", queued),
        ("feed_listeners", "Streams open", listeners),
    ];
    text(StatusCode::OK, app.metrics.text(&gauges, app.opened.counts()))
}

fn text(status: StatusCode, text: String) -> Response {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
