//! The machine as a table: what it hears, where it stands then, and what it says.

use std::time::Duration;

use pollhook_core::{Failure, Identity, Registered, SecretString, SourceError, Wanted};

use super::types::Watch;
use super::*;
use crate::supervisor::backoff::MOST;

const OURS: &str = "https://bot.example.org/hook";
const THEIRS: &str = "https://prod.example.org/hook";

fn plan(way: Way) -> Plan {
    Plan {
        way,
        platform: "telegram".into(),
        identifies: true,
        registers: true,
        drain: Duration::from_secs(8),
        credential: "the `token` in line 3 of bot.toml".into(),
        secrets: [SecretString::from("12:abc")].into_iter().collect(),
    }
}

fn polling() -> Plan {
    plan(Way::Polling { ours: Some(OURS.into()), take_over: false })
}

fn taking_over() -> Plan {
    plan(Way::Polling { ours: None, take_over: true })
}

fn wanted() -> Wanted {
    Wanted { url: OURS.into(), secret: None, kinds: vec!["message".into()], max_connections: None }
}

fn webhook() -> Plan {
    plan(Way::Webhook { wanted: wanted(), remove_on_stop: false })
}

fn removing() -> Plan {
    plan(Way::Webhook { wanted: wanted(), remove_on_stop: true })
}

fn known() -> Input {
    Input::Known(Identity { id: "12".into(), name: "echo_bot".into() })
}

fn seen(url: Option<&str>) -> Input {
    let mut registered = Registered::default();
    registered.url = url.map(str::to_owned);
    registered.pending = Some(3);
    registered.kinds = Some(vec!["message".into()]);
    Input::Seen(registered)
}

fn unauthorised() -> Failure {
    Failure::Unauthorised("Unauthorized".into())
}

fn panicked() -> Input {
    Input::Ended(Ending::Panicked("boom".into()))
}

/// A machine and its time.
struct Run {
    plan: Plan,
    state: State,
    start: Instant,
    now: Instant,
}

impl Run {
    fn new(plan: Plan) -> Self {
        let start = Instant::now();
        Self { plan, state: initial(), start, now: start }
    }

    /// A bot that runs.
    fn running(plan: Plan) -> Self {
        let mut run = Self::new(plan);
        run.hear(Input::Begin);
        run.hear(known());
        if matches!(run.plan.way, Way::Polling { .. }) {
            run.hear(seen(None));
        } else {
            run.hear(Input::Ready);
            run.hear(seen(None));
            run.hear(Input::Done);
        }
        assert!(matches!(run.state, State::Running { .. }));
        run
    }

    /// Hears an input; what is said about it, without the notes.
    fn hear(&mut self, input: Input) -> Vec<Action> {
        let (state, actions) = step(&self.plan, self.state.clone(), input, self.now);
        self.state = state;
        actions.into_iter().filter(|action| !matches!(action, Action::Note(_))).collect()
    }

    fn after(&mut self, seconds: u64) -> &mut Self {
        self.now += Duration::from_secs(seconds);
        self
    }

    /// A time of this run, in milliseconds from its start.
    fn at(&self, ms: u64) -> Instant {
        self.start + Duration::from_millis(ms)
    }

    /// Why it fails, once it has drained.
    fn failure(&mut self) -> String {
        self.hear(Input::Ended(Ending::Returned));
        self.hear(Input::Drained);
        match &self.state {
            State::Failed(why) => why.clone(),
            other => panic!("it did not fail: {other:?}"),
        }
    }
}

#[test]
fn a_poller_looks_before_it_takes_anything() {
    let mut run = Run::new(polling());
    assert_eq!(run.hear(Input::Begin), [Action::Identify]);
    assert_eq!(run.hear(known()), [Action::Look]);
    assert_eq!(run.hear(seen(None)), [Action::Open]);
    assert_eq!(run.state, State::Running { watch: Watch::default(), past: Past { open: true, ..Past::default() } });
}

#[test]
fn a_webhook_is_registered_when_its_route_is_in_place_and_at_each_start() {
    let mut run = Run::new(webhook());
    assert_eq!(run.hear(Input::Begin), [Action::Identify]);
    assert_eq!(run.hear(known()), [Action::Open]);
    assert_eq!(run.hear(Input::Ready), [Action::Look]);
    // Even if all that can be seen is as it should be: its secret cannot be seen.
    assert_eq!(run.hear(seen(Some(OURS))), [Action::Set]);
    assert_eq!(run.hear(Input::Done), [Action::WakeAt(run.at(60_000))]);
    assert!(matches!(run.state, State::Running { .. }));
}

