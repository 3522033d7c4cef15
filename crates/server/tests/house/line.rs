//! A connection to the server that is kept open, and one request after the other on it.

use std::io::{BufRead as _, BufReader, Error, ErrorKind, Read as _, Result, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use super::{Answer, With};

/// One connection.
pub struct Line(BufReader<TcpStream>);

impl Line {
    pub fn open(addr: SocketAddr) -> Result<Line> {
        let stream = TcpStream::connect(addr)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        Ok(Line(BufReader::new(stream)))
    }

    /// One request and its whole answer; an error if the connection ends before the answer does.
    pub fn ask(&mut self, method: &str, path: &str, with: &With) -> Result<Answer> {
        let body = with.body.clone().unwrap_or_default();
        let head = head(method, path, with, body.len());
        self.0.get_mut().write_all(format!("{head}{body}").as_bytes())?;
        self.answer()
    }

    pub fn post(&mut self, path: &str, with: &With) -> Result<Answer> {
        self.ask("POST", path, with)
    }

    /// Sends the head of a request and waits until the server asks for its body: from then on it is under way.
    pub fn begin(&mut self, path: &str, with: &With) -> Result<String> {
        let body = with.body.clone().unwrap_or_default();
        let with = with.clone().header("expect", "100-continue");
        self.0.get_mut().write_all(head("POST", path, &with, body.len()).as_bytes())?;
        let asked = self.head()?;
        assert!(asked.starts_with("HTTP/1.1 100"), "{asked}");
        Ok(body)
    }

    /// Sends the body of a request that was begun, and reads the answer.
    pub fn end(&mut self, body: &str) -> Result<Answer> {
        self.0.get_mut().write_all(body.as_bytes())?;
        self.answer()
    }

    fn answer(&mut self) -> Result<Answer> {
        let head = self.head()?;
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.ok_or_else(|| Error::new(ErrorKind::InvalidData, "no status"))?;
        let mut answer = Answer { status, head, text: String::new() };
        let length = answer.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
        let mut bytes = vec![0; length];
        self.0.read_exact(&mut bytes)?;
        answer.text = String::from_utf8_lossy(&bytes).into_owned();
        Ok(answer)
    }

    fn head(&mut self) -> Result<String> {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if self.0.read_line(&mut head)? == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(head.trim_end().to_owned())
    }
}

fn head(method: &str, path: &str, with: &With, length: usize) -> String {
    let mut head = format!("{method} {path} HTTP/1.1\r\nhost: h\r\n");
    for (name, value) in &with.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("content-length: {length}\r\n\r\n"));
    head
}
