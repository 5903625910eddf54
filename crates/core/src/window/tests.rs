use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::{Reason, ReasonKind};

fn cursor(text: impl std::fmt::Display) -> Cursor {
    Cursor::new(text.to_string()).unwrap()
}

fn rejected() -> Outcome {
    Outcome::Rejected(Reason::new(ReasonKind::Failed, ""))
}

/// What a window should say, told as slowly and as plainly as possible: everything is kept, everything is walked.
#[derive(Debug, Default)]
struct Model {
    pages: Vec<ModelPage>,
    handed_back: bool,
    committed: Option<Cursor>,
}

#[derive(Debug)]
struct ModelPage {
    first: u32,
    items: Vec<(Option<Cursor>, Option<Outcome>)>,
    next: Option<Cursor>,
}

impl Model {
    fn settle(&mut self, at: u32, outcome: &Outcome) {
        for page in &mut self.pages {
            for (index, (_, ended)) in page.items.iter_mut().enumerate() {
                if page.first.wrapping_add(index as u32) == at && ended.is_none() {
                    *ended = Some(outcome.clone());
                    self.handed_back |= matches!(outcome, Outcome::Retry(_));
                }
            }
        }
        self.walk();
    }

    fn walk(&mut self) {
        for page in &self.pages {
            for (after, ended) in &page.items {
                match ended {
                    Some(Outcome::Accepted(_) | Outcome::Rejected(_)) => {
                        if let Some(after) = after {
                            self.committed = Some(after.clone());
                        }
                    }
                    _ => return,
                }
            }
            if let Some(next) = &page.next {
                self.committed = Some(next.clone());
            }
        }
    }

    fn unsettled(&self) -> usize {
        self.pages.iter().flat_map(|page| &page.items).filter(|(_, ended)| ended.is_none()).count()
    }
}

#[derive(Clone, Debug)]
enum Step {
    /// A page of so many items; whether each has a cursor of its own, and whether the page has one.
    Open {
        items: usize,
        each: bool,
        whole: bool,
    },
    /// Settles the nth unsettled item, counted around; 0 accepts, 1 rejects, 2 hands back.
    Settle {
        nth: usize,
        how: u8,
    },
    /// Settles one that was settled before: it must change nothing.
    Again {
        nth: usize,
    },
    Take,
    Rewind,
    /// The process is killed: what was taken is all that is left.
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..6usize, any::<bool>(), any::<bool>()).prop_map(|(items, each, whole)| Step::Open { items, each, whole }),
        12 => (0..64usize, prop_oneof![6 => Just(0u8), 2 => Just(1), 1 => Just(2)])
            .prop_map(|(nth, how)| Step::Settle { nth, how }),
        1 => (0..64usize).prop_map(|nth| Step::Again { nth }),
        3 => Just(Step::Take),
        1 => Just(Step::Rewind),
        1 => Just(Step::Restart),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, ..ProptestConfig::default() })]

    /// Thousands of histories: pages, settlements in any order, hand-backs, rewinds, restarts, and places that wrap.
    #[test]
    fn a_window_commits_what_the_plain_model_commits(
        start in prop_oneof![Just(0u32), Just(u32::MAX - 3)],
        steps in proptest::collection::vec(step(), 1..120),
    ) {
        let (mut window, mut model) = (Window { first: start, ..Window::default() }, Model::default());
        let (mut taken, mut ids) = (None, 0u32);
        let (mut open, mut closed): (Vec<u32>, Vec<u32>) = Default::default();
        for step in steps {
            match step {
                Step::Open { items, each, whole } => {
                    let page: Vec<_> = (0..items).map(|_| { ids += 1; (ids, each.then(|| cursor(ids))) }).collect();
                    // A platform without cursors of its own for items has one for the page.
                    let next = (whole || !each).then(|| { ids += 1; cursor(ids) });
                    let named = page.iter().map(|(id, after)| (EventId::from(id.to_string()), after.clone()));
                    let first = window.open(named, next.clone(), items);
                    open.extend((0..items as u32).map(|index| first.wrapping_add(index)));
                    let items = page.into_iter().map(|(_, after)| (after, None)).collect();
                    model.pages.push(ModelPage { first, items, next });
                    model.walk();
                }
                Step::Settle { nth, how } if !open.is_empty() => {
                    let at = open.remove(nth % open.len());
                    closed.push(at);
                    let outcome = match how { 0 => Outcome::Accepted(None), 1 => rejected(), _ => Outcome::Retry(None) };
                    let before = model.committed.clone();
                    let wake = window.settle(at, &outcome);
                    model.settle(at, &outcome);
                    let news = model.committed != before || how == 2 || model.unsettled() == 0;
                    prop_assert_eq!(wake, news, "wakes exactly when there is something to do");
                }
                Step::Again { nth } if !closed.is_empty() => {
                    prop_assert!(!window.settle(closed[nth % closed.len()], &Outcome::Retry(None)));
                }
                Step::Take => taken = window.take_commit().or(taken),
                Step::Rewind if open.is_empty() => {
                    window.rewind();
                    model.pages.clear();
                    model.handed_back = false;
                }
                Step::Restart => {
                    (window, model) = (Window::default(), Model { committed: taken.clone(), ..Model::default() });
                    (open, closed) = Default::default();
                }
                _ => {}
            }
            prop_assert_eq!(window.commit.clone().or(taken.clone()), model.committed.clone());
            prop_assert_eq!(window.unsettled(), model.unsettled());
            prop_assert_eq!(window.handed_back().is_some(), model.handed_back);
        }
    }
}

