//! A small HTTP client with kept connections: what a browser is to the virtual people.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use api::Problem;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Request, StatusCode, header};
use hyper_util::rt::TokioIo;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::net::TcpStream;

use crate::draw::token;

/// Connections kept for the next request.
const KEPT_MAX: usize = 32;

/// Who asks.
#[derive(Clone, Debug)]
pub(crate) enum As {
    /// A member of staff, by session.
    Staff {
        /// The cookie.
        cookie: String,
        /// The token against other pages.
        csrf: String,
    },
    /// A device's own screen.
    Screen(String),
}

/// Why a request came to nothing.
#[derive(Clone, Debug)]
pub(crate) enum Fail {
    /// The server refused.
    Refused(Box<Problem>),
    /// The server could not be asked.
    Network(String),
}

impl Fail {
    /// The code of a refusal; empty when the server could not be asked.
    pub(crate) fn code(&self) -> &str {
        match self {
            Fail::Refused(problem) => &problem.code,
            Fail::Network(_) => "",
        }
    }
}

impl fmt::Display for Fail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fail::Refused(problem) => write!(f, "{}: {}", problem.code, problem.message),
            Fail::Network(why) => write!(f, "the server cannot be asked: {why}"),
        }
    }
}

/// A client of one server.
pub(crate) struct Client {
    host: String,
    kept: Mutex<Vec<SendRequest<Full<Bytes>>>>,
}

impl Client {
    /// A client of the server at `url`.
    pub(crate) fn new(url: &str) -> Result<Client, String> {
        let host = url.strip_prefix("http://").map(|rest| rest.trim_end_matches('/'));
        let host = host.filter(|host| host.contains(':') && !host.contains('/'));
        let host = host.ok_or_else(|| format!("{url} is not written http://HOST:PORT"))?;
        Ok(Client { host: host.to_owned(), kept: Mutex::default() })
    }

    /// Reads.
    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str, who: Option<&As>) -> Result<T, Fail> {
        self.ask("GET", path, who, None).await.and_then(|(_, bytes)| read(&bytes))
    }

    /// Does something.
    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        who: Option<&As>,
        body: &impl Serialize,
    ) -> Result<T, Fail> {
        let body = serde_json::to_vec(body).expect("a request is plain data");
        self.ask("POST", path, who, Some(body)).await.and_then(|(_, bytes)| read(&bytes))
    }

    /// Logs in; answers the session with its cookie.
    pub(crate) async fn log_in(&self, login: &str, password: &str) -> Result<As, Fail> {
        let body = serde_json::json!({ "login": login, "password": password }).to_string();
        let (cookie, bytes) = self.ask("POST", "/api/v1/session", None, Some(body.into_bytes())).await?;
        let session: api::Session = read(&bytes)?;
        let cookie = cookie.ok_or_else(|| Fail::Network("no cookie came with the session".to_owned()))?;
        Ok(As::Staff { cookie, csrf: session.csrf })
    }

    async fn ask(
        &self,
        method: &str,
        path: &str,
        who: Option<&As>,
        body: Option<Vec<u8>>,
    ) -> Result<(Option<String>, Bytes), Fail> {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, &self.host);
        if body.is_some() {
            request =
                request.header(header::CONTENT_TYPE, "application/json").header("idempotency-key", token());
        }
        request = match who {
            Some(As::Staff { cookie, csrf }) => {
                request.header(header::COOKIE, cookie).header("x-csrf-token", csrf)
            }
            Some(As::Screen(screen)) => request.header(header::AUTHORIZATION, format!("Device {screen}")),
            None => request,
        };
        let request = request.body(Full::new(Bytes::from(body.unwrap_or_default())));
        let request = request.map_err(|error| Fail::Network(error.to_string()))?;
        self.send(request).await
    }

    async fn send(&self, request: Request<Full<Bytes>>) -> Result<(Option<String>, Bytes), Fail> {
        let network = |error: &dyn fmt::Display| Fail::Network(error.to_string());
        let mut connection = self.connection().await?;
        let response = connection.send_request(request).await.map_err(|error| network(&error))?;
        let status = response.status();
        let cookie = response.headers().get(header::SET_COOKIE).and_then(|value| value.to_str().ok());
        let cookie = cookie.and_then(|value| value.split(';').next()).map(str::to_owned);
        let bytes = response.into_body().collect().await.map_err(|error| network(&error))?.to_bytes();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < KEPT_MAX {
            kept.push(connection);
        }
        drop(kept);
        if status == StatusCode::OK { Ok((cookie, bytes)) } else { Err(refused(status, &bytes)) }
    }

    async fn connection(&self) -> Result<SendRequest<Full<Bytes>>, Fail> {
        loop {
            let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let Some(mut connection) = kept else { break };
            if connection.ready().await.is_ok() {
                return Ok(connection);
            }
        }
        let network = |error: &dyn fmt::Display| Fail::Network(error.to_string());
        let socket = TcpStream::connect(&self.host).await.map_err(|error| network(&error))?;
        socket.set_nodelay(true).map_err(|error| network(&error))?;
        let (connection, carried) = handshake(TokioIo::new(socket)).await.map_err(|error| network(&error))?;
        tokio::spawn(carried);
        Ok(connection)
    }
}

fn read<T: DeserializeOwned>(bytes: &Bytes) -> Result<T, Fail> {
    serde_json::from_slice(bytes).map_err(|error| Fail::Network(format!("an answer makes no sense: {error}")))
}

fn refused(status: StatusCode, bytes: &Bytes) -> Fail {
    match serde_json::from_slice(bytes) {
        Ok(problem) => Fail::Refused(Box::new(problem)),
        Err(_) => Fail::Network(format!("status {status}")),
    }
}
