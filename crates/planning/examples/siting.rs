//! Solves a p-median of OR-Library or TSPLIB: `siting FILE [P]`. Points are taken with distances rounded down.

use std::error::Error;
use std::{env, fs};

use planning::Silent;
use planning::site::solve::{Distances, Effort, Instance, Metric, median, read};

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = env::args().skip(1);
    let file = words.next().ok_or("siting FILE [P]")?;
    let text = fs::read_to_string(&file)?;
    let (instance, open) = match words.next() {
        Some(open) => {
            let points = read::points(&text)?;
            let plane = Distances::plane(points.clone(), points, Metric::EuclideanDown)?;
            (Instance::new(plane), open.parse()?)
        }
        None => read::pmed(&text)?,
    };
    let answer = median(&instance, open, &Effort::default(), &Silent)?;
    println!("value {} bound {} gap {:.4} %", answer.value, answer.bound, 100.0 * answer.gap());
    Ok(())
}
