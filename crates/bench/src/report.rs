//! What is printed: a row a figure, in words or as JSON.

use serde_json::json;

use crate::child::word;
use crate::cores::Lab;
use crate::figure::Figure;
use crate::rounds::{Rounds, median, range};

/// Prints figures as they come.
pub(crate) struct Report {
    json: bool,
    falls_short: bool,
}

impl Report {
    pub(crate) fn begin(json: bool, lab: &Lab) -> Self {
        if !lab.pinned {
            eprintln!("note: the load and the contestant share their cores (no taskset, or one core only)");
        }
        if !json {
            println!(
                "{:<18} {:>12} {:>12}   {:<26} {:>7}",
                "figure", "ours", "bare", "ratio (range of the rounds)", "limit"
            );
        }
        Self { json, falls_short: false }
    }

    /// Prints one.
    pub(crate) fn figure(&mut self, figure: &Figure, rounds: &Rounds) {
        let (ours, ratio) = (median(&rounds.ours), median(&rounds.ratios()));
        let judged = if figure.compared { ratio } else { ours };
        let holds = figure.limit.map(|limit| judged <= limit);
        self.falls_short |= holds == Some(false);
        if self.json {
            let base = figure.compared.then(|| median(&rounds.base));
            let ratio = figure.compared.then_some(ratio);
            let mut line = json!({
                "figure": figure.name, "ours": ours, "base": base, "ratio": ratio, "limit": figure.limit,
                "holds": holds, "unit": figure.unit, "rounds": rounds.ours.len(),
            });
            for (who, values) in &rounds.peers {
                let ratio = median(&rounds.over_base(values));
                line["peers"][word(who)] = json!({ "value": median(values), "ratio": ratio });
            }
            println!("{line}");
            return;
        }
        let with_unit = |value: f64| format!("{} {}", number(value), figure.unit);
        let (base, ratio) = if figure.compared {
            (with_unit(median(&rounds.base)), spread(&rounds.ratios()))
        } else {
            ("–".to_owned(), "–".to_owned())
        };
        let limit = figure.limit.map_or_else(|| "–".to_owned(), number);
        let verdict = match holds {
            Some(true) => "holds",
            Some(false) => "falls short",
            None => "",
        };
        println!("{:<18} {:>12} {base:>12}   {ratio:<27} {limit:>7}  {verdict}", figure.name, with_unit(ours));
        for (who, values) in &rounds.peers {
            let (value, ratio) = (with_unit(median(values)), spread(&rounds.over_base(values)));
            println!("  {:<16} {value:>12} {base:>12}   {ratio}", word(who));
        }
    }

    /// Whether no limit was exceeded.
    pub(crate) fn all_hold(&self) -> bool {
        !self.falls_short
    }
}

fn spread(ratios: &[f64]) -> String {
    let (low, high) = range(ratios);
    format!("{:.2} ({low:.2} to {high:.2})", median(ratios))
}

/// As many digits as anybody compares.
fn number(value: f64) -> String {
    match value.abs() {
        big if big >= 100.0 => format!("{value:.0}"),
        middle if middle >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}
