//! Server-sent events: a stream of frames made once and shared by all who listen, with heartbeats between.
//!
//! Never makes a payload for one listener: frames are bytes that are cloned by reference. A listener that falls
//! behind is told to load again (`resync`), never kept in memory without bound.

use std::convert::Infallible;
use std::fmt::Write as _;
use std::time::Duration;

use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::Response;
use bytes::Bytes;
use futures_util::stream::{self, Stream, StreamExt as _};
use http_body_util::StreamBody;
use hyper::body::Frame;
use kernel::Day;
use tokio::time::{Instant, timeout_at};

use crate::App;

/// A silent stream says this often that it is alive, in real time.
const HEARTBEAT: Duration = Duration::from_secs(10);
const HEARTBEAT_BYTES: Bytes = Bytes::from_static(b": alive\n\n");
/// Tells a listener that it missed something and must load again.
const RESYNC_BYTES: Bytes = Bytes::from_static(b"event: resync\ndata: {}\n\n");

/// What a stream has to say next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Say {
    /// A frame made by [`event`].
    Frame(Bytes),
    /// The listener missed something and must load again.
    Resync,
}

/// One event as it goes over the wire. Made once, shared by all listeners. `data` must be one line, as JSON is.
#[must_use]
pub fn event(id: Option<(Day, i64)>, name: Option<&str>, data: &[u8]) -> Bytes {
    let mut head = String::new();
    if let Some((day, seq)) = id {
        writeln!(head, "id: {}-{seq}", day.number()).expect("writing to a string cannot fail");
    }
    if let Some(name) = name {
        writeln!(head, "event: {name}").expect("writing to a string cannot fail");
    }
    debug_assert!(!data.contains(&b'\n'), "data of an event is one line");
    [head.as_bytes(), b"data: ", data, b"\n\n"].concat().into()
}

/// The place an event id stands for: `20261012-345`. Anything else is no place, and the stream starts afresh.
#[must_use]
pub fn place(last_event_id: Option<&str>) -> Option<(Day, i64)> {
    let (day, seq) = last_event_id?.split_once('-')?;
    let seq = seq.parse().ok().filter(|seq| *seq >= 0)?;
    Some((Day::from_number(day.parse().ok()?)?, seq))
}

/// A response that says what `said` says, with heartbeats while it is silent, until it ends or the server closes.
pub fn stream(app: &App, said: impl Stream<Item = Say> + Send + 'static) -> Response {
    let mut closing = app.closing.clone();
    // Whichever way the wait ends, the server is going down.
    let closed = async move { drop(closing.wait_for(|closing| *closing).await) };
    let frames = with_heartbeats(said.take_until(closed));
    let body = StreamBody::new(frames.map(|bytes| Ok::<_, Infallible>(Frame::data(bytes))));
    let mut response = Response::new(Body::new(body));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Proxies that buffer would hold events back.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

fn with_heartbeats(said: impl Stream<Item = Say> + Send + 'static) -> impl Stream<Item = Bytes> + Send {
    stream::unfold(Box::pin(said), |mut said| async move {
        match timeout_at(Instant::now() + HEARTBEAT, said.next()).await {
            Ok(Some(Say::Frame(bytes))) => Some((bytes, said)),
            Ok(Some(Say::Resync)) => Some((RESYNC_BYTES, said)),
            Ok(None) => None,
            Err(_) => Some((HEARTBEAT_BYTES, said)),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_names_its_place_and_the_place_is_read_back() {
        let day = Day::new(2026, 10, 12).unwrap();
        let bytes = event(Some((day, 345)), Some("board"), b"{\"a\":1}");
        assert_eq!(bytes, "id: 20261012-345\nevent: board\ndata: {\"a\":1}\n\n");
        assert_eq!(place(Some("20261012-345")), Some((day, 345)));
        for bad in ["", "345", "20261312-1", "20261012--1", "20261012-x", "x-1"] {
            assert_eq!(place(Some(bad)), None, "{bad}");
        }
        assert_eq!(place(None), None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_silent_stream_has_a_heartbeat_every_ten_seconds() {
        let said = stream::once(async { Say::Resync }).chain(stream::pending());
        let frames: Vec<Bytes> = with_heartbeats(said).take(3).collect().await;
        assert_eq!(frames, [RESYNC_BYTES, HEARTBEAT_BYTES, HEARTBEAT_BYTES]);
    }
}
