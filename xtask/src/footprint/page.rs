//! `docs/footprint.md` as text.

use std::time::Duration;

/// Where it was measured.
pub(super) struct Machine {
    pub(super) date: String,
    pub(super) cores: usize,
    pub(super) system: String,
    pub(super) rustc: String,
    /// How many programs wanted to run when it began, where that is known.
    pub(super) load: Option<f64>,
}

/// A build from nothing.
pub(super) struct Built {
    pub(super) took: Duration,
    /// The processor time of all that it started, where that is known.
    pub(super) worked: Option<Duration>,
    pub(super) bytes: u64,
}

/// One program.
pub(super) struct Row {
    pub(super) what: &'static str,
    pub(super) ours: usize,
    pub(super) others: usize,
    pub(super) dev: Built,
    pub(super) release: Built,
    pub(super) stripped: u64,
}

/// More than this at the start, and others build at the same time.
const QUIET: f64 = 0.5;

pub(super) fn of(machine: &Machine, rows: &[Row]) -> String {
    let Machine { date, cores, system, rustc, .. } = machine;
    let caveat = caveat(machine);
    let crates: String = rows.iter().map(crates).collect();
    let builds: String = rows.iter().map(builds).collect();
    let sizes: String = rows.iter().map(sizes).collect();
    format!(
        "\
# Footprint

What a bot costs before it has said a word: an echo bot on Telegram, built with Pollhook and, to compare with, by hand.
`cargo xtask footprint` makes this page, the whole of it; edit the script, not the page. The programs stand in
`xtask/src/footprint/fixture.rs`; their versions are those of `Cargo.lock`.

Measured on {date}: {cores} cores, {system}, Rust {rustc}.
{caveat}

## Crates in the tree

| | ours | others |
|---|---|---|
{crates}
## A build from nothing

Downloads not counted. In seconds: how long one waits, and in parentheses what all cores worked together.

| | `cargo build` | `cargo build --release` |
|---|---|---|
{builds}
## The program

In MiB, as cargo's own profiles leave it, and the release without its symbols (`strip = true`).

| | dev | release | stripped |
|---|---|---|---|
{sizes}"
    )
}

fn caveat(machine: &Machine) -> String {
    match machine.load {
        Some(load) if load > QUIET => format!(
            "Others worked on it at the same time (a load of {load:.1}): the waits are too long, and so,\n\
             somewhat, is the work of the processors."
        ),
        Some(_) => "Nobody else worked on it.".to_owned(),
        None => "Whether others worked on it is not known.".to_owned(),
    }
}

fn crates(row: &Row) -> String {
    format!("| {} | {} | {} |\n", row.what, row.ours, row.others)
}

fn builds(row: &Row) -> String {
    format!("| {} | {} | {} |\n", row.what, times(&row.dev), times(&row.release))
}

fn times(built: &Built) -> String {
    let worked = built.worked.map_or_else(|| "–".to_owned(), |worked| format!("{:.0}", worked.as_secs_f64()));
    format!("{:.0} ({worked})", built.took.as_secs_f64())
}

fn sizes(row: &Row) -> String {
    let (dev, release) = (mib(row.dev.bytes), mib(row.release.bytes));
    format!("| {} | {dev} | {release} | {} |\n", row.what, mib(row.stripped))
}

fn mib(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / 1024.0 / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::{Built, Duration, Machine, Row, of};

    fn built(seconds: u64, mib: u64) -> Built {
        Built { took: Duration::from_secs(seconds), worked: None, bytes: mib << 20 }
    }

    fn page(load: Option<f64>) -> String {
        let (date, rustc, system) = ("2026-11-24".to_owned(), "1.95.0".to_owned(), "linux on x86_64".to_owned());
        let machine = Machine { date, cores: 2, system, rustc, load };
        let worked = Some(Duration::from_millis(79_600));
        let release = Built { worked, ..built(60, 9) };
        let row = Row { what: "a bot", ours: 6, others: 120, dev: built(30, 90), release, stripped: 7 << 20 };
        of(&machine, &[row])
    }

    #[test]
    fn each_table_has_a_line_of_each_program() {
        let page = page(None);
        for line in ["| a bot | 6 | 120 |\n", "| a bot | 30 (–) | 60 (80) |\n", "| a bot | 90.0 | 9.0 | 7.0 |\n"] {
            assert!(page.contains(line), "{page}");
        }
    }

    #[test]
    fn it_says_whether_the_machine_was_shared() {
        assert!(page(Some(7.04)).contains("a load of 7.0"));
        assert!(page(Some(0.1)).contains("Nobody else"));
    }
}
