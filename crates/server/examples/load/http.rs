//! Just enough HTTP/1.1 to load a server: one connection kept open, one request at a time, answers with a length.

use std::io;
use std::net::SocketAddr;

use tokio::net::TcpStream;

/// A connection.
pub(crate) struct Connection {
    stream: TcpStream,
    sent: Vec<u8>,
    got: Vec<u8>,
}

/// An answer.
pub(crate) struct Answer {
    /// Its status.
    pub(crate) status: u16,
    /// The first cookie it sets: name and value.
    pub(crate) cookie: Option<String>,
    /// Its body.
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The body as JSON.
    pub(crate) fn json(&self) -> io::Result<serde_json::Value> {
        serde_json::from_slice(&self.body).map_err(io::Error::other)
    }

    /// The same, if it is the answer hoped for.
    pub(crate) fn good(self, what: &str) -> io::Result<Answer> {
        if self.status == 200 {
            return Ok(self);
        }
        Err(io::Error::other(format!("{what}: {} {}", self.status, String::from_utf8_lossy(&self.body))))
    }
}

impl Connection {
    /// Opens it.
    pub(crate) async fn open(addr: SocketAddr) -> io::Result<Connection> {
        let stream = TcpStream::connect(addr).await?;
        stream.set_nodelay(true)?;
        Ok(Connection { stream, sent: Vec::with_capacity(1024), got: Vec::with_capacity(16 * 1024) })
    }

    /// Sends a request; `headers` are whole lines.
    pub(crate) async fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &str,
        body: &str,
    ) -> io::Result<()> {
        self.sent.clear();
        let length = body.len();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: bench\r\n{headers}content-type: application/json\r\ncontent-length: {length}\r\n\r\n"
        );
        self.sent.extend_from_slice(head.as_bytes());
        self.sent.extend_from_slice(body.as_bytes());
        let mut from = 0;
        while from < self.sent.len() {
            self.stream.writable().await?;
            match self.stream.try_write(&self.sent[from..]) {
                Ok(n) => from += n,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Waits for more bytes and answers what is there that was not taken.
    pub(crate) async fn more(&mut self) -> io::Result<&[u8]> {
        loop {
            self.stream.readable().await?;
            match self.stream.try_read_buf(&mut self.got) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(_) => return Ok(&self.got),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Takes the first `n` bytes away.
    pub(crate) fn take(&mut self, n: usize) {
        self.got.drain(..n);
    }

    /// Asks and waits for the answer.
    pub(crate) async fn ask(
        &mut self,
        method: &str,
        path: &str,
        headers: &str,
        body: &str,
    ) -> io::Result<Answer> {
        self.send(method, path, headers, body).await?;
        self.got.clear();
        let (head_end, head) = loop {
            let got = self.more().await?;
            if let Some(end) = find(got, b"\r\n\r\n") {
                break (end + 4, String::from_utf8_lossy(&got[..end]).into_owned());
            }
        };
        let status = head.get(9..12).and_then(|status| status.parse().ok()).unwrap_or(0);
        let header = |name: &str| {
            head.lines()
                .filter_map(|line| line.split_once(": "))
                .find(|(key, _)| key.eq_ignore_ascii_case(name))
        };
        let length: usize = header("content-length").and_then(|(_, value)| value.parse().ok()).unwrap_or(0);
        let cookie = header("set-cookie").and_then(|(_, value)| value.split(';').next()).map(str::to_owned);
        while self.got.len() < head_end + length {
            self.more().await?;
        }
        Ok(Answer { status, cookie, body: self.got[head_end..head_end + length].to_vec() })
    }
}

/// Where `part` begins in `bytes`.
pub(crate) fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}
