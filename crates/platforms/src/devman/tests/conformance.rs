//! The suite that every poll protocol runs.

use pollhook_core::Call;

use super::*;

const STAMPS: [&str; 5] =
    ["1455609162.580245", "1455609163.0", "1644339121.1714048", "1644339121.1714049", "1700000000"];

/// Answers with two at a time, the newest first, behind the timestamp that it is asked for.
fn server() -> impl FnMut(&Call) -> Answer {
    |call| {
        let asked = call.url.split_once("?timestamp=").map_or("0", |(_, stamp)| stamp);
        let from = STAMPS.iter().position(|stamp| *stamp == asked).map_or(0, |at| at + 1);
        let told = &STAMPS[from..(from + 2).min(STAMPS.len())];
        let Some(last) = told.last() else { return answer(200, timeout(STAMPS[STAMPS.len() - 1])) };
        let attempts: Vec<String> = told.iter().rev().map(|stamp| attempt(stamp, "one")).collect();
        let attempts: Vec<&str> = attempts.iter().map(String::as_str).collect();
        answer(200, found(&attempts, last))
    }
}

#[test]
fn polling_conforms() {
    let ids: Vec<String> = STAMPS.iter().map(|stamp| review(&attempt(stamp, "one")).id.to_string()).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    pollhook_testkit::poll::conforms(&ids, poll, server);
}