#[test]
fn a_platform_that_registers_nothing_is_just_opened() {
    for way in [polling().way, webhook().way] {
        let mut run = Run::new(Plan { identifies: false, registers: false, ..plan(way) });
        assert_eq!(run.hear(Input::Begin), [Action::Open]);
        assert_eq!(run.hear(Input::Ready), []);
        assert!(matches!(run.state, State::Running { .. }));
    }
}

#[test]
fn our_own_webhook_is_removed_and_polled() {
    let mut run = Run::new(polling());
    run.hear(Input::Begin);
    run.hear(known());
    assert_eq!(run.hear(seen(Some(OURS))), [Action::Remove]);
    assert_eq!(run.hear(Input::Done), [Action::Open]);
}

#[test]
fn a_foreign_webhook_is_refused_with_the_way_out() {
    let mut run = Run::new(polling());
    run.hear(Input::Begin);
    run.hear(known());
    assert!(!run.hear(seen(Some(THEIRS))).contains(&Action::Remove));
    let why = run.failure();
    for part in [THEIRS, "3 pending", "--take-over", "take_over = true", "webhook"] {
        assert!(why.contains(part), "{part} in {why}");
    }
}

#[test]
fn a_foreign_webhook_is_taken_over_once_when_told_to() {
    let mut run = Run::new(taking_over());
    run.hear(Input::Begin);
    run.hear(known());
    assert_eq!(run.hear(seen(Some(THEIRS))), [Action::Remove]);
    assert_eq!(run.hear(Input::Done), [Action::Open]);
    // It comes back while we poll: no tug of war.
    let active = SourceError::WebhookActive("Conflict".into());
    assert_eq!(run.hear(Input::Ended(Ending::Broke(active))), [Action::WakeAt(run.at(1_000))]);
    assert_eq!(run.after(1).hear(Input::Woke), [Action::Look]);
    assert!(!run.hear(seen(Some(THEIRS))).contains(&Action::Remove));
    assert!(run.failure().contains("registered again"));
}

#[test]
fn a_webhook_that_appears_while_polling_is_judged_as_at_the_start() {
    for (url, next) in [(Some(OURS), Action::Remove), (None, Action::Open)] {
        let mut run = Run::running(polling());
        let active = SourceError::WebhookActive("Conflict".into());
        run.hear(Input::Ended(Ending::Broke(active)));
        assert_eq!(run.after(1).hear(Input::Woke), [Action::Look]);
        assert_eq!(run.hear(seen(url)), [next]);
    }
}

#[test]
fn a_call_that_comes_to_nothing_is_tried_again_and_later_each_time() {
    let mut run = Run::new(polling());
    run.hear(Input::Begin);
    let trouble = |after| Input::Failed(Failure::Retry { after, why: "no connection".into() });
    assert_eq!(run.hear(trouble(None)), [Action::WakeAt(run.at(1_000))]);
    assert_eq!(run.after(1).hear(Input::Woke), [Action::Identify]);
    assert_eq!(run.hear(trouble(None)), [Action::WakeAt(run.at(3_000))]);
    assert_eq!(run.after(2).hear(Input::Woke), [Action::Identify]);
    // Not before the platform says so.
    assert_eq!(run.hear(trouble(Some(Duration::from_secs(30)))), [Action::WakeAt(run.at(33_000))]);
    assert_eq!(run.after(30).hear(Input::Woke), [Action::Identify]);
    assert_eq!(run.hear(known()), [Action::Look]);
    // An alarm that is late for its step asks nothing twice.
    assert_eq!(run.hear(Input::Woke), []);
}

#[test]
fn a_refused_credential_fails_the_bot_and_names_the_line() {
    let refused = || SourceError::Unauthorised("Unauthorized".into());
    let starts: [(Run, Input); 3] = [
        (Run::new(polling()), Input::Failed(unauthorised())),
        (Run::running(polling()), Input::Ended(Ending::Broke(refused()))),
        (Run::running(webhook()), Input::Failed(unauthorised())),
    ];
    for (mut run, input) in starts {
        run.hear(input);
        let why = run.failure();
        assert_eq!(why, "telegram refused the credential (Unauthorized): mend the `token` in line 3 of bot.toml");
    }
}

