//! Facts about what is pushed, when, and how often.

use serde_json::json;

use super::{Play, Row, check};
use crate::Options;
use crate::telegram::ledger::Fate;

fn hooked(play: &mut Play) {
    play.set("url=http://bot/");
}

/// Fails the push of the first update, over and over; says after how many seconds each next one came.
fn pauses(play: &mut Play, count: usize) -> Vec<f64> {
    (0..count)
        .map(|_| {
            play.answer(1, 500);
            let before = play.now.as_secs_f64();
            if let Some(at) = play.push().strip_prefix("at ") {
                play.at(at.parse().unwrap());
                assert_eq!(play.push(), "push 1");
            }
            play.now.as_secs_f64() - before
        })
        .collect()
}

static ROWS: &[Row] = &[
    ("nothing is pushed without a webhook", |p| {
        p.messages(1);
        assert_eq!(p.push(), "idle");
    }),
    ("one request is in flight in each queue, in order", |p| {
        hooked(p);
        p.messages(3);
        assert_eq!((p.push(), p.push()), ("push 1".into(), "idle".into()));
        p.answer(1, 200);
        assert_eq!((p.push(), p.push()), ("push 2".into(), "idle".into()));
    }),
    ("queues run beside each other, up to max_connections", |p| {
        p.set("url=http://bot/&max_connections=2");
        p.messages_in(&[1, 2, 3]);
        assert_eq!((p.push(), p.push(), p.push()), ("push 1".into(), "push 2".into(), "idle".into()));
        p.answer(1, 200);
        assert_eq!(p.push(), "push 3");
    }),
    ("any answer from 200 to 299 confirms", |p| {
        hooked(p);
        for (at, status) in [200, 204, 299].into_iter().enumerate() {
            let id = p.message(1).unwrap();
            p.push();
            p.answer(id, status);
            assert!(matches!(p.desk.ledger.records()[at].fate, Fate::Confirmed(_)));
        }
    }),
    ("no other answer does", |p| {
        hooked(p);
        p.messages(1);
        p.push();
        for status in [100, 199, 300, 302, 400, 404, 500] {
            p.answer(1, status);
            assert_eq!(p.pending(), 1);
            p.at(p.now.as_secs_f64() + 130.0).push();
        }
    }),
    ("a failure blocks its own queue only", |p| {
        hooked(p);
        p.messages_in(&[1, 1, 2]);
        assert_eq!((p.push(), p.push()), ("push 1".into(), "push 3".into()));
        p.answer(1, 500);
        p.answer(3, 200);
        assert_eq!(p.push(), "push 1");
        p.answer(1, 500);
        assert_eq!(p.push(), "at 2");
    }),
    ("the first failure is tried again at once, then after 2, 4, 8 … s, at most a random minute or two", |p| {
        hooked(p);
        p.messages(1);
        p.push();
        let pauses = pauses(p, 10);
        assert_eq!(pauses[..6], [0.0, 2.0, 4.0, 8.0, 16.0, 32.0]);
        assert!(pauses[7..].iter().all(|pause| (60.0..=120.0).contains(pause)), "{pauses:?}");
        assert_ne!(pauses[8], pauses[9]);
    }),
    ("a success makes the next failure a first one", |p| {
        hooked(p);
        p.messages(2);
        p.push();
        pauses(p, 3);
        p.answer(1, 200);
        p.push();
        p.answer(2, 500);
        assert_eq!(p.push(), "push 2");
    }),
    ("Retry-After is honoured and makes no later pause longer", |p| {
        hooked(p);
        p.messages(1);
        p.push();
        p.answer_with(1, 429, Some(7));
        assert_eq!(p.push(), "at 7");
        p.at(7.0).push();
        assert_eq!(pauses(p, 2), [0.0, 2.0]);
    }),
    ("Retry-After is clamped to an hour", |p| {
        hooked(p);
        p.messages(1);
        p.push();
        p.answer_with(1, 503, Some(100_000));
        assert_eq!(p.push(), "at 3600");
    }),
    ("an update that would be too old at the next attempt is dropped, and the next one goes", |p| {
        hooked(p);
        let press = json!({"from": {"id": 5}, "data": "x"});
        p.add("callback_query", &press);
        p.add("callback_query", &press);
        p.push();
        p.answer_with(1, 500, Some(200));
        assert!(matches!(p.desk.ledger.records()[0].fate, Fate::Expired(_)));
        assert_eq!(p.push(), "push 2");
    }),
    ("an update that grew old in its queue is not pushed", |p| {
        hooked(p);
        let press = json!({"from": {"id": 5}});
        p.add("callback_query", &press);
        p.add("callback_query", &press);
        p.push();
        p.at(151.0).answer(1, 200);
        assert_eq!(p.push(), "idle");
        assert_eq!(p.pending(), 0);
    }),
    ("410 for 23 hours without a break closes the webhook; its queue stays", |p| {
        hooked(p);
        p.messages(1);
        p.push();
        p.answer_with(1, 410, Some(3600));
        for hour in 1..=22 {
            p.at(f64::from(hour) * 3600.0).push();
            p.answer_with(1, 410, Some(3600));
        }
        assert!(p.desk.hook().is_some());
        p.message(1);
        p.at(23.0 * 3600.0).push();
        p.answer_with(1, 410, None);
        assert!(p.desk.hook().is_none());
        assert_eq!(p.poll(""), "1 2");
    }),
    ("a break in the 410s starts the hours anew", |p| {
        hooked(p);
        p.messages(1);
        p.push();
        p.answer_with(1, 410, Some(3600));
        p.at(3600.0).push();
        p.answer_with(1, 500, Some(3600));
        for hour in 2..=24 {
            p.at(f64::from(hour) * 3600.0 - 1.0).push();
            p.jobs.first().map(|job| job.update.id).into_iter().for_each(|id| p.answer_with(id, 410, Some(3500)));
        }
        assert!(p.desk.hook().is_some());
    }),
    ("what was pushed to an earlier webhook does not matter any more", |p| {
        hooked(p);
        p.messages(1);
        p.push();
        p.at(2.0).set("url=http://other/");
        p.answer(1, 200);
        assert_eq!((p.pending(), p.push()), (1, "push 1".into()));
    }),
    ("speed divides the schedule, Retry-After included, but not how long updates are kept", |p| {
        *p = Play::new(&Options { speed: 100.0, ..Options::default() });
        hooked(p);
        p.messages(1);
        p.push();
        assert_eq!(pauses(p, 2)[0], 0.0);
        p.answer_with(1, 500, Some(5));
        assert_eq!(p.push(), "at 0.07");
        p.at(80_000.0);
        assert_eq!(p.pending(), 1);
    }),
];

#[test]
fn pushes_keep_to_the_facts() {
    check(ROWS);
}

#[test]
fn a_failing_chat_with_a_long_queue_costs_the_others_nothing() {
    let mut play = Play::new(&Options::default());
    hooked(&mut play);
    for n in 0..100_000 {
        play.message(n % 100);
    }
    let mut pushed = 0;
    while play.push().starts_with("push") {
        let id = play.jobs[0].update.id;
        let status = if (id - 1) % 100 == 0 { 500 } else { 200 };
        pushed += usize::from(status == 200);
        play.answer(id, status);
    }
    assert_eq!((pushed, play.pending()), (99_000, 1_000));
}
