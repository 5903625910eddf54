//! What GitHub has told and what its `ETag` says survive a restart together.

use pollhook_promises::restart::{IN_ALL, restart};

#[tokio::test(flavor = "multi_thread")]
async fn etag_and_last_id_survive_a_restart_together() {
    let restarted = restart(env!("CARGO_BIN_EXE_contestant"), None).await;
    assert_eq!(restarted.first, Some(304), "it asks whether there is anything new, and there is not");
    // To ask who it is costs one; "nothing new" costs nothing.
    assert_eq!(restarted.cost, 1);
    let summary = restarted.summary;
    assert_eq!((summary.ended() as u64, summary.lives), (IN_ALL, 2));
    assert!(summary.starts.values().all(|starts| *starts == 1), "nothing began twice: {summary}");
    assert_eq!(summary.disorder, []);
}