#[test]
fn an_empty_page_commits_in_its_turn() {
    let mut window = Window::default();
    let first = window.open([("1".into(), None)], Some(cursor("a")), 10);
    window.open([], Some(cursor("gap")), 0);
    assert_eq!(window.take_commit(), None, "the gap lies behind an unsettled page");
    assert_eq!(window.pinned(), (1, 10), "it joined the page before it");
    assert!(window.settle(first, &Outcome::Accepted(None)));
    assert_eq!(window.take_commit(), Some(cursor("gap")));
    assert_eq!(window.pinned(), (0, 0));
}

#[test]
fn the_longest_pause_that_was_asked_for_is_told() {
    let mut window = Window::default();
    let first = window.open((0..3).map(|id| (EventId::from(id.to_string()), None)), Some(cursor("a")), 0);
    let pause = |secs| Outcome::Retry(Some(Duration::from_secs(secs)));
    assert!(window.settle(first + 1, &pause(5)));
    assert!(window.settle(first + 2, &pause(2)));
    assert!(window.settle(first, &Outcome::Retry(None)));
    assert_eq!(window.handed_back(), Some(Some(Duration::from_secs(5))));
}

#[test]
fn it_names_what_it_waits_for() {
    let mut window = Window::default();
    let first = window.open([("1".into(), None), ("2".into(), None)], Some(cursor("a")), 0);
    let _ = window.settle(first, &Outcome::Accepted(None));
    assert_eq!(window.waits_for(), Some(&"2".into()));
    assert!(window.holds(&"2".into()) && !window.holds(&"3".into()));
}

#[test]
fn what_lies_in_the_window_can_be_asked() {
    let mut window = Window::default();
    let first = window.open([("1".into(), Some(cursor(1))), ("2".into(), None)], Some(cursor(2)), 10);
    let _empty = window.open([], Some(cursor(3)), 5);
    assert_eq!(window.pinned(), (1, 15), "a page without items joins the one before it");
    assert_eq!(window.ids().map(EventId::as_str).collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!((window.uncommitted(), window.has_commit()), (2, false));
    assert!(window.settle(first, &Outcome::Accepted(None)));
    assert_eq!((window.uncommitted(), window.has_commit()), (1, true));
    assert_eq!(window.take_commit(), Some(cursor(1)));
    assert!(!window.has_commit(), "it was taken");
}
