//! Arbitrary bytes and damaged documents through the loader, the load readers and pricing: no panic, no endless loop,
//! and never silently another amount. Every failure prints its seed; `TARIFF_FUZZ_SEED` and `TARIFF_FUZZ_ROUNDS` set
//! where to begin and how long to go on.
#![allow(clippy::unwrap_used)]

mod common;

use std::time::{Duration, Instant};

use common::*;
use tariff::{Load, Point, Reads, read_document, read_load};

/// A generator that gives the same numbers for the same seed.
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(n.max(1)).unwrap()).unwrap()
    }
}

/// Words that such files are made of, so that damage is not only noise.
const WORDS: &[&str] = &[
    "[[energy]]",
    "[[energy.tier]]",
    "[[day]]",
    "pending = true",
    "price = \"1\"",
    "upto_kwh = \"0\"",
    "-",
    "9999999999",
    "\"",
    "[",
    "{",
    "}",
    "\n",
    ",",
    "2026-02-29",
    "00:00-24:00 peak",
    "12-31/01-01",
    "1e400",
    "0.000001",
    "<value>",
    "</",
    "<!--",
    "&#0;",
    "T24:00",
    "+08:00",
    "\u{feff}",
    "\0",
    "尖",
    "92233720368547758.07",
    "in_time_order",
    "digits = 8",
];

/// `text` with a few pieces cut, doubled, moved or replaced.
fn damaged(text: &str, draw: &mut Draw) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=draw.below(4) {
        let at = draw.below(bytes.len() + 1);
        let end = (at + draw.below(40)).min(bytes.len());
        match draw.below(5) {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let piece = bytes[at..end].to_vec();
                let to = draw.below(bytes.len() + 1);
                bytes.splice(to..to, piece);
            }
            2 => drop(bytes.splice(at..at, WORDS[draw.below(WORDS.len())].bytes())),
            3 => drop(bytes.splice(at..end, WORDS[draw.below(WORDS.len())].bytes())),
            _ if at < bytes.len() => bytes[at] = u8::try_from(draw.below(256)).unwrap(),
            _ => {}
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn noise(draw: &mut Draw) -> String {
    let length = draw.below(400);
    let bytes: Vec<u8> = (0..length).map(|_| u8::try_from(draw.below(256)).unwrap()).collect();
    let mut text = String::from_utf8_lossy(&bytes).into_owned();
    for _ in 0..draw.below(8) {
        text.push_str(WORDS[draw.below(WORDS.len())]);
    }
    text
}

/// Runs `each` for a number of rounds, each with a seed of its own, and says the seed if it panics or takes long.
fn rounds(name: &str, usual: u64, mut each: impl FnMut(&mut Draw)) {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let first = number("TARIFF_FUZZ_SEED").unwrap_or(1);
    for seed in first..first + number("TARIFF_FUZZ_ROUNDS").unwrap_or(usual) {
        let began = Instant::now();
        let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| each(&mut Draw(seed))));
        assert!(done.is_ok(), "{name}: TARIFF_FUZZ_SEED={seed} TARIFF_FUZZ_ROUNDS=1");
        assert!(began.elapsed() < Duration::from_secs(30), "{name} is slow: TARIFF_FUZZ_SEED={seed}");
    }
}

/// Whatever was read must price within bounds: the kWh on the lines are the kWh of the reads.
fn price(tariff: tariff::Tariff) {
    let from = tariff.effective_from.max(day("2026-01-01"));
    let Ok(period) = tariff::Period::new(from, from.plus(31)) else { return };
    let customer = tariff::Customer { persons: 9, tags: vec!["low_income".to_owned()], ..resident() };
    let bands = tariff.bands.iter().map(|band| (band.clone(), kwh("123.456789"))).collect();
    let reads = Reads { total: None, bands, ..Reads::of_total(period, kwh("0")) };
    let energy = tariff.energy.iter().map(|it| tariff.items[it.item].id.clone()).collect::<Vec<_>>();
    let used = i64::try_from(tariff.bands.len() * energy.len()).unwrap() * kwh("123.456789").units();
    let id = tariff.id.clone();
    let book = tariff::Book::of(tariff);
    let Ok(plan) = Plan::new(&book, &id, &[period], &calendar(), &customer) else { return };
    if let Ok(bills) = plan.price_reads(&customer, &[reads]) {
        let billed = bills[0].items(&plan).filter(|(item, _)| energy.contains(&item.id));
        let kwh: i64 = billed.map(|(_, line)| line.quantity().units()).sum();
        let free: i64 = bills[0]
            .items(&plan)
            .filter(|(item, line)| {
                !energy.contains(&item.id) && item.id == "free_kwh" && line.amount.units() == 0
            })
            .map(|(_, line)| line.quantity().units())
            .sum();
        assert_eq!(kwh + free.max(0), used, "kWh were lost");
        let _ = bills[0].explain(&plan);
    }
}

use tariff::Plan;

#[test]
fn no_document_however_damaged_breaks_the_loader_or_loses_a_kwh() {
    let documents: Vec<String> =
        files().into_iter().filter(|(name, _)| name.ends_with(".toml")).map(|(_, text)| text).collect();
    rounds("documents", 1500, |draw| {
        let text = match draw.below(8) {
            0 => noise(draw),
            _ => damaged(&documents[draw.below(documents.len())].clone(), draw),
        };
        match read_document("f.toml", &text) {
            Ok(tariff) => price(tariff),
            Err(refused) => assert!(!refused.is_empty() && refused.len() <= 101),
        }
    });
}

#[test]
fn no_pack_with_a_damaged_file_breaks_the_reader() {
    let pack = files();
    let names: Vec<String> = pack.keys().cloned().collect();
    rounds("packs", 150, |draw| {
        let mut pack = pack.clone();
        let name = &names[draw.below(names.len())];
        let text = damaged(&pack[name], draw);
        pack.insert(name.clone(), text);
        let _ = tariff::read(&pack);
    });
}

#[test]
fn no_load_however_damaged_breaks_the_readers_or_loses_a_kwh() {
    let mut hours = "time,kwh,kvarh\n".to_owned();
    let mut xml =
        "<feed><ReadingType><powerOfTenMultiplier>0</powerOfTenMultiplier><uom>72</uom></ReadingType>"
            .to_owned();
    for hour in 0..24 {
        hours.push_str(&format!("2026-01-01T{hour:02}:00,1.5,0.2\n"));
        let start = 1_767_196_800 + hour * 3600;
        xml.push_str(&format!(
            "<IntervalReading><timePeriod><duration>3600</duration><start>{start}</start></timePeriod><value>7</value></IntervalReading>"
        ));
    }
    xml.push_str("</feed>");
    let reads =
        "day,meter,total,peak,valley,reactive_forward,demand_kw,export_kwh\n2026-01-01,a,1,1,0,1,,0\n\
        2026-02-01,a,301,181,120,40,3,2\n2026-03-01,a,601,361,240,80,4,5\n"
            .to_owned();
    let valid = [hours, xml, reads];
    rounds("loads", 4000, |draw| {
        let text = match draw.below(8) {
            0 => noise(draw),
            _ => damaged(&valid[draw.below(3)].clone(), draw),
        };
        let points = if draw.below(4) == 0 { vec![Point::plain("a")] } else { Vec::new() };
        if let Ok(Load::Series(series)) = read_load("f", &text, &points, 480) {
            assert_eq!(series.kwh().len() % series.per_day(), 0);
            assert!(series.kwh().iter().all(|kwh| *kwh >= 0));
        }
    });
}
