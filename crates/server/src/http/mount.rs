//! The frame of every route: who may ask, what was sent, what is answered, how long it took. A handler sees none of
//! it: it is handed a checked [`Ask`] and answers a wire type or a [`Refused`].
//!
//! Never lets a panic or a stuck handler reach the connection.

use std::collections::HashSet;
use std::convert::Infallible;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use api::routes::{Visit, each};
use api::{Lang, Method, Route, RouteInfo};
use axum::Router;
use axum::body::Body;
use axum::extract::{FromRequestParts, Path, RawPathParams, Request};
use axum::http::header::{ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use axum::routing::{MethodFilter, on};
use bytes::Bytes;
use futures_util::FutureExt as _;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use kernel::RequestId;
use serde::Serialize;

use crate::http::ask::{Ask, body, query};
use crate::http::who::admit;
use crate::{App, Refused};

/// How long a handler may take before its caller is told to come back.
const HANDLER_MAX: Duration = Duration::from_secs(30);
/// The header of the request's own id.
pub const KEY: &str = "idempotency-key";
/// The header by which an answer can be found in the log.
pub const TRACE: HeaderName = HeaderName::from_static("x-request-id");

/// Collects handlers and says which routes of the contract have none.
pub struct Mount {
    app: Arc<App>,
    router: Router,
    bound: HashSet<&'static str>,
}

impl Mount {
    /// Nothing bound yet.
    #[must_use]
    pub fn new(app: Arc<App>) -> Mount {
        Mount { app, router: Router::new(), bound: HashSet::new() }
    }

    /// Binds `handler` to the route `R`, which the handler's argument names.
    ///
    /// # Panics
    /// When the route has a handler already.
    #[must_use]
    pub fn on<R, F, Fut>(self, handler: F) -> Mount
    where
        R: Route + 'static,
        F: Fn(Arc<App>, Ask<R>) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<R::Answer, Refused>> + Send + 'static,
    {
        assert!(!R::INFO.stream && !R::INFO.file, "{} is a stream or a file", R::INFO.id);
        self.raw::<R, _, _>(move |app, ask| {
            let answer = handler(app, ask);
            async move { answer.await.map(|answer| json(StatusCode::OK, &answer)) }
        })
    }

    /// Binds a handler that makes its own response: a stream, or bytes that were made ahead.
    ///
    /// # Panics
    /// When the route has a handler already.
    #[must_use]
    pub fn raw<R, F, Fut>(mut self, handler: F) -> Mount
    where
        R: Route + 'static,
        F: Fn(Arc<App>, Ask<R>) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<Response, Refused>> + Send + 'static,
    {
        assert!(self.bound.insert(R::INFO.id), "{} has two handlers", R::INFO.id);
        let method = match R::INFO.method {
            Method::Get => MethodFilter::GET,
            Method::Post => MethodFilter::POST,
            Method::Delete => MethodFilter::DELETE,
        };
        let app = Arc::clone(&self.app);
        let handle = move |request: Request| {
            let (app, handler) = (Arc::clone(&app), handler.clone());
            async move { Ok::<_, Infallible>(frame::<R, _, _>(app, handler, request).await) }
        };
        let handle = move |request: Request| {
            let answer = handle(request);
            async move { answer.await.unwrap_or_else(|never| match never {}) }
        };
        self.router = self.router.route(R::INFO.path, on(method, handle));
        self
    }

    /// Routes of the contract that have no handler.
    #[must_use]
    pub fn missing(&self) -> Vec<&'static str> {
        struct Missing<'a>(&'a HashSet<&'static str>, Vec<&'static str>);
        impl Visit for Missing<'_> {
            fn route<R: Route>(&mut self) {
                if !self.0.contains(R::INFO.id) {
                    self.1.push(R::INFO.id);
                }
            }
        }
        let mut missing = Missing(&self.bound, Vec::new());
        each(&mut missing);
        missing.1
    }

    /// The router of everything bound.
    pub fn into_router(self) -> Router {
        self.router
    }
}

async fn frame<R, F, Fut>(app: Arc<App>, handler: F, request: Request) -> Response
where
    R: Route + 'static,
    F: Fn(Arc<App>, Ask<R>) -> Fut,
    Fut: Future<Output = Result<Response, Refused>> + Send,
{
    let started = Instant::now();
    let trace = app.draw.trace();
    let lang = language(request.headers());
    let work = async {
        let ask = read::<R>(&app, lang, request).await?;
        handler(Arc::clone(&app), ask).await
    };
    let answered = tokio::time::timeout(HANDLER_MAX, AssertUnwindSafe(work).catch_unwind()).await;
    let outcome = match answered {
        Ok(Ok(outcome)) => outcome,
        // The panic hook has said where.
        Ok(Err(_)) => Err(Refused::new("internal")),
        Err(_) => Err(Refused::new("busy")),
    };
    finish(&app, &R::INFO, lang, trace, started, outcome)
}

