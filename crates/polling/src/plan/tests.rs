use super::*;

const HOLD: Ask = Ask::Hold(Duration::from_secs(50));
const LONG: Pace = Pace::Long(Duration::from_secs(50));
const SHORT: Pace = Pace::Short(Duration::from_secs(2));

/// What was asked and answered, and what lies in the window now.
struct Case {
    /// The last question, with this many items uncommitted before it.
    from: &'static str,
    before: usize,
    answered: Answered,
    /// Where the next question would begin, what is uncommitted and unsettled.
    to: &'static str,
    uncommitted: usize,
    unsettled: usize,
    /// What is to be done so many milliseconds after the question.
    after: u64,
    expected: Expected,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Expected {
    Hold,
    Look,
    WaitUntil(u64),
    Held,
}
use Expected::{Held, Hold, Look, WaitUntil};

fn cursor(text: &str) -> Option<Cursor> {
    Cursor::new(text).ok()
}

fn page(opened: usize, full: bool) -> Answered {
    Answered { opened, emitted: opened, full, empty: opened == 0, ..Answered::default() }
}

fn check(consumes: Consumes, pace: Pace, cases: &[Case]) {
    // A virtual time: any instant will do.
    let start = Instant::now();
    let ms = Duration::from_millis;
    for (index, case) in cases.iter().enumerate() {
        let mut plan = Plan::new(consumes, pace, Dice::new(Some(1)));
        let before =
            Sight { from: cursor(case.from), uncommitted: case.before, unsettled: case.before, ..Sight::default() };
        plan.asking(pace.ask(), start, &before);
        plan.answered(start, case.answered);
        // The interval is drawn by chance: here it is exact.
        if let (Pace::Short(interval), Some(asked)) = (pace, &mut plan.asked) {
            asked.interval = interval;
        }
        let sight = Sight {
            from: cursor(case.to),
            uncommitted: case.uncommitted,
            unsettled: case.unsettled,
            pages: case.uncommitted,
            ..Sight::default()
        };
        let expected = match case.expected {
            Hold => Next::Ask(HOLD),
            Look => Next::Ask(Ask::Look),
            WaitUntil(at) => Next::Wait(Some(start + ms(at))),
            Held => Next::Held,
        };
        assert_eq!(plan.next(start + ms(case.after), &sight), expected, "case {index}");
    }
}

macro_rules! cases {
    ($($from:literal + $before:literal, $answered:expr => $to:literal, $uncommitted:literal, $unsettled:literal, $after:literal: $expected:expr;)+) => {
        &[$(Case {
            from: $from, before: $before, answered: $answered, to: $to,
            uncommitted: $uncommitted, unsettled: $unsettled, after: $after, expected: $expected,
        },)+]
    };
}

#[test]
fn where_the_next_fetch_consumes_it_asks_when_that_can_show_something_new() {
    check(
        Consumes::OnNextFetch,
        LONG,
        cases![
            // All has settled: the ordinary long poll.
            "1" + 0, page(3, false)    => "4", 0, 0, 1: Hold;
            "1" + 0, page(100, true)   => "101", 0, 0, 1: Hold;
            // Nothing came: the same cursor never oftener than each half second.
            "1" + 0, page(0, false)    => "1", 0, 0, 1: WaitUntil(500);
            "1" + 0, page(0, false)    => "1", 0, 0, 500: Hold;
            // Something is unsettled: a look each second.
            "1" + 0, page(3, false)    => "1", 3, 2, 1: WaitUntil(1_000);
            "1" + 0, page(3, false)    => "1", 3, 2, 1_000: Look;
            "1" + 3, page(2, false)    => "1", 5, 1, 1_000: Look;
            // Never the question again that a full page answered.
            "1" + 0, page(100, true)   => "1", 100, 99, 60_000: Held;
            // The prefix moved by half of a full page.
            "1" + 0, page(100, true)   => "51", 50, 1, 1: Look;
            // By less: within a second.
            "1" + 0, page(100, true)   => "50", 51, 1, 1: WaitUntil(1_000);
            "1" + 0, page(100, true)   => "2", 99, 1, 1_000: Look;
            // Half of a short page is not worth a question of its own.
            "1" + 0, page(4, false)    => "3", 2, 1, 1: WaitUntil(1_000);
            "1" + 0, page(30, false)   => "16", 15, 15, 1: Look;
        ],
    );
}

#[test]
fn short_polls_keep_their_interval() {
    check(
        Consumes::OnNextFetch,
        SHORT,
        cases![
            "1" + 0, page(0, false)    => "1", 0, 0, 600: WaitUntil(2_000);
            "1" + 0, page(0, false)    => "1", 0, 0, 2_000: Look;
            "1" + 0, page(3, false)    => "4", 0, 0, 600: WaitUntil(2_000);
            "1" + 0, page(3, false)    => "1", 3, 1, 600: WaitUntil(2_000);
            // There is probably more.
            "1" + 0, page(100, true)   => "101", 0, 0, 1: Look;
        ],
    );
    check(
        Consumes::ByClient,
        SHORT,
        cases![
            "1" + 0, page(3, false)    => "4", 3, 3, 1: WaitUntil(2_000);
            "1" + 0, page(100, true)   => "101", 100, 100, 1: Look;
        ],
    );
}

#[test]
fn where_the_client_holds_the_cursor_it_asks_on_until_the_window_is_full() {
    check(
        Consumes::ByClient,
        LONG,
        cases![
            "1" + 0, page(0, false)    => "1", 0, 0, 1: Hold;
            "1" + 0, page(5, false)    => "6", 5, 5, 1: Hold;
            "1" + 0, page(5, false)    => "6", 1_023, 1, 1: Hold;
            "1" + 0, page(5, false)    => "6", 1_024, 1, 1: Held;
        ],
    );
    let plan = {
        let mut plan = Plan::new(Consumes::ByClient, LONG, Dice::new(Some(1)));
        plan.asking(HOLD, Instant::now(), &Sight::default());
        plan
    };
    let next = |pages, bytes, uncommitted| {
        plan.next(Instant::now(), &Sight { pages, bytes, uncommitted, unsettled: 1, ..Sight::default() })
    };
    assert_eq!(next(7, 1, 5_000), Next::Ask(HOLD));
    assert_eq!(next(8, 1, 5_000), Next::Held);
    assert_eq!(next(1, BYTES, 1), Next::Held);
}

#[test]
fn an_event_handed_back_ends_asking_until_the_rest_has_settled() {
    let now = Instant::now();
    let plan = Plan::new(Consumes::ByClient, LONG, Dice::new(Some(1)));
    let sight = |unsettled| Sight { unsettled, handed_back: true, ..Sight::default() };
    assert_eq!(plan.next(now, &sight(2)), Next::Wait(None));
    assert_eq!(plan.next(now, &sight(0)), Next::Rewind);
    let unsaved = Sight { unsaved: true, ..Sight::default() };
    assert_eq!(plan.next(now, &unsaved), Next::Wait(None));
}

#[test]
fn every_pause_is_kept_and_the_longest_wins() {
    let now = Instant::now();
    let secs = Duration::from_secs;
    let mut plan = Plan::new(Consumes::OnNextFetch, LONG, Dice::new(Some(1)));
    let sight = Sight { from: cursor("1"), ..Sight::default() };
    plan.asking(HOLD, now, &sight);
    plan.answered(now, Answered { empty: true, pace: Some(secs(60)), ..Answered::default() });
    assert_eq!(plan.next(now + secs(59), &sight), Next::Wait(Some(now + secs(60))));
    plan.pause_until(now + secs(5));
    assert_eq!(plan.next(now, &sight), Next::Wait(Some(now + secs(60))));
    plan.rewound(now + secs(90));
    assert_eq!(plan.next(now, &sight), Next::Wait(Some(now + secs(90))));
    assert_eq!(plan.next(now + secs(90), &sight), Next::Ask(HOLD));
}

#[test]
fn a_rewind_may_repeat_the_question_of_a_full_page() {
    let now = Instant::now();
    let mut plan = Plan::new(Consumes::OnNextFetch, LONG, Dice::new(Some(1)));
    let sight = Sight { from: cursor("1"), ..Sight::default() };
    plan.asking(HOLD, now, &sight);
    plan.answered(now, page(100, true));
    assert_eq!(plan.next(now, &Sight { unsettled: 1, uncommitted: 100, ..sight.clone() }), Next::Held);
    plan.rewound(now);
    assert_eq!(plan.next(now, &sight), Next::Wait(Some(now + SAME_CURSOR)));
    assert_eq!(plan.next(now + SAME_CURSOR, &sight), Next::Ask(HOLD));
}

#[test]
fn an_empty_answer_at_once_slows_asking_down_to_one_a_second() {
    let mut now = Instant::now();
    let mut plan = Plan::new(Consumes::ByClient, LONG, Dice::new(Some(1)));
    let sight = Sight { from: cursor("1"), ..Sight::default() };
    for how in [Ask::Hold(Duration::from_secs(1)), HOLD, HOLD] {
        assert_eq!(plan.next(now, &sight), Next::Ask(how), "the first one is short");
        plan.asking(how, now, &sight);
        plan.answered(now, Answered { empty: true, same: true, ..Answered::default() });
    }
    assert_eq!(plan.next(now, &sight), Next::Wait(Some(now + Duration::from_secs(1))));
    now += Duration::from_secs(1);
    plan.asking(HOLD, now, &sight);
    now += Duration::from_secs(50);
    plan.answered(now, Answered { empty: true, same: true, ..Answered::default() });
    assert_eq!(plan.next(now, &sight), Next::Ask(HOLD), "it holds again: back to normal");
}

#[test]
fn a_peek_counts_from_the_answer_and_not_from_a_question_that_was_held() {
    let start = Instant::now();
    let mut plan = Plan::new(Consumes::OnNextFetch, LONG, Dice::new(Some(1)));
    plan.asking(HOLD, start, &Sight::default());
    let told = start + Duration::from_secs(40);
    plan.answered(told, page(1, false));
    let sight = Sight { uncommitted: 1, unsettled: 1, ..Sight::default() };
    assert_eq!(plan.next(told, &sight), Next::Wait(Some(told + PEEK)));
    assert_eq!(plan.next(told + PEEK, &sight), Next::Ask(Ask::Look));
}