#[test]
fn what_no_other_start_mends_fails_at_once() {
    let errors = [
        SourceError::Config("no such thing".into()),
        SourceError::Taken("another consumer".into()),
        SourceError::Fatal("it is over".into()),
        SourceError::Closed,
    ];
    for error in errors {
        let mut run = Run::running(polling());
        let text = error.to_string();
        assert!(!run.hear(Input::Ended(Ending::Broke(error))).contains(&Action::Open));
        assert_eq!(run.failure(), text);
    }
}

#[test]
fn a_source_that_panics_is_started_again_five_times_in_ten_minutes() {
    let mut run = Run::running(polling());
    for tries in 0..MOST {
        let pause = 1 << tries;
        assert_eq!(run.hear(panicked()), [Action::WakeAt(run.now + Duration::from_secs(pause))]);
        assert_eq!(run.after(pause).hear(Input::Woke), [Action::Open]);
    }
    run.hear(panicked());
    assert!(run.failure().contains("more than 5 times in 10m, the last time because it panicked: boom"));
}

#[test]
fn a_source_that_panics_now_and_then_goes_on() {
    let mut run = Run::running(webhook());
    for _ in 0..3 * MOST {
        run.hear(panicked());
        assert_eq!(run.after(600).hear(Input::Woke), [Action::Open]);
        // It is registered already.
        assert_eq!(run.hear(Input::Ready), [Action::WakeAt(run.now + Duration::from_secs(60))]);
    }
}

#[test]
fn the_registration_is_looked_at_and_mended() {
    let mut run = Run::running(webhook());
    assert_eq!(run.after(60).hear(Input::Woke), [Action::Look]);
    assert_eq!(run.hear(seen(Some(OURS))), [Action::WakeAt(run.at(120_000))]);
    // Its details differ: set again, but only once, for some platforms do not tell all of them.
    let mut other = Registered::default();
    other.url = Some(OURS.into());
    assert_eq!(run.hear(Input::Seen(other.clone())), [Action::Set]);
    assert_eq!(run.hear(Input::Done), [Action::WakeAt(run.at(120_000))]);
    assert_eq!(run.hear(Input::Seen(other)), [Action::WakeAt(run.at(120_000))]);
    // It is gone: set again.
    assert_eq!(run.hear(seen(None)), [Action::Set]);
}

#[test]
fn a_foreign_registration_seen_twice_in_a_row_stands_the_bot_down() {
    let mut run = Run::running(removing());
    assert_eq!(run.after(60).hear(Input::Woke), [Action::Look]);
    assert_eq!(run.hear(seen(Some(THEIRS))), [Action::WakeAt(run.at(70_000))]);
    assert_eq!(run.after(10).hear(Input::Woke), [Action::Look]);
    let actions = run.hear(seen(Some(THEIRS)));
    // It is not ours to remove.
    assert!(!actions.contains(&Action::RemoveOurs) && !actions.contains(&Action::Set), "{actions:?}");
    assert!(run.failure().contains(THEIRS));
}

#[test]
fn a_foreign_registration_that_goes_again_is_forgotten() {
    let mut run = Run::running(webhook());
    for _ in 0..3 {
        assert_eq!(run.hear(seen(Some(THEIRS))), [Action::WakeAt(run.at(10_000))]);
        assert_eq!(run.hear(seen(Some(OURS))), [Action::WakeAt(run.at(60_000))]);
    }
}

#[test]
fn a_look_that_fails_while_running_changes_nothing() {
    let mut run = Run::running(webhook());
    let before = run.state.clone();
    let trouble = Failure::Retry { after: None, why: "no connection".into() };
    assert_eq!(run.hear(Input::Failed(trouble)), [Action::WakeAt(run.at(60_000))]);
    assert_eq!(run.state, before);
}

#[test]
fn a_stop_has_its_timeline() {
    let mut run = Run::running(polling());
    assert_eq!(run.hear(Input::Stop), [Action::Close(run.at(5_800)), Action::Cancel, Action::WakeAt(run.at(5_500))],);
    assert_eq!(run.hear(Input::Stop), [], "told already");
    assert_eq!(run.hear(Input::Woke), [Action::Abort, Action::WakeAt(run.at(8_000))]);
    assert_eq!(run.hear(Input::Ended(Ending::Returned)), [Action::AwaitHandlers]);
    assert_eq!(run.hear(Input::Drained), []);
    assert_eq!(run.state, State::Stopped);
}

