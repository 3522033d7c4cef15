//! docs/devices.md says what the code does.

use edge::docs::{examples, markdown};
use edge::payload::{Ack, Beat, Config, Fact, Health, Hello, Link, Payload, Screen};
use edge::{End, Topic, Up};

#[test]
fn the_documentation_of_devices_is_fresh() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/devices.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::create_dir_all(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs")).unwrap();
        std::fs::write(path, markdown()).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(written == markdown(), "docs/devices.md is stale: UPDATE_DOCS=1 cargo test -p edge --test docs");
}

#[test]
fn every_topic_has_an_example_that_its_reader_takes() {
    let mut seen = std::collections::HashSet::new();
    for example in examples() {
        let topic = Topic::parse(&example.topic).unwrap();
        let bytes = example.json.as_bytes();
        let taken = match topic.end {
            End::Up(Up::Hello) => Hello::read(bytes).map(drop),
            End::Up(Up::Beat) => Beat::read(bytes).map(drop),
            End::Up(Up::Health) => Health::read(bytes).map(drop),
            End::Up(Up::Fact) => Fact::read(bytes).map(drop),
            End::Up(Up::Ack) => Ack::read(bytes).map(drop),
            End::Up(Up::Link) => Link::read(bytes).map(drop),
            End::Down(edge::Down::Config) => Config::read(bytes).map(drop),
            End::Down(edge::Down::Screen) => Screen::read(bytes).map(drop),
            End::Down(edge::Down::Order) => edge::order::SignedOrder::read(bytes).map(drop),
        };
        assert_eq!(taken, Ok(()), "{}", example.json);
        seen.insert(topic.end);
    }
    assert_eq!(seen.len(), Up::ALL.len() + edge::Down::ALL.len());
}
