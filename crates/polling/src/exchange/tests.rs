//! What a question without an answer means.

use pollhook_core::{Auth, Now, Stats};
use pollhook_testkit::{Reply, ScriptedHttp, TestClock};

use super::*;

/// A server that holds questions for a minute, whatever it is asked.
struct HoldsAMinute;

const MINUTE: Duration = Duration::from_secs(60);

impl PollProtocol for HoldsAMinute {
    fn ask(&mut self, _from: Option<&Cursor>, _how: Ask, _now: Now) -> Call {
        Call::get("https://api.example.org/", Auth::None)
    }

    fn hear(&mut self, _answer: &Answer, _now: Now) -> Heard {
        Heard::Again
    }

    fn silence_is_an_answer(&self, how: Ask) -> bool {
        !matches!(how, Ask::Hold(hold) if hold >= MINUTE)
    }
}

#[tokio::test(start_paused = true)]
async fn silence_is_an_empty_page_only_where_the_server_was_not_given_its_time() {
    use HttpErrorKind::{Connect, Cut, Timeout};
    let rows = [
        (Ask::Look, Reply::Fail(Timeout), true),
        (Ask::Hold(MINUTE / 2), Reply::Fail(Timeout), true),
        // The same from an HTTP client that forgets its own deadline.
        (Ask::Look, Reply::Hang, true),
        (Ask::Hold(MINUTE), Reply::Fail(Timeout), false),
        (Ask::Look, Reply::Fail(Connect), false),
        (Ask::Look, Reply::Fail(Cut), false),
    ];
    for (how, reply, quiet) in rows {
        let what = format!("{how:?} {reply:?}");
        let (clock, stats) = (TestClock::new(), Stats::default());
        let mut exchange = Exchange::new(Box::new(HoldsAMinute), Arc::new(ScriptedHttp::new([reply])));
        let fetched = exchange.fetch(None, how, Desk { clock: &clock, stats: &stats }).await;
        assert_eq!(fetched.is_ok(), quiet, "{what}");
        assert_eq!(stats.get(Count::FailedPolls), u64::from(!quiet), "{what}");
        if let Ok(fetched) = fetched {
            assert!(fetched.page.items.is_empty() && fetched.page.next.is_none() && fetched.bytes == 0, "{what}");
        }
    }
}