#[test]
fn a_stop_ends_at_its_deadline_whatever_hangs() {
    for hangs in 0..3 {
        let mut run = Run::running(removing());
        run.hear(Input::Stop);
        let ends = [Input::Done, Input::Ended(Ending::Returned), Input::Drained];
        ends.into_iter().take(hangs).for_each(|input| drop(run.hear(input)));
        assert_eq!(run.hear(Input::Woke), [Action::Abort, Action::WakeAt(run.at(8_000))]);
        run.hear(Input::Woke);
        assert_eq!(run.state, State::Stopped);
    }
}

#[test]
fn a_short_drain_is_divided_as_a_long_one_is() {
    let mut run = Run::running(Plan { drain: Duration::from_secs(1), ..polling() });
    assert_eq!(run.hear(Input::Stop)[2], Action::WakeAt(run.at(500)));
    assert_eq!(run.hear(Input::Woke), [Action::Abort, Action::WakeAt(run.at(1_000))]);
}

#[test]
fn a_registration_goes_at_stop_only_when_told_to() {
    let mut run = Run::running(webhook());
    assert!(!run.hear(Input::Stop).contains(&Action::RemoveOurs));

    let mut run = Run::running(removing());
    assert!(run.hear(Input::Stop).contains(&Action::RemoveOurs));
    run.hear(Input::Ended(Ending::Returned));
    assert_eq!(run.hear(Input::Drained), [], "the removal is not done yet");
    assert!(matches!(run.state, State::Draining { .. }));
    assert_eq!(run.hear(Input::Done), []);
    assert_eq!(run.state, State::Stopped);

    // It was never registered by us.
    let mut run = Run::new(removing());
    run.hear(Input::Begin);
    assert!(!run.hear(Input::Stop).contains(&Action::RemoveOurs));
}

#[test]
fn a_stop_before_the_source_runs_waits_for_nobody() {
    let mut run = Run::new(polling());
    run.hear(Input::Begin);
    assert_eq!(run.hear(Input::Stop), [Action::Cancel, Action::AwaitHandlers, Action::WakeAt(run.at(5_500))]);
    assert_eq!(run.hear(known()), [], "an answer that comes too late");
    assert_eq!(run.hear(Input::Drained), []);
    assert_eq!(run.state, State::Stopped);
}

#[test]
fn a_webhook_whose_listener_is_gone_fails() {
    let mut starting = Run::new(webhook());
    starting.hear(Input::Begin);
    for mut run in [starting, Run::running(webhook())] {
        run.hear(Input::Deaf);
        assert_eq!(run.failure(), words::LISTENER_GONE);
    }
}

#[test]
fn a_second_signal_ends_at_once() {
    let mut draining = Run::running(polling());
    draining.hear(Input::Stop);
    for mut run in [Run::new(polling()), Run::running(webhook()), draining] {
        assert_eq!(run.hear(Input::StopNow), []);
        assert_eq!(run.state, State::Stopped);
        assert_eq!(run.hear(Input::Begin), [], "over is over");
    }
}

#[test]
fn no_text_shows_a_secret() {
    let mut run = Run::new(polling());
    run.hear(Input::Begin);
    run.hear(known());
    run.hear(seen(Some("https://user:pw@prod.example.org/12:abc")));
    let why = run.failure();
    assert!(why.contains("https://****@prod.example.org/****") && !why.contains("abc"), "{why}");
}

/// All that somebody else puts into words.
fn told_by_others() -> Vec<Input> {
    let why = || "no /bot12:abc/getMe here".to_owned();
    let failed = [
        Failure::Unauthorised(why()),
        Failure::Fatal(why()),
        Failure::Retry { after: None, why: why() },
        Failure::Taken(why()),
    ];
    let broke = [
        SourceError::Unauthorised(why()),
        SourceError::WebhookActive(why()),
        SourceError::Config(why()),
        SourceError::Fatal(why().into()),
    ];
    let endings = broke.map(Ending::Broke).into_iter().chain([Ending::Panicked(why())]);
    failed.map(Input::Failed).into_iter().chain(endings.map(Input::Ended)).collect()
}

#[test]
fn no_text_shows_a_secret_whoever_wrote_it() {
    let starting = || {
        let mut run = Run::new(polling());
        run.hear(Input::Begin);
        run
    };
    for begin in [starting, || Run::running(webhook())] {
        for input in told_by_others() {
            let (heard, run) = (format!("{input:?}"), begin());
            let shown = format!("{:?}", step(&run.plan, run.state, input, run.now));
            assert!(shown.contains("no /bot****/getMe here") && !shown.contains("abc"), "{heard}: {shown}");
        }
    }
}
