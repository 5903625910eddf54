//! Lanes against a naive model: one list of all that waits.

use std::collections::HashSet;

use pollhook_core::{Key, Via};
use proptest::prelude::*;

use super::{Entered, Epoch, Lanes, Terms};

#[derive(Clone, Debug)]
enum Op {
    Enter { key: u8, in_epoch: bool, bounded: bool },
    Next { key: u8 },
    HandBack { key: u8, refused: usize },
    Rewind,
}

fn op() -> impl Strategy<Value = Op> {
    let key = || 0..4_u8;
    prop_oneof![
        6 => (key(), any::<bool>(), any::<bool>()).prop_map(|(key, in_epoch, bounded)| Op::Enter { key, in_epoch, bounded }),
        4 => key().prop_map(|key| Op::Next { key }),
        1 => (key(), 0..3_usize).prop_map(|(key, refused)| Op::HandBack { key, refused }),
        1 => Just(Op::Rewind),
    ]
}

/// All that was let in and is not done, oldest first; the first of each key is its head.
#[derive(Default)]
struct Model {
    items: Vec<(u8, u32)>,
    refused: HashSet<u8>,
    epoch: u32,
}

impl Model {
    fn of(&self, key: u8) -> Vec<u32> {
        self.items.iter().filter(|(k, _)| *k == key).map(|&(_, item)| item).collect()
    }

    fn enter(&mut self, key: u8, item: u32, in_epoch: bool, bounded: bool) -> Entered<u32> {
        let waiting = self.of(key).len();
        if in_epoch && self.refused.contains(&key) {
            return Entered::Refused(item);
        }
        if bounded && waiting > BOUND {
            if in_epoch {
                self.refused.insert(key);
            }
            return Entered::Full(item);
        }
        self.items.push((key, item));
        if waiting == 0 { Entered::Head(item) } else { Entered::Queued }
    }
}

const BOUND: usize = 2;

fn name(key: u8) -> Key {
    key.to_string().into()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn lanes_do_what_one_list_would(ops in proptest::collection::vec(op(), 0..80)) {
        let (mut lanes, mut model) = (Lanes::<u32>::default(), Model::default());
        for (item, op) in (0..).zip(ops) {
            let epoch = Epoch { via: Via::Polling, number: model.epoch };
            match op {
                Op::Enter { key, in_epoch, bounded } => {
                    let terms = Terms { epoch: in_epoch.then_some(epoch), bound: bounded.then_some(BOUND) };
                    prop_assert_eq!(lanes.enter(&name(key), terms, item), model.enter(key, item, in_epoch, bounded));
                }
                Op::Next { key } => {
                    // Only whoever has a head may ask for the next.
                    let Some(&head) = model.of(key).first() else { continue };
                    model.items.retain(|&(_, item)| item != head);
                    prop_assert_eq!(lanes.next(&name(key)), model.of(key).first().copied());
                }
                Op::HandBack { key, refused } => {
                    let waiting = model.of(key);
                    let Some((head, behind)) = waiting.split_first() else { continue };
                    let taken = lanes.retreat(&name(key), Some(epoch));
                    prop_assert_eq!(Vec::from_iter(taken.iter().copied()), behind);
                    // Some of them nobody would bring again: they stay.
                    let stays = taken.into_iter().rev().take(refused).rev().collect();
                    lanes.restore(&name(key), stays);
                    model.items.retain(|&(_, item)| {
                        item != *head && behind.iter().rev().skip(refused).all(|gone| *gone != item)
                    });
                    model.refused.insert(key);
                    prop_assert_eq!(lanes.next(&name(key)), model.of(key).first().copied());
                }
                Op::Rewind => {
                    model.epoch += 1;
                    model.refused.clear();
                }
            }
            let active: HashSet<_> = model.items.iter().map(|(key, _)| key).collect();
            prop_assert_eq!(lanes.busy(), active.len(), "memory is proportional to active keys");
        }
    }
}

#[test]
fn what_was_put_back_comes_before_what_came_since() {
    let mut lanes = Lanes::default();
    let key = name(1);
    for item in 0..3 {
        lanes.enter(&key, Terms::default(), item);
    }
    let behind = lanes.retreat(&key, None);
    lanes.enter(&key, Terms::default(), 3);
    lanes.restore(&key, behind);
    assert_eq!(std::iter::from_fn(|| lanes.next(&key)).collect::<Vec<_>>(), [1, 2, 3]);
}

#[test]
fn ways_have_epochs_of_their_own() {
    let mut lanes = Lanes::default();
    let key = name(1);
    let terms = |via, number| Terms { epoch: Some(Epoch { via, number }), bound: None };
    assert_eq!(lanes.enter(&key, terms(Via::Polling, 0), 0), Entered::Head(0));
    lanes.retreat(&key, Some(Epoch { via: Via::Polling, number: 0 }));
    lanes.next(&key);
    assert_eq!(lanes.enter(&key, terms(Via::Source, 0), 1), Entered::Head(1));
    assert_eq!(lanes.enter(&key, terms(Via::Polling, 0), 2), Entered::Refused(2));
    assert_eq!(lanes.enter(&key, terms(Via::Polling, 1), 3), Entered::Queued);
}

#[test]
fn an_abandoned_lane_gives_up_all_that_waits() {
    let mut lanes = Lanes::default();
    let key = name(1);
    lanes.enter(&key, Terms::default(), 0);
    lanes.enter(&key, Terms::default(), 1);
    assert_eq!(lanes.abandon(&key), [1]);
    assert_eq!(lanes.busy(), 0);
}