/// What every answer gets, whatever the route: not compiled once for each.
fn finish(
    app: &App,
    info: &RouteInfo,
    lang: Lang,
    trace: String,
    started: Instant,
    outcome: Result<Response, Refused>,
) -> Response {
    let mut response = match outcome {
        Ok(response) => response,
        Err(refused) => {
            if refused.status() >= 500 {
                tracing::warn!(route = info.id, code = refused.code, trace, "a request failed");
            }
            problem(&refused, lang, Some(trace.clone()))
        }
    };
    let headers = response.headers_mut();
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if let Ok(trace) = HeaderValue::from_str(&trace) {
        headers.insert(TRACE, trace);
    }
    app.metrics.request(info.id, response.status().as_u16(), started.elapsed());
    response
}

async fn read<R: Route>(app: &Arc<App>, lang: Lang, request: Request) -> Result<Ask<R>, Refused> {
    let (mut parts, sent) = request.into_parts();
    let caller = admit(app, &R::INFO, parts.uri.path(), &parts.headers).await?;
    let request = request_id(app, &R::INFO, &parts.headers)?;
    let path = path::<R::Path>(&mut parts).await?;
    let query = query(parts.uri.query())?;
    let bytes = bytes(&parts.headers, sent, R::INFO.body_max).await?;
    let last_event_id = parts.headers.get("last-event-id").and_then(|value| value.to_str().ok());
    let last_event_id = last_event_id.map(str::to_owned);
    Ok(Ask { path, query, body: body(&bytes)?, caller, request, lang, last_event_id })
}

fn language(headers: &HeaderMap) -> Lang {
    Lang::from_header(headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()))
}

fn request_id(app: &App, info: &RouteInfo, headers: &HeaderMap) -> Result<RequestId, Refused> {
    if info.method == Method::Get {
        return Ok(app.draw.request());
    }
    let sent = headers.get(KEY).ok_or(Refused::new("key_missing"))?;
    sent.to_str().ok().and_then(RequestId::new).ok_or(Refused::new("key_malformed"))
}

async fn path<T: serde::de::DeserializeOwned + Send>(parts: &mut Parts) -> Result<T, Refused> {
    use axum::extract::path::ErrorKind;
    use axum::extract::rejection::PathRejection;
    let rejected = match Path::<T>::from_request_parts(parts, &()).await {
        Ok(Path(path)) => return Ok(path),
        Err(rejected) => rejected,
    };
    let refused = Refused::new("path_wrong");
    Err(match rejected {
        PathRejection::FailedToDeserializePathParams(inner) => match inner.into_kind() {
            ErrorKind::ParseErrorAtKey { key, expected_type, .. } => refused.at(key).rule(expected_type),
            ErrorKind::DeserializeError { key, message, .. } => refused.at(key).rule(message),
            ErrorKind::InvalidUtf8InPathParam { key } => refused.at(key),
            // An id says itself which text it is not made of.
            ErrorKind::Message(message) => {
                let params = RawPathParams::from_request_parts(parts, &()).await.ok();
                let wrong = |(_, value): &(&str, &str)| message.contains(&format!("`{value}`"));
                let field = params.iter().flatten().find(wrong).map(|(name, _)| name.to_owned());
                Refused { field, ..refused }.rule(message)
            }
            _ => refused,
        },
        _ => refused,
    })
}

async fn bytes(headers: &HeaderMap, sent: Body, most: usize) -> Result<Bytes, Refused> {
    let collected = Limited::new(sent, most).collect().await.map_err(|error| {
        if error.is::<LengthLimitError>() {
            Refused::new("body_too_large").rule(format!("{most} bytes"))
        } else {
            Refused::new("json_malformed").rule("the request ended early")
        }
    })?;
    let bytes = collected.to_bytes();
    let media = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media = media.split(';').next().unwrap_or_default().trim();
    // Another page cannot send this media type without asking first, which we do not answer.
    if !bytes.is_empty() && !media.eq_ignore_ascii_case("application/json") {
        return Err(Refused::new("media_type"));
    }
    Ok(bytes)
}

/// A JSON answer.
#[must_use]
pub fn json(status: StatusCode, answer: &impl Serialize) -> Response {
    json_bytes(
        status,
        "application/json",
        serde_json::to_vec(answer).expect("an answer is plain data").into(),
    )
}

fn json_bytes(status: StatusCode, media: &'static str, bytes: Bytes) -> Response {
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media));
    response
}

/// A refusal on the wire.
#[must_use]
pub fn problem(refused: &Refused, lang: Lang, request: Option<String>) -> Response {
    let status = StatusCode::from_u16(refused.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let problem = serde_json::to_vec(&refused.problem(lang, request)).expect("a problem is plain data");
    let mut response = json_bytes(status, "application/problem+json", problem.into());
    let language = match lang {
        Lang::Zh => "zh-CN",
        Lang::En => "en",
    };
    let headers = response.headers_mut();
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(language));
    if status == StatusCode::SERVICE_UNAVAILABLE {
        headers.insert("retry-after", HeaderValue::from_static("1"));
    }
    response
}

/// A refusal of a request that no route took.
pub(crate) fn problem_for(request: &Request, code: &'static str) -> Response {
    problem(&Refused::new(code), language(request.headers()), None)
}
