//! One file reads the clock; everybody else is told the time.
//!
//! A test that pauses time must pause all of it. Whoever asks the machine instead sees another time than its neighbours,
//! and the test that should have found the mistake waits for real.

use super::Violation;
use crate::source::Source;
use crate::workspace::Workspace;

/// `elapsed` asks for the time of day without saying so.
const CLOCKS: &[&str] = &["Instant::now", "SystemTime::now", ".elapsed()"];
const THE_CLOCK: &str = "crates/pollhook/src/clock.rs";

/// The simulated network is another machine; the test kit runs in tests, and so does the harness of the promises. What
/// measures needs the time that it measures.
const ELSEWHERE: &[&str] = &["bench", "promises", "simulator", "testkit"];

pub(super) fn check(workspace: &Workspace) -> Vec<Violation> {
    let told: Vec<_> = workspace.library().filter(|source| is_told(source)).collect();
    let found = told.iter().flat_map(|source| CLOCKS.iter().flat_map(|clock| source.places(clock)));
    found.map(|place| format!("{place}: reads a clock; take a `Now` or a `Clock`")).collect()
}

fn is_told(source: &Source) -> bool {
    source.path != THE_CLOCK && !source.is_of(ELSEWHERE)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{files, holds};
    use super::{THE_CLOCK, check};

    #[test]
    fn only_the_clock_reads_a_clock() {
        holds(check);
    }

    #[test]
    fn who_reads_a_clock_is_caught() {
        let reads = "fn a() { let x = tokio::time::Instant::now(); x.elapsed() }";
        assert_eq!(check(&files(&[("crates/polling/src/pace.rs", reads)])).len(), 2);
        assert_eq!(check(&files(&[("crates/core/src/a.rs", "let f = SystemTime::now;")])).len(), 1);
        let allowed = [(THE_CLOCK, reads), ("crates/simulator/src/a.rs", reads), ("crates/core/tests/a.rs", reads)];
        assert_eq!(check(&files(&allowed)), [""; 0]);
    }
}
