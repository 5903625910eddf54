//! What every poll protocol must do, whatever its platform.
//!
//! The suite plays the poller against a server of the author's: recorded answers, or a small imitation. It needs a
//! history of at least three events over at least two pages, the same for each server that is made, and its ids.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::{HeaderMap, StatusCode};
use pollhook_core::{Answer, Ask, Call, Cursor, Heard, Now, Page, PollProtocol};

use crate::TestClock;

/// Checks that a protocol reads just these events from a server, in this order and from wherever it begins. `server`
/// makes one with the same history each time, nothing of it consumed.
///
/// # Panics
/// With the promise that was broken.
pub fn conforms<S>(ids: &[&str], protocol: impl Fn() -> Box<dyn PollProtocol>, server: impl Fn() -> S)
where
    S: FnMut(&Call) -> Answer,
{
    let whole = walk(&mut *protocol(), &mut server(), None);
    assert_eq!(whole.ids(), ids, "the history was not read as it is");
    assert!(ids.len() >= 3 && whole.pages.len() >= 2, "the history is too short to show anything");
    held_questions_have_time(&mut *protocol());
    the_same_answers_mean_the_same(&whole, &walk(&mut *protocol(), &mut server(), None));
    sessions_are_rebuilt_from_a_cursor(&whole, &protocol, &server);
    an_abandoned_question_changes_nothing(&whole, &protocol, &server);
    nonsense_moves_no_cursor(&whole, &protocol, &server);
}

/// A history as a protocol read it.
struct Walk {
    pages: Vec<Page>,
}

impl Walk {
    fn ids(&self) -> Vec<String> {
        self.items().map(|(id, _)| id).collect()
    }

    /// Each event with the cursor that confirms up to it, if it has one.
    fn items(&self) -> impl Iterator<Item = (String, Option<&Cursor>)> {
        self.pages.iter().flat_map(|page| &page.items).map(|item| (item.draft.id.to_string(), item.after.as_ref()))
    }

    /// Every cursor, and how many events lie before it.
    fn cursors(&self) -> Vec<(Cursor, usize)> {
        let mut before = 0;
        let mut cursors = Vec::new();
        for page in &self.pages {
            let items = page.items.iter().zip(before + 1..);
            cursors.extend(items.filter_map(|(item, upto)| Some((item.after.clone()?, upto))));
            before += page.items.len();
            cursors.extend(page.next.clone().map(|next| (next, before)));
        }
        cursors
    }
}

/// Polls until there is nothing more.
fn walk(protocol: &mut dyn PollProtocol, server: &mut impl FnMut(&Call) -> Answer, from: Option<Cursor>) -> Walk {
    let (mut from, mut pages) = (from, Vec::new());
    for _ in 0..1_000 {
        let page = match page(protocol, server, from.as_ref()) {
            Heard::Page(page) => page,
            other => panic!("a good answer means {other:?}"),
        };
        if page.items.is_empty() {
            return Walk { pages };
        }
        from = page.next.clone().or(from);
        pages.push(page);
    }
    panic!("the history does not end: a page's `next` leads nowhere")
}

/// One page, in as many steps as it takes.
fn page(protocol: &mut dyn PollProtocol, server: &mut impl FnMut(&Call) -> Answer, from: Option<&Cursor>) -> Heard {
    for _ in 0..50 {
        let answer = server(&protocol.ask(from, Ask::Look, now()));
        match protocol.hear(&answer, now()) {
            Heard::Again => {}
            heard => return heard,
        }
    }
    panic!("a page takes more than 50 steps")
}

fn held_questions_have_time(protocol: &mut dyn PollProtocol) {
    let hold = Duration::from_secs(20);
    let call = protocol.ask(None, Ask::Hold(hold), now());
    assert!(
        call.deadline > hold,
        "a question that is held for {hold:?} must not be given up after {:?}",
        call.deadline
    );
}

fn the_same_answers_mean_the_same(one: &Walk, other: &Walk) {
    let told = |walk: &Walk| format!("{:?}", walk.pages);
    assert_eq!(told(one), told(other), "the same answers were read in two ways: a protocol is pure");
}

fn sessions_are_rebuilt_from_a_cursor<S: FnMut(&Call) -> Answer>(
    whole: &Walk,
    protocol: &impl Fn() -> Box<dyn PollProtocol>,
    server: &impl Fn() -> S,
) {
    for (cursor, before) in whole.cursors() {
        let rest = walk(&mut *protocol(), &mut server(), Some(cursor.clone()));
        assert_eq!(rest.ids(), whole.ids()[before..], "a new protocol that begins at {cursor} reads another history");
    }
}

fn an_abandoned_question_changes_nothing<S: FnMut(&Call) -> Answer>(
    whole: &Walk,
    protocol: &impl Fn() -> Box<dyn PollProtocol>,
    server: &impl Fn() -> S,
) {
    let mut protocol = protocol();
    drop(protocol.ask(None, Ask::Hold(Duration::from_secs(1)), now()));
    assert_eq!(
        walk(&mut *protocol, &mut server(), None).ids(),
        whole.ids(),
        "a question without an answer was counted"
    );
}

fn nonsense_moves_no_cursor<S: FnMut(&Call) -> Answer>(
    whole: &Walk,
    protocol: &impl Fn() -> Box<dyn PollProtocol>,
    server: &impl Fn() -> S,
) {
    let nonsense = [(200, "<html>Be right back</html>"), (200, ""), (502, "Bad Gateway"), (200, "{\"ok\":tr")];
    for (status, text) in nonsense {
        let (mut protocol, mut server) = (protocol(), server());
        protocol.ask(None, Ask::Look, now());
        let status = StatusCode::from_u16(status).expect("a status");
        let heard = protocol.hear(&Answer::new(status, HeaderMap::new(), text), now());
        assert!(matches!(heard, Heard::Failed(_)), "{status} with {text:?} was taken for {heard:?}");
        assert_eq!(walk(&mut *protocol, &mut server, None).ids(), whole.ids(), "after {status} with {text:?}");
    }
}

/// Always the same moment: what a protocol does must not hang on how fast the suite runs.
pub(crate) fn now() -> Now {
    let wall: SystemTime = UNIX_EPOCH + TestClock::START;
    Now { at: moment(), wall }
}

fn moment() -> std::time::Instant {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    *START.get_or_init(std::time::Instant::now)
}

#[cfg(test)]
mod tests;
