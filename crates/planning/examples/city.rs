//! Solves planted cities and prints objective, bound, gap and seconds: `cargo run --release -p planning --example
//! city -- [COUNTIES] [SEED]`, or a city as JSON: `… --example city -- --city FILE`. What is printed says nothing of any
//! real hall. Of planted cities the last line is JSON.

use std::time::Instant;

use planning::Silent;
use planning::site::city::instance::{Kind, planted};
use planning::site::city::{City, Plan, plan};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    println!("city,sites,places,objective,bound,gap_pct,over_planted_pct,steps,seconds");
    if let [flag, file] = args.as_slice()
        && flag == "--city"
    {
        let mut city: City = serde_json::from_str(&std::fs::read_to_string(file)?)?;
        city.effort.threads = 1;
        let begun = Instant::now();
        let plan = plan(&city, &Silent)?;
        line(file, &city, &plan, None, begun);
        return Ok(());
    }
    let counties = args.first().map_or(Ok(12), |text| text.parse())?;
    let seed = args.get(1).map_or(Ok(1), |text| text.parse())?;
    let mut lines = Vec::new();
    for kind in [Kind::Grades, Kind::Clerks, Kind::Budget] {
        let Some(mut planted) = planted(seed, counties, kind) else { continue };
        // One thread: on a quiet machine the seconds are processor seconds.
        planted.city.effort.threads = 1;
        let begun = Instant::now();
        let plan = plan(&planted.city, &Silent)?;
        line(&format!("{kind:?}"), &planted.city, &plan, Some(planted.objective), begun);
        let over = plan.objective.total / planted.objective - 1.0;
        lines.push(serde_json::json!({
            "kind": format!("{kind:?}"), "sites": planted.city.sites.len(), "gap_percent": plan.bound.gap * 100.0,
            "over_planted_percent": over * 100.0, "seconds": begun.elapsed().as_secs_f64(),
        }));
    }
    println!("{}", serde_json::Value::from(lines));
    Ok(())
}

fn line(name: &str, city: &City, plan: &Plan, planted: Option<f64>, begun: Instant) {
    let over =
        planted.map_or(String::new(), |it| format!("{:.6}", (plan.objective.total / it - 1.0) * 100.0));
    println!(
        "{name},{},{},{:.0},{:.0},{:.4},{over},{},{:.2}",
        city.sites.len(),
        city.places.len(),
        plan.objective.total,
        plan.bound.value,
        plan.bound.gap * 100.0,
        plan.steps,
        begun.elapsed().as_secs_f64()
    );
}
