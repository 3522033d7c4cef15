//! Instances of the literature: no text makes their readers panic, and what the literature has found is found again.

use std::io::Write;

use planning::site::solve::{Effort, capacitated, median, read};
use planning::{Silent, Stream};

use crate::capacity::holds;
use crate::world::sound;

#[test]
fn no_text_makes_a_reader_panic() {
    let seeds = [
        "3 3 1\n1 2 5\n2 3 1\n1 3 9\n",
        "2 1\n capacity 7.\n 20 8.5\n 12\n 1.25\n 3\n",
        "DIMENSION : 2\nEDGE_WEIGHT_TYPE : EUC_2D\nNODE_COORD_SECTION\n1 1e1 2.5\n2 -3 4\nEOF\n",
    ];
    let pieces = [
        "",
        " ",
        "\n",
        "-1",
        "9999999999999999999999",
        "1e999",
        "nan",
        "inf",
        "0",
        "capacity",
        "é",
        "\u{0}",
        "1",
        ":",
        "EOF",
    ];
    let mut draw = Stream::new(9, 4);
    for round in 0..6_000 {
        let mut text: Vec<char> = seeds[round % 3].chars().collect();
        for _ in 0..1 + draw.below(4) {
            let at = draw.below(text.len() + 1);
            let until = (at + draw.below(4)).min(text.len());
            text.splice(at..until, pieces[draw.below(pieces.len())].chars());
        }
        let text: String = text.into_iter().collect();
        if let Ok((instance, open)) = read::pmed(&text) {
            assert!((1..=instance.candidates()).contains(&open));
        }
        if let Ok(read) = read::plants(&text, Some(5.0)) {
            assert_eq!(read.capacity.len(), read.instance.candidates());
        }
        if let Ok(points) = read::points(&text) {
            assert!(points.iter().flatten().all(|x| x.is_finite()));
        }
    }
}

#[test]
fn medians_and_plants_of_the_literature_are_found_and_proven() {
    let Ok(dir) = std::env::var("GRIDHALL_PLANNING") else {
        // Written past the capture of a passing test's output: nobody may take this for tried.
        let words = "SKIPPED: GRIDHALL_PLANNING does not name the directory of instances; none of OR-Library was tried";
        writeln!(std::io::stderr(), "{words}").unwrap();
        return;
    };
    let known = read::best_known(&std::fs::read_to_string(format!("{dir}/bestknown.csv")).unwrap()).unwrap();
    let mut tried = 0;
    for number in 1..=40 {
        let name = format!("pmed{number}");
        let Ok(text) = std::fs::read_to_string(format!("{dir}/pmed/{name}.txt")) else { continue };
        let (instance, open) = read::pmed(&text).unwrap();
        let answer = median(&instance, open, &Effort::default(), &Silent).unwrap();
        sound(&instance, &answer);
        assert!(answer.proven(), "{name}: {}", answer.gap());
        if let Some(line) = known.iter().find(|line| line.instance == name) {
            assert_eq!((answer.value, Some(open)), (line.value, line.open), "{name}");
        }
        tried += 1;
    }
    for line in known.iter().filter(|line| line.problem == "CFLP") {
        let text = std::fs::read_to_string(format!("{dir}/cap/{}.txt", line.instance)).unwrap();
        let read::Plants { instance, demand, capacity } = read::plants(&text, None).unwrap();
        let answer = capacitated(&instance, &demand, &capacity, &Effort::default(), &Silent).unwrap();
        holds(&instance, &demand, &capacity, &answer);
        assert!(answer.proven() && (answer.value - line.value).abs() < 0.001, "{answer:?}");
        tried += 1;
    }
    assert!(tried > 5, "hardly anything in {dir}");
}
