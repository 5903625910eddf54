//! The decision as a table.

use std::time::Duration;

use pollhook_core::{ErrorKind, Kept};

use super::{Decision, Facts, decide};
use crate::settings::{Backoff, DispatchSettings};

const fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

/// A first failure of an event that the platform would send again.
const FIRST: Facts = Facts {
    kind: ErrorKind::Retry(None),
    kept: Kept::Upstream,
    attempt: 1,
    failing_for: Duration::ZERO,
    expires_in: None,
    backoff: secs(1),
    crowded: false,
    stopping: false,
};

#[test]
fn what_becomes_of_a_failure() {
    use Decision::{GiveUp, LetGo, Pause};
    use Kept::{BySource, Nobody, Upstream};
    let asked = ErrorKind::Retry(Some(secs(7)));
    let rows = [
        ("a first failure", FIRST, Pause(secs(1))),
        ("the pause that the error asked for", Facts { kind: asked, ..FIRST }, Pause(secs(7))),
        ("no use", Facts { kind: ErrorKind::Permanent, ..FIRST }, GiveUp),
        ("no use, whoever keeps it", Facts { kind: ErrorKind::Permanent, kept: BySource, ..FIRST }, GiveUp),
        ("the last attempt", Facts { attempt: 5, ..FIRST }, GiveUp),
        ("one more than the last", Facts { attempt: 6, ..FIRST }, GiveUp),
        ("the last attempt of a store's", Facts { attempt: 5, kept: BySource, ..FIRST }, GiveUp),
        ("time is up", Facts { failing_for: secs(59), ..FIRST }, GiveUp),
        ("time is nearly up", Facts { failing_for: secs(58), ..FIRST }, Pause(secs(1))),
        ("longer than there is time", Facts { kind: ErrorKind::Retry(Some(secs(60))), ..FIRST }, GiveUp),
        (
            "a store has time",
            Facts { kind: ErrorKind::Retry(Some(secs(600))), kept: BySource, ..FIRST },
            LetGo(secs(600)),
        ),
        ("a store waits by itself", Facts { kept: BySource, ..FIRST }, LetGo(secs(1))),
        ("nobody keeps it: it waits here", Facts { kept: Nobody, ..FIRST }, Pause(secs(1))),
        ("no room to wait", Facts { crowded: true, ..FIRST }, LetGo(secs(1))),
        ("no room, and nobody keeps it", Facts { crowded: true, kept: Nobody, ..FIRST }, LetGo(secs(1))),
        ("the end is near", Facts { stopping: true, kept: Upstream, ..FIRST }, LetGo(secs(1))),
        ("it would expire while it waits", Facts { expires_in: Some(secs(1)), ..FIRST }, GiveUp),
        ("it expires later", Facts { expires_in: Some(secs(2)), ..FIRST }, Pause(secs(1))),
    ];
    for (what, facts, expected) in rows {
        assert_eq!(decide(&DispatchSettings::default(), facts), expected, "{what}");
    }
}

#[test]
fn pauses_double_with_jitter_up_to_their_bound() {
    let backoff = Backoff { first: secs(2), most: secs(60) };
    for (attempt, bound) in [(1, 2), (2, 4), (3, 8), (5, 32), (6, 60), (7, 60), (u32::MAX, 60)] {
        assert_eq!(backoff.pause(attempt, 0), secs(bound) / 2, "after try {attempt}");
        let longest = backoff.pause(attempt, u64::MAX);
        assert!(longest > secs(bound).mul_f64(0.999) && longest <= secs(bound), "after try {attempt}: {longest:?}");
    }
}
