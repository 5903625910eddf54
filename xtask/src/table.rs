//! The last thing that `cargo xtask test` prints: where the time went, and what came of it.

use std::fmt;
use std::time::Duration;

use crate::run::Result;

/// One step that has run.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) took: Duration,
    pub(crate) result: Result,
    pub(crate) tally: Tally,
}

/// Tests counted from the closing lines of their binaries.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Tally {
    passed: u32,
    failed: u32,
    ignored: u32,
}

impl Tally {
    /// Adds up lines such as `test result: ok. 3 passed; 0 failed; 0 ignored; …`.
    pub(crate) fn of(lines: &[String]) -> Self {
        let closing = lines.iter().filter_map(|line| line.trim().strip_prefix("test result: "));
        closing.map(Self::one).fold(Self::default(), Self::and)
    }

    fn one(line: &str) -> Self {
        let words: Vec<&str> = line.split([' ', ';', '.']).collect();
        let before = |noun| {
            let number = words.windows(2).find(|pair| pair[1] == noun).map(|pair| pair[0].parse());
            number.and_then(std::result::Result::ok).unwrap_or(0)
        };
        Self { passed: before("passed"), failed: before("failed"), ignored: before("ignored") }
    }

    fn and(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            ignored: self.ignored + other.ignored,
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed; {} failed; {} ignored", self.passed, self.failed, self.ignored)
    }
}

/// The table as text.
pub(crate) fn of(rows: &[Row]) -> String {
    let mut lines = vec![format!("{:10} {:>8}", "step", "seconds")];
    lines.extend(rows.iter().map(line));
    let total: Duration = rows.iter().map(|row| row.took).sum();
    let tests = rows.iter().map(|row| row.tally).fold(Tally::default(), Tally::and);
    lines.push(format!("{:10} {:8.1}  tests: {tests}", "total", total.as_secs_f64()));
    lines.join("\n")
}

fn line(row: &Row) -> String {
    let result = match &row.result {
        Result::Passed => "ok".to_owned(),
        Result::Skipped(why) => format!("skipped: {why}"),
        Result::Failed(why) => format!("FAILED: {why}"),
    };
    format!("{:10} {:8.1}  {result}", row.name, row.took.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::{Duration, Result, Row, Tally, of};

    #[test]
    fn closing_lines_add_up() {
        let lines = [
            "running 3 tests",
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            "test result: FAILED. 10 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s",
        ];
        assert_eq!(Tally::of(&lines.map(str::to_owned)), Tally { passed: 13, failed: 2, ignored: 1 });
    }

    #[test]
    fn the_table_shows_seconds_results_and_a_total() {
        let row = |name, millis, result| Row {
            name,
            took: Duration::from_millis(millis),
            result,
            tally: Tally { passed: 2, ..Tally::default() },
        };
        let rows = [row("fmt", 1_500, Result::Passed), row("deny", 100, Result::Skipped("no tool".into()))];
        let expected = "\
step        seconds
fmt             1.5  ok
deny            0.1  skipped: no tool
total           1.6  tests: 4 passed; 0 failed; 0 ignored";
        assert_eq!(of(&rows), expected);
    }
}
