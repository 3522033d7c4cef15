//! The web front end, embedded in the binary: precompressed, hashed names cached for ever, entries always asked for
//! again. A missing asset is a 404, never somebody else's page.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::Response;
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::http::mount::problem_for;

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Pages;

#[derive(RustEmbed)]
#[folder = "../../voice"]
#[include = "*.opus"]
#[include = "*.ogg"]
#[include = "*.json"]
#[exclude = "tools/*"]
#[allow_missing = true]
struct Voice;

/// Pages that people open by a short name.
const SURFACES: &[&str] =
    &["kiosk", "display", "wall", "pad", "clerk", "guide", "manager", "studio", "login", "phone"];

const NOT_BUILT: &str = "<!doctype html><meta charset=utf-8><title>gridhall</title>\
<p>The web front end is not built. 前端尚未构建。<pre>cd web && npm ci && npm run build</pre>";

const NOTHING_HERE: &str = "<!doctype html><meta charset=utf-8><title>404</title><p>没有找到页面。 Nothing here. <a href=/>gridhall</a>";

/// Whether the front end is there.
#[must_use]
pub fn is_built() -> bool {
    Pages::get("index.html").is_some()
}

/// Adds the front end and the answers to requests that no route took.
pub(crate) fn routes(router: Router) -> Router {
    router
        .method_not_allowed_fallback(
            |request: Request| async move { problem_for(&request, "method_not_allowed") },
        )
        .fallback(|request: Request| async move { page(&request) })
}

fn page(request: &Request) -> Response {
    let path = request.uri().path();
    if path == "/api" || path.starts_with("/api/") {
        return problem_for(request, "not_found");
    }
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return problem_for(request, "method_not_allowed");
    }
    if let Some(clip) = path.strip_prefix("/voice/") {
        return match Voice::get(clip) {
            Some(file) => file_answer(request, clip, file, None),
            None => html(StatusCode::NOT_FOUND, NOTHING_HERE),
        };
    }
    let Some(name) = file_name(path) else { return html(StatusCode::NOT_FOUND, NOTHING_HERE) };
    match Pages::get(&name) {
        Some(file) => {
            let packed = || Pages::get(&format!("{name}.br"));
            let brotli = takes_brotli(request).then(packed).flatten();
            file_answer(request, &name, file, brotli)
        }
        None if !is_built() => html(StatusCode::SERVICE_UNAVAILABLE, NOT_BUILT),
        None => html(StatusCode::NOT_FOUND, NOTHING_HERE),
    }
}

/// The file that an address stands for. Nothing for files that are not for others: maps of other files, stamps.
fn file_name(path: &str) -> Option<String> {
    let path = path.strip_prefix('/')?;
    if path.is_empty() {
        return Some("index.html".to_owned());
    }
    if SURFACES.contains(&path) {
        return Some(format!("{path}.html"));
    }
    // A customer's link: the page reads the token itself.
    if let Some(token) = path.strip_prefix("v/") {
        return (!token.is_empty() && !token.contains('/')).then(|| "phone.html".to_owned());
    }
    let hidden = path.ends_with(".br") || path == "build.json" || path.split('/').any(|part| part == "..");
    (!hidden).then(|| path.to_owned())
}

fn takes_brotli(request: &Request) -> bool {
    let accepted = request.headers().get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    accepted.unwrap_or_default().split(',').any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        parts.next() == Some("br") && parts.all(|weight| weight != "q=0")
    })
}

fn file_answer(request: &Request, name: &str, file: EmbeddedFile, brotli: Option<EmbeddedFile>) -> Response {
    let hash = file.metadata.sha256_hash();
    let coding = if brotli.is_some() { "-br" } else { "" };
    let tag: String = hash.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{tag}{coding}\"");
    let known = request.headers().get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let fresh =
        known.is_some_and(|known| known.split(',').any(|it| it.trim().trim_start_matches("W/") == tag));
    let packed = brotli.is_some();
    let data = brotli.map_or(file.data, |brotli| brotli.data);
    let mut response = if fresh {
        Response::new(Body::empty())
    } else {
        let body = match data {
            std::borrow::Cow::Borrowed(bytes) => Body::from(bytes),
            std::borrow::Cow::Owned(bytes) => Body::from(bytes),
        };
        Response::new(body)
    };
    if fresh {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media(name)));
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if packed {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(ETAG, tag);
    }
    // Names below assets/ carry a hash of their content.
    let forever = name.starts_with("assets/");
    let keep = if forever { "public, max-age=31536000, immutable" } else { "no-cache" };
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(keep));
    response
}

fn media(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, end)| end) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "opus" | "ogg" => "audio/ogg",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        _ => "application/octet-stream",
    }
}

fn html(status: StatusCode, text: &'static str) -> Response {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_name_is_a_page_and_an_asset_is_never_one() {
        let name = |path: &str| file_name(path);
        assert_eq!(name("/").as_deref(), Some("index.html"));
        assert_eq!(name("/kiosk").as_deref(), Some("kiosk.html"));
        assert_eq!(name("/v/abc").as_deref(), Some("phone.html"));
        assert_eq!(name("/assets/a-1.js").as_deref(), Some("assets/a-1.js"));
        for hidden in ["/build.json", "/kiosk.html.br", "/v/", "/v/a/b", "/a/../../b"] {
            assert_eq!(name(hidden), None, "{hidden}");
        }
    }

    #[test]
    fn brotli_is_sent_only_to_who_takes_it() {
        let request =
            |value: &str| Request::builder().header(ACCEPT_ENCODING, value).body(Body::empty()).unwrap();
        assert!(takes_brotli(&request("gzip, deflate, br")));
        assert!(takes_brotli(&request("br;q=0.5")));
        assert!(!takes_brotli(&request("br;q=0")));
        assert!(!takes_brotli(&request("gzip")));
    }
}
