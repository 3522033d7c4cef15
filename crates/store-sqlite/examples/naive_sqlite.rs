//! The baseline of `cargo xtask bench floor` on SQLite: what is written first when nobody thinks of two people coming at
//! once. A connection for each client; `max(number) + 1`, then an insert, each committed for itself, as safe on disk as
//! the product's commits. Never part of the product: it gives numbers twice.
//!
//! `cargo run --release -p store-sqlite --example naive_sqlite -- PORT FILE`

#[path = "../../../xtask/bench/naive_http.rs"]
mod naive_http;

use std::time::Duration;

use rusqlite::Connection;

fn open(path: &str) -> Connection {
    let db = Connection::open(path).expect("the file can be opened");
    db.busy_timeout(Duration::from_secs(5)).expect("a timeout can be set");
    db.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
         CREATE TABLE IF NOT EXISTS ticket (hall INTEGER NOT NULL, number INTEGER NOT NULL, issued_us INTEGER NOT NULL);
         CREATE INDEX IF NOT EXISTS ticket_number ON ticket (hall, number);",
    )
    .expect("the table can be made");
    db
}

fn take(db: &Connection) -> rusqlite::Result<i64> {
    let number = db
        .prepare_cached("SELECT COALESCE(MAX(number), 0) + 1 FROM ticket WHERE hall = 1")?
        .query_row([], |row| row.get(0))?;
    db.prepare_cached("INSERT INTO ticket (hall, number, issued_us) VALUES (1, ?1, 0)")?.execute([number])?;
    Ok(number)
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [port, path] = &words[..] else { panic!("naive PORT FILE") };
    let (port, path) = (port.parse().expect("a port is a number"), path.clone());
    open(&path);
    naive_http::serve(port, move || {
        let db = open(&path);
        move || take(&db).ok()
    });
}
