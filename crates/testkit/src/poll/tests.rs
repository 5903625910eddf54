use std::sync::{Arc, Mutex};

use pollhook_core::{Consumes, Item};

use super::*;
use crate::Feed;

const IDS: [&str; 5] = ["e0", "e1", "e2", "e3", "e4"];

fn feed_of(consumes: Consumes) -> Feed {
    let feed = Feed::new(consumes, 2);
    IDS.iter().for_each(|id| feed.tell(*id, "a"));
    feed
}

fn feed() -> Feed {
    feed_of(Consumes::ByClient)
}

fn server() -> impl FnMut(&Call) -> Answer {
    let feed = feed();
    move |call| feed.answer(call)
}

#[test]
fn the_feed_of_the_kit_conforms() {
    for consumes in [Consumes::ByClient, Consumes::OnNextFetch] {
        let server = || {
            let feed = feed_of(consumes);
            move |call: &Call| feed.answer(call)
        };
        conforms(&IDS, || feed_of(consumes).protocol(), server);
    }
}

/// A protocol with one thing wrong.
struct Wrong {
    inner: Box<dyn PollProtocol>,
    fault: Fault,
    calls: Arc<Mutex<u32>>,
    forgetful: bool,
}

impl PollProtocol for Wrong {
    fn ask(&mut self, from: Option<&Cursor>, how: Ask, now: Now) -> Call {
        let mut calls = self.calls.lock().unwrap();
        *calls += 1;
        let from = if self.forgetful && *calls == 1 { None } else { from };
        self.inner.ask(from, how, now)
    }

    fn hear(&mut self, answer: &Answer, now: Now) -> Heard {
        (self.fault)(self.inner.hear(answer, now))
    }
}

fn broken(fault: Fault, forgetful: bool) -> String {
    let make = move || -> Box<dyn PollProtocol> {
        Box::new(Wrong { inner: feed().protocol(), fault, calls: Arc::default(), forgetful })
    };
    let ended = std::panic::catch_unwind(move || conforms(&IDS, make, server));
    let panic = ended.expect_err("the suite must not pass it");
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string)).expect("a text")
}

type Fault = fn(Heard) -> Heard;

#[test]
fn wrong_protocols_are_caught() {
    let skips = |heard| match heard {
        Heard::Page(mut page) => {
            if page.items.iter().any(|item| item.draft.id == "e0") {
                page.next = Some(Cursor::from(3_u64));
            }
            Heard::Page(page)
        }
        other => other,
    };
    let swallows = |heard| match heard {
        Heard::Failed(_) => Heard::Page(Page::new(Vec::new(), None)),
        other => other,
    };
    let never_whole = |heard| match heard {
        Heard::Page(_) => Heard::Again,
        other => other,
    };
    let after_lies = |heard| match heard {
        Heard::Page(mut page) => {
            let next = page.next.clone();
            page.items.iter_mut().for_each(|item: &mut Item| item.after = next.clone());
            Heard::Page(page)
        }
        other => other,
    };
    let table: [(Fault, bool, &str); 5] = [
        (skips, false, "not read as it is"),
        (swallows, false, "was taken for"),
        (never_whole, false, "50 steps"),
        (after_lies, false, "reads another history"),
        (|heard| heard, true, "reads another history"),
    ];
    for (fault, forgetful, said) in table {
        let panic = broken(fault, forgetful);
        assert!(panic.contains(said), "{said}: {panic}");
    }
}
