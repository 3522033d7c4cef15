//! How fast customers are priced: a year of 8,760 hours under time of use with three tiers, twelve exact bills, on one
//! core and on all; and a million accounts of twelve months from register reads. Prints JSON; judges nothing.
#![expect(clippy::unwrap_used, reason = "a measurement stops at the first thing that is wrong")]

use std::fs;
use std::hint::black_box;
use std::time::{Duration, Instant};

use kernel::{Day, WorkingCalendar};
use tariff::{Book, Customer, Period, Plan, Quantity, Reads, Series};

/// Different customers, so that loads do not stay in the nearest cache.
const CUSTOMERS: usize = 64;
/// Accounts priced from registers.
const ACCOUNTS: usize = 1_000_000;

/// The tariff of the comparison: 3 bands, 3 monthly tiers whose adder is the same in each band.
fn document() -> String {
    let mut text = "[tariff]\nid = \"bench\"\nname_zh = \"基准\"\nname_en = \"bench\"\neffective_from = \"2020-01-01\"\n\
        zone_offset_min = 480\nsource = \"bench\"\ncertainty = \"E\"\n[eligible]\nclass = [\"residential\"]\n\
        source = \"bench\"\ncertainty = \"E\"\n[rounding]\nkwh_digits = 6\nprice_digits = 6\nline_digits = 8\n\
        total_digits = 2\nway = \"half_up\"\nsource = \"bench\"\ncertainty = \"E\"\n[[day]]\n\
        hours = [\"00:00-08:00 valley\", \"08:00-12:00 peak\", \"12:00-17:00 flat\", \"17:00-21:00 peak\", \
        \"21:00-24:00 flat\"]\nsource = \"bench\"\ncertainty = \"E\"\n\
        [[energy]]\nid = \"energy\"\nname_zh = \"电费\"\nname_en = \"energy\"\nunit = \"yuan/kWh\"\n\
        pooling = \"pro_rata\"\ntiers_per = \"month\"\nheld = \"days\"\nsource = \"bench\"\ncertainty = \"E\"\n"
        .to_owned();
    let tiers = [
        ("upto_kwh = 230\n", ["0.62", "0.52", "0.30"]),
        ("upto_kwh = 400\n", ["0.67", "0.57", "0.35"]),
        ("", ["0.92", "0.82", "0.60"]),
    ];
    for (upto, [peak, flat, valley]) in tiers {
        text.push_str(&format!(
            "[[energy.tier]]\n{upto}prices = {{ peak = \"{peak}\", flat = \"{flat}\", valley = \"{valley}\" }}\n"
        ));
    }
    text
}

/// The customers of the comparison: the same shape and the same generator, in whole units of 0.000 001 kWh.
fn load(seed: u32) -> Series {
    let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(1);
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        i64::from(state)
    };
    let months = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let season = [590, 527, 415, 415, 527, 590, 590, 527, 415, 415, 527, 590];
    let mut kwh = Vec::with_capacity(8760);
    for (days, season) in months.into_iter().zip(season) {
        for hour in 0..days * 24 {
            let shape = if [7, 8, 12, 18, 19, 20, 21].contains(&(hour % 24)) { 11 } else { 6 };
            kwh.push(season * shape * 100 * (600 + next() * 800 / (1 << 32)) / 1000);
        }
    }
    Series::new(Day::new(2026, 1, 1).unwrap(), 60, kwh).unwrap()
}

/// CPU time of this thread, where the system tells it.
fn cpu() -> Option<Duration> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

fn months() -> Vec<Period> {
    Period::months(Day::new(2026, 1, 1).unwrap(), Day::new(2027, 1, 1).unwrap()).unwrap()
}

/// Prices customers for `span`; how many, the CPU time, and a sum that keeps the work from being left out.
fn price_for(span: Duration, plan: &Plan, loads: &[Series]) -> (u64, Duration, i64) {
    let customer = Customer { class: "residential".to_owned(), ..Customer::default() };
    let (began, before) = (Instant::now(), cpu());
    let (mut priced, mut sum) = (0, 0);
    while began.elapsed() < span {
        for load in loads {
            let bills = plan.price_series(&customer, black_box(load)).unwrap();
            sum += bills.iter().map(tariff::Bill::total_fen).sum::<i64>();
            priced += 1;
        }
    }
    let used = match (before, cpu()) {
        (Some(before), Some(after)) => after - before,
        _ => began.elapsed(),
    };
    (priced, used, sum)
}

