//! A listener to a stream of the server, as a browser's EventSource is one.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value as Json;

use super::With;

/// One event of a stream.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    pub id: String,
    pub name: String,
    pub data: Json,
}

impl Said {
    /// The place in the day's chain.
    pub fn seq(&self) -> i64 {
        self.id.split_once('-').expect("a place").1.parse().expect("a number")
    }

    /// What kind of event of the hall it is.
    pub fn kind(&self) -> &str {
        self.data["event"]["kind"].as_str().unwrap_or_default()
    }
}

/// As many heartbeats in a row mean that what is waited for never comes.
const SILENCE_MAX: usize = 5;

/// A stream that is listened to. Nothing that happens after it is open is missed.
pub struct Feed(BufReader<TcpStream>);

impl Feed {
    pub fn open(addr: SocketAddr, path: &str, with: &With) -> Feed {
        Feed::on(TcpStream::connect(addr).expect("the server listens"), path, with)
    }

    /// Listens on a connection that is there already.
    pub fn on(mut stream: TcpStream, path: &str, with: &With) -> Feed {
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a socket");
        // HTTP/1.0 has no chunks, so that the body is the stream itself.
        let mut head = format!("GET {path} HTTP/1.0\r\nhost: h\r\n");
        for (name, value) in &with.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        stream.write_all(format!("{head}\r\n").as_bytes()).expect("the server listens");
        let mut feed = Feed(BufReader::new(stream));
        let status = feed.line();
        assert!(status.contains(" 200 "), "{status}");
        while !feed.line().is_empty() {}
        feed
    }

    /// The next event; heartbeats are passed over.
    pub fn next(&mut self) -> Said {
        let mut said = Said { id: String::new(), name: String::new(), data: Json::Null };
        let mut heartbeats = 0;
        loop {
            let line = self.line();
            heartbeats += usize::from(line.starts_with(':'));
            assert!(heartbeats < SILENCE_MAX, "nothing is said");
            match line.split_once(": ") {
                Some(("id", id)) => id.clone_into(&mut said.id),
                Some(("event", name)) => name.clone_into(&mut said.name),
                Some(("data", data)) => said.data = serde_json::from_str(data).expect("data is JSON"),
                _ if line.is_empty() && !said.name.is_empty() => return said,
                _ => {}
            }
        }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        let count = self.0.read_line(&mut line).expect("the stream speaks within its time");
        assert!(count > 0, "the stream ended");
        line.trim_end().to_owned()
    }
}
