//! The HTTP side of the baseline: a thread for each connection, which is kept open, and `POST /take` as the only thing
//! one can ask for. What a number is and how it is kept is the caller's affair. Included by the examples of both
//! engine crates; never part of the product.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

/// Serves on `port` of the loopback until the process ends. `connect` is called once for each connection and answers
/// what takes a number: `None` if it could not be had.
pub fn serve<T: FnMut() -> Option<i64>>(port: u16, connect: impl Fn() -> T + Send + Sync + 'static) {
    let listener = TcpListener::bind(("127.0.0.1", port)).expect("the port is free");
    let connect = Arc::new(connect);
    for stream in listener.incoming().flatten() {
        let connect = Arc::clone(&connect);
        thread::spawn(move || answer(stream, connect()));
    }
}

/// Answers requests until the other side goes. A request is taken to be over at its empty line: none has a body.
fn answer(mut stream: TcpStream, mut take: impl FnMut() -> Option<i64>) {
    stream.set_nodelay(true).expect("a connection takes options");
    let (mut got, mut chunk) = (Vec::new(), [0; 4096]);
    while let Ok(n) = stream.read(&mut chunk) {
        if n == 0 {
            return;
        }
        got.extend_from_slice(&chunk[..n]);
        while let Some(end) = got.windows(4).position(|four| four == b"\r\n\r\n") {
            let path_is_take = got.starts_with(b"POST /take ");
            got.drain(..end + 4);
            let (status, body) = match path_is_take.then(&mut take).flatten() {
                Some(number) => ("200 OK", format!("{{\"number\":{number}}}")),
                None if path_is_take => ("503 Service Unavailable", String::new()),
                None => ("404 Not Found", String::new()),
            };
            let length = body.len();
            let answer = format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n\r\n{body}");
            if stream.write_all(answer.as_bytes()).is_err() {
                return;
            }
        }
    }
}
