//! The index finds what a plain loop over all routes would find.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use pollhook_core::{Bot, Context, Draft, Shutdown, Via, View};
use proptest::prelude::*;
use serde_json::json;

use super::Index;
use crate::filter::{
    Filter, Scope, any_press, command, edited, joined, kind, message, photo, press, text_is, text_where,
};
use crate::tests::{Words, bot, event, said};

const KINDS: [&str; 5] = ["message", "edited", "press", "joined", "opened"];
const COMMANDS: [&str; 3] = ["start", "menu", "help"];

/// A filter as the app holds it.
#[derive(Clone)]
struct Shared(Arc<dyn Filter>);

impl Shared {
    fn new(filter: impl Filter) -> Self {
        Self(Arc::new(filter))
    }
}

impl Filter for Shared {
    fn matches(&self, cx: &Context) -> bool {
        self.0.matches(cx)
    }

    fn scope(&self, view: &dyn View) -> Scope {
        self.0.scope(view)
    }
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.scope(&Words).fmt(f)
    }
}

fn leaf() -> impl Strategy<Value = Shared> {
    prop_oneof![
        (0..5_usize).prop_map(|at| Shared::new(kind(KINDS[at]))),
        (0..3_usize).prop_map(|at| Shared::new(command(COMMANDS[at]))),
        (0..3_usize).prop_map(|at| Shared::new(command(COMMANDS[at]).with_args())),
        Just(Shared::new(message())),
        Just(Shared::new(edited())),
        Just(Shared::new(joined())),
        Just(Shared::new(photo())),
        Just(Shared::new(any_press())),
        Just(Shared::new(press("buy:{item}"))),
        Just(Shared::new(text_is("HI"))),
        Just(Shared::new(text_where(|text| text.ends_with("now")))),
        any::<bool>().prop_map(|odd| Shared::new(move |cx: &Context| cx.event().id().len() % 2 == usize::from(odd))),
    ]
}

fn filter() -> impl Strategy<Value = Shared> {
    leaf().prop_recursive(3, 8, 2, |inner| {
        let pair = (inner.clone(), inner.clone());
        prop_oneof![
            pair.clone().prop_map(|(a, b)| Shared::new(a.and(b))),
            pair.prop_map(|(a, b)| Shared::new(a.or(b))),
            inner.clone().prop_map(|a| Shared::new(a.not())),
            inner.clone().prop_map(|a| Shared::new(a.group())),
            inner.clone().prop_map(|a| Shared::new(a.private().with_text())),
            inner.clone().prop_map(|a| Shared::new(a.from("bob"))),
            inner.clone().prop_map(|a| Shared::new(a.chat(-7))),
            inner.prop_map(|a| Shared::new(a.mentioned())),
        ]
    })
}

fn draft() -> impl Strategy<Value = Draft> {
    let text = prop_oneof![
        Just("hi".to_owned()),
        (0..3_usize).prop_map(|at| format!("/{}", COMMANDS[at])),
        (0..3_usize).prop_map(|at| format!("/{} now", COMMANDS[at])),
        (0..3_usize).prop_map(|at| format!("/{}@other_bot", COMMANDS[at])),
        (0..3_usize).prop_map(|at| format!("/{}@words_bot", COMMANDS[at])),
        Just("/unheard_of".to_owned()),
    ];
    let more = prop_oneof![
        Just(json!({})),
        Just(json!({"chat": "group"})),
        Just(json!({"from": "bob", "media": "photo"})),
        Just(json!({"from": "me", "data": "buy:soup"})),
        Just(json!({"data": "buy:soup", "who": "bob", "chat": "group"})),
    ];
    ("[ab]{1,2}", 0..6_usize, text, more).prop_map(|(id, at, text, mut payload)| {
        payload["text"] = text.into();
        let mut draft = Draft::new(id, "message", payload.to_string());
        draft.kind = KINDS.get(at).copied().unwrap_or("unheard_of").into();
        draft
    })
}

fn context(bot: &Arc<Bot>, draft: Draft) -> Context {
    Context::new(event(draft, Via::Polling), Arc::clone(bot), 1, None, Shutdown::pair().1)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn the_first_match_is_that_of_a_plain_loop(
        filters in proptest::collection::vec(filter(), 0..12),
        drafts in proptest::collection::vec(draft(), 1..8),
    ) {
        let scopes: Vec<_> = filters.iter().map(|filter| filter.scope(&Words)).collect();
        let (index, bot) = (Index::new(&scopes, &[]), Arc::new(bot()));
        for draft in drafts {
            let cx = context(&bot, draft);
            let looped = filters.iter().position(|filter| filter.matches(&cx));
            let indexed = index.candidates(&cx).find(|&route| filters[route].matches(&cx));
            prop_assert_eq!(indexed, looped);
            prop_assert!(looped.is_none() || !index.of(cx.event().kind()).is_empty());
            prop_assert!(index.candidates(&cx).is_sorted());
        }
    }
}

#[test]
fn a_thousand_routes_cost_as_much_as_ten() {
    struct Counted<F>(F, Arc<AtomicUsize>);
    impl<F: Filter> Filter for Counted<F> {
        fn matches(&self, cx: &Context) -> bool {
            self.1.fetch_add(1, Relaxed);
            self.0.matches(cx)
        }

        fn scope(&self, view: &dyn View) -> Scope {
            self.0.scope(view)
        }
    }
    let asked = Arc::new(AtomicUsize::new(0));
    let mut filters: Vec<Box<dyn Filter>> = Vec::new();
    for n in 0..500 {
        filters.push(Box::new(Counted(command(format!("c{n}")), Arc::clone(&asked))));
        filters.push(Box::new(Counted(kind(format!("k{n}")), Arc::clone(&asked))));
    }
    let index = Index::new(&filters.iter().map(|filter| filter.scope(&Words)).collect::<Vec<_>>(), &[]);
    let bot = Arc::new(bot());
    let mut other = said(2, "hi");
    other.kind = "k7".into();
    for (draft, expected) in [(said(1, "/c499"), Some(998)), (other, Some(15)), (said(3, "hi"), None)] {
        let cx = context(&bot, draft);
        assert_eq!(index.candidates(&cx).find(|&route| filters[route].matches(&cx)), expected);
    }
    assert_eq!(asked.load(Relaxed), 2, "only those that matched were asked at all");
}