/// Twelve months of registers of account `n`.
fn registers(months: &[Period], n: usize) -> Vec<Reads> {
    let kwh = |band: usize, month: usize| {
        Quantity::from_units(
            i64::try_from((n * 7919 + band * 104_729 + month * 31) % 300).unwrap() * Quantity::ONE,
        )
    };
    let names = ["valley", "peak", "flat"];
    let reads = |(month, period): (usize, &Period)| Reads {
        total: None,
        bands: names.iter().enumerate().map(|(band, name)| ((*name).to_owned(), kwh(band, month))).collect(),
        ..Reads::of_total(*period, Quantity::ZERO)
    };
    months.iter().enumerate().map(reads).collect()
}

/// Prices the accounts of one thread; the sum and the CPU time.
fn accounts(plan: &Plan, months: &[Period], from: usize, to: usize) -> (i64, Duration) {
    let before = cpu();
    let customer = Customer { class: "residential".to_owned(), ..Customer::default() };
    let mut sum = 0;
    for n in from..to {
        let bills = plan.price_reads(&customer, &registers(months, n)).unwrap();
        sum += bills.iter().map(tariff::Bill::total_fen).sum::<i64>();
    }
    (sum, cpu().zip(before).map_or(Duration::ZERO, |(after, before)| after - before))
}

fn main() {
    let span = Duration::from_millis(std::env::args().nth(1).map_or(4000, |ms| ms.parse().unwrap()));
    let book = Book::of(tariff::read_document("bench.toml", &document()).unwrap());
    let months = months();
    let customer = Customer::default();
    let plan = Plan::new(&book, "bench", &months, &WorkingCalendar::default(), &customer).unwrap();
    let loads: Vec<Series> = (1..=CUSTOMERS).map(|seed| load(u32::try_from(seed).unwrap())).collect();
    let _ = price_for(Duration::from_millis(200), &plan, &loads);
    let (one, used, sum) = price_for(span, &plan, &loads);

    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let began = Instant::now();
    let all: u64 = std::thread::scope(|scope| {
        let each: Vec<_> = (0..cores).map(|_| scope.spawn(|| price_for(span, &plan, &loads).0)).collect();
        each.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    let all_s = began.elapsed().as_secs_f64();

    let began = Instant::now();
    let part = ACCOUNTS.div_ceil(cores);
    let (plan, months) = (&plan, &months);
    let (fen, reads_cpu) = std::thread::scope(|scope| {
        let run = |n: usize| move || accounts(plan, months, n * part, ((n + 1) * part).min(ACCOUNTS));
        let each: Vec<_> = (0..cores).map(|n| scope.spawn(run(n))).collect();
        let joined = each.into_iter().map(|thread| thread.join().unwrap());
        joined.fold((0, Duration::ZERO), |(fen, cpu), (more, used)| (fen + more, cpu + used))
    });
    let reads_s = began.elapsed().as_secs_f64();
    let rate = |n: u64, s: f64| format!("{:.0}", u32::try_from(n).map_or(f64::MAX, f64::from) / s);
    println!(
        "{{\"customer_years_per_cpu_s\": {}, \"priced\": {one}, \"cpu_s\": {:.3}, \"sum_fen\": {sum}, \
         \"cores\": {cores}, \"customer_years_per_s_all_cores\": {}, \
         \"accounts\": {ACCOUNTS}, \"account_months\": {}, \"accounts_s\": {reads_s:.2}, \"accounts_cpu_s\": {:.2}, \"accounts_fen\": {fen}}}",
        rate(one, used.as_secs_f64()),
        used.as_secs_f64(),
        rate(all, all_s),
        ACCOUNTS * 12,
        reads_cpu.as_secs_f64(),
    );
}
