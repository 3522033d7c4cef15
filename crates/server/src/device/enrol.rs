//! Enrolment as a device does it: the one-time code over HTTP, for a credential of its own. Plain HTTP/1.1.
//!
//! Never logs the code or the credential.

use std::fmt;

use edge::DeviceScope;
use edge::order::ServerKey;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::{Request, StatusCode, header};
use hyper_util::rt::TokioIo;
use kernel::{DeviceId, DeviceKind, HallId, Org};
use serde::{Deserialize, Serialize};

/// No answer of the server to a device is longer.
const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// What a device gets for its code, and keeps. Holds its secret: write it to nothing but the device's own store.
#[derive(Clone, Serialize, Deserialize)]
pub struct Enrolled {
    /// The device.
    pub device: DeviceId,
    /// Its kind.
    pub kind: DeviceKind,
    /// Its hall.
    pub hall: HallId,
    /// The company.
    pub org: Org,
    /// Its MQTT password.
    pub credential: String,
    /// Where the broker is.
    pub mqtt_url: String,
    /// The key that orders are signed with.
    pub server_key: String,
    /// How often it must be heard, in seconds of the server's clock.
    #[serde(default = "heartbeat_s")]
    pub heartbeat_s: i64,
}

/// For a server that does not say.
fn heartbeat_s() -> i64 {
    30
}

impl Enrolled {
    /// Who the device is.
    #[must_use]
    pub fn scope(&self) -> DeviceScope {
        DeviceScope { org: self.org, hall: self.hall, device: self.device, kind: self.kind }
    }

    /// The key that orders are signed with.
    pub fn key(&self) -> Result<ServerKey, EnrolFail> {
        ServerKey::parse(&self.server_key).map_err(|refusal| EnrolFail::Answer(refusal.en()))
    }
}

impl fmt::Debug for Enrolled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Enrolled")
            .field("device", &self.device)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// Why a device is not enrolled.
#[derive(Debug)]
pub enum EnrolFail {
    /// The address is not `http://HOST:PORT`.
    Url(String),
    /// The server could not be reached.
    Network(String),
    /// The server said no; its words.
    Refused(u16, String),
    /// The answer makes no sense.
    Answer(String),
}

impl fmt::Display for EnrolFail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EnrolFail::Url(url) => write!(f, "{url} is not written http://HOST:PORT"),
            EnrolFail::Network(why) => write!(f, "the server cannot be reached: {why}"),
            EnrolFail::Refused(status, said) => write!(f, "the server refused ({status}): {said}"),
            EnrolFail::Answer(why) => write!(f, "the server's answer makes no sense: {why}"),
        }
    }
}

impl std::error::Error for EnrolFail {}

/// Uses a one-time code up for a credential. Asked again with the same code, it gets the same one: an answer that was
/// lost on the way costs no new code.
pub async fn enrol(server_url: &str, code: &str) -> Result<Enrolled, EnrolFail> {
    let body = serde_json::json!({ "code": code }).to_string();
    let (status, answer) = post_json(server_url, "/api/v1/devices/enrol", Some(body)).await?;
    if !status.is_success() {
        let said: String = String::from_utf8_lossy(&answer).chars().take(400).collect();
        return Err(EnrolFail::Refused(status.as_u16(), said));
    }
    serde_json::from_slice(&answer).map_err(|error| EnrolFail::Answer(error.to_string()))
}

/// The request's key: the same for the same words, and no secret in it.
fn key_of(body: &str) -> String {
    crate::draw::token_hash(body).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// One request to the server: a POST with a JSON body, or a GET without one.
pub async fn post_json(
    server_url: &str,
    path: &str,
    body: Option<String>,
) -> Result<(StatusCode, Bytes), EnrolFail> {
    let host = server_url
        .strip_prefix("http://")
        .map(|rest| rest.trim_end_matches('/'))
        .filter(|host| !host.is_empty() && !host.contains('/'))
        .ok_or_else(|| EnrolFail::Url(server_url.to_owned()))?;
    let address = if host.contains(':') { host.to_owned() } else { format!("{host}:80") };
    let network = |error: &dyn fmt::Display| EnrolFail::Network(error.to_string());

    let socket = tokio::net::TcpStream::connect(address).await.map_err(|error| network(&error))?;
    let io = TokioIo::new(socket);
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(io).await.map_err(|error| network(&error))?;
    let carried = tokio::spawn(connection);
    let method = if body.is_some() { "POST" } else { "GET" };
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, host)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::CONNECTION, "close")
        .header("idempotency-key", key_of(body.as_deref().unwrap_or_default()))
        .body(Full::new(Bytes::from(body.unwrap_or_default())))
        .map_err(|error| EnrolFail::Url(error.to_string()))?;
    let response = sender.send_request(request).await.map_err(|error| network(&error))?;
    let status = response.status();
    let answer = Limited::new(response.into_body(), ANSWER_BYTES_MAX)
        .collect()
        .await
        .map_err(|error| EnrolFail::Network(error.to_string()))?;
    carried.abort();
    Ok((status, answer.to_bytes()))
}
