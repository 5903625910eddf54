//! A harness is only as good as its eyes.

use super::*;

fn written(lines: &[&str]) -> Summary {
    let mut summary = Summary::default();
    lines.iter().for_each(|line| summary.add(line));
    summary
}

#[test]
fn a_life_that_was_killed_leaves_nothing_running() {
    let summary = written(&["life", "start 1 a 1", "start 2 b 1", "end 1 a", "life", "start 2 b 1"]);
    assert_eq!((summary.lives, summary.most, summary.running.len()), (2, 2, 1));
    assert_eq!((summary.ended(), summary.calls["b"].len()), (1, 2));
}

#[test]
fn a_loss_and_a_double_are_seen() {
    let summary = written(&["start 1 a 1", "end 1 a", "start 1 a 2", "end 1 a", "start 2 b 1", "cut 2 b"]);
    assert_eq!(summary.lost(&[1, 2, 3].into()), [2, 3]);
    assert_eq!(summary.doubled(), [(1, 1)].into());
    assert!(summary.disorder.is_empty());
}

#[test]
fn an_earlier_one_after_a_later_one_is_disorder() {
    let overtaken = written(&["start 1 a 1", "fail 1 a", "start 2 a 1", "end 2 a", "start 1 a 2", "end 1 a"]);
    assert_eq!(overtaken.disorder, [Disorder { chat: "a".into(), earlier: 1, later: 2 }]);
    let at_once = written(&["start 1 a 1", "start 2 a 1", "end 1 a", "end 2 a"]);
    assert_eq!(at_once.disorder.len(), 1);
    let again =
        written(&["start 1 a 1", "end 1 a", "start 2 a 1", "life", "start 1 a 1", "end 1 a", "start 2 a 1", "end 2 a"]);
    assert!(again.disorder.is_empty());
}

#[tokio::test]
async fn a_journal_is_read_as_it_grows() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let mut journal = Journal::open(&path);
    assert_eq!(journal.read().lives, 0);
    let pen = Pen::open(&path).unwrap();
    let running = pen.start(7, "anna", 1);
    assert!(journal.read().running.contains(&7));
    drop(running);
    pen.start(7, "anna", 2).end();
    let summary = journal.until("an end", Duration::from_secs(5), |summary| summary.has_ended(7)).await;
    assert_eq!(summary.failures, [(7, 1)].into());
}
