//! The baseline of `cargo xtask bench floor` on PostgreSQL: what is written first when nobody thinks of two people coming
//! at once. A connection for each client; `max(number) + 1`, then an insert, each committed for itself. Never part of the
//! product: it gives numbers twice.
//!
//! `cargo run --release -p store-postgres --example naive_postgres -- PORT URL`

#[path = "../../../xtask/bench/naive_http.rs"]
mod naive_http;

use postgres::{Client, NoTls};

fn open(url: &str) -> Client {
    Client::connect(url, NoTls).expect("the server answers")
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [port, url] = &words[..] else { panic!("naive PORT URL") };
    let (port, url) = (port.parse().expect("a port is a number"), url.clone());
    open(&url)
        .batch_execute(
            "CREATE TABLE IF NOT EXISTS naive_ticket
                 (hall BIGINT NOT NULL, number BIGINT NOT NULL, issued_us BIGINT NOT NULL);
             CREATE INDEX IF NOT EXISTS naive_number ON naive_ticket (hall, number);",
        )
        .expect("the table can be made");
    naive_http::serve(port, move || {
        let mut db = open(&url);
        let next = "SELECT COALESCE(MAX(number), 0) + 1 FROM naive_ticket WHERE hall = 1";
        let next = db.prepare(next).expect("the statement is sound");
        let keep = "INSERT INTO naive_ticket (hall, number, issued_us) VALUES (1, $1, 0)";
        let keep = db.prepare(keep).expect("the statement is sound");
        move || {
            let number: i64 = db.query_one(&next, &[]).ok()?.get(0);
            db.execute(&keep, &[&number]).ok()?;
            Some(number)
        }
    });
}
