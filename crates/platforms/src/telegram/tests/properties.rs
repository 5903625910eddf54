//! What holds for every answer and every body, not only for those that somebody thought of.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::arbitrary::{anything, written};

fn kind() -> impl Strategy<Value = String> {
    let known = prop::sample::select(Telegram.kinds()).prop_map(str::to_owned);
    prop_oneof![4 => known, 1 => "[a-z]{1,12}\u{e9}?"]
}

/// An update with what is read of one, and more; rarely something else.
fn update() -> impl Strategy<Value = Value> {
    let id = prop_oneof![8 => (0_u64..=u64::from(u32::MAX)).prop_map(Value::from), 1 => anything()];
    let who = prop_oneof![6 => any::<i64>().prop_map(|id| json!({ "id": id, "type": "group" })), 1 => anything()];
    let text = prop_oneof![3 => ".{0,20}".prop_map(Value::from), 1 => anything()];
    let good = (id, kind(), who.clone(), who, 0_u64..4_000_000_000, text, anything()).prop_map(
        |(id, kind, chat, from, date, text, more)| {
            json!({ "update_id": id, kind: { "chat": chat, "from": from, "date": date, "text": text, "more": more } })
        },
    );
    prop_oneof![9 => good, 1 => anything()]
}

/// As Telegram writes them: the numbers rise, and what has none stands anywhere.
fn in_order(mut updates: Vec<Value>) -> Vec<Value> {
    let numbered: Vec<_> = (0..updates.len()).filter(|at| updates[*at]["update_id"].is_u64()).collect();
    let mut rising: Vec<_> = numbered.iter().map(|at| updates[*at].clone()).collect();
    rising.sort_by_key(|update| update["update_id"].as_u64());
    numbered.into_iter().zip(rising).for_each(|(at, update)| updates[at] = update);
    updates
}

proptest! {
    /// The page as it is split equals what a tree of it says, update by update and byte by byte, and each update is the
    /// same event when it is pushed.
    #[test]
    fn a_page_is_split_as_a_tree_says_and_both_doors_agree(
        updates in prop::collection::vec(update(), 0..8),
        pretty: bool,
        escaped: bool,
        between in prop::sample::select(vec![",", ",\n"]),
    ) {
        let updates = in_order(updates);
        let texts: Vec<String> = updates.iter().map(|update| written(update, pretty, escaped)).collect();
        let page = page(&mut *poll(), &format!(r#"{{"ok":true,"result":[{}]}}"#, texts.join(between)));
        prop_assert_eq!(page.items.len(), updates.len());
        for ((item, text), tree) in page.items.iter().zip(&texts).zip(&updates) {
            prop_assert_eq!(&item.draft.payload[..], text.as_bytes());
            let pushed = pushed(text);
            prop_assert_eq!(face(&item.draft), face(&pushed));
            let number = tree["update_id"].as_u64();
            prop_assert_eq!(item.after.as_ref().map(|after| after.as_str().to_owned()), number.map(|number| (number + 1).to_string()));
            if item.draft.undecodable.is_none() {
                let kind = tree.as_object().unwrap().keys().find(|key| *key != "update_id").unwrap();
                prop_assert_eq!(&*item.draft.kind, kind.as_str());
                prop_assert_eq!(&*item.draft.id, number.unwrap().to_string());
            }
        }
        let last = page.items.iter().rev().find_map(|item| item.after.clone());
        prop_assert_eq!(page.next, last);
    }

    /// Nothing that comes from outside stops the process.
    #[test]
    fn arbitrary_bytes_are_an_answer_or_a_failure(status in 200_u16..600, body in prop::collection::vec(any::<u8>(), 0..200)) {
        let answer = answer(status, body);
        let _ = poll().hear(&answer, now());
        let setup = setup();
        let _ = Telegram.registration(&setup).unwrap().read_view(&answer);
        let _ = Telegram.registration(&setup).unwrap().read_done(&answer);
        let _ = Telegram.identify(&setup).unwrap().read(&answer);
        let _ = Telegram.replies(&setup).unwrap().read(&answer);
    }

    /// What is pushed is kept, whatever it is.
    #[test]
    fn arbitrary_bytes_that_are_pushed_are_an_event(body in prop::collection::vec(any::<u8>(), 0..200)) {
        let body = bytes::Bytes::from(body);
        let parts = Parts { method: http::Method::POST, uri: "/".parse().unwrap(), headers: HeaderMap::new() };
        let verdict = webhook().body(&parts, &body, now());
        let kept = |draft: &Draft| draft.undecodable.is_some() && draft.payload == body;
        prop_assert!(matches!(&verdict, Verdict::Accept(drafts) if drafts.len() == 1 && kept(&drafts[0])), "{:?}", verdict);
    }

    /// Nor does anything in an event: whoever asks for its view or its address gets one or none.
    #[test]
    fn any_update_has_a_view_and_an_address_or_none(update in update(), content in anything(), kind in kind()) {
        for update in [update, json!({ "update_id": 1, kind: content })] {
            let event = event(&update.to_string());
            let view = Telegram.view(&setup()).message(&event);
            if let Some(read) = pushed(&update.to_string()).message {
                prop_assert_eq!(Some(*read), view, "what was read on the way is what the view says");
            }
            let _ = Telegram.replies(&setup()).unwrap().place(&event);
        }
    }

    /// A page that was cut anywhere is no page, and confirms nothing.
    #[test]
    fn half_a_page_is_no_page(updates in prop::collection::vec(update(), 1..4), cut in any::<prop::sample::Index>()) {
        let texts: Vec<String> = updates.iter().map(Value::to_string).collect();
        let whole = page_of(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        let cut = &whole.as_bytes()[..cut.index(whole.len())];
        prop_assert!(matches!(poll().hear(&answer(200, cut.to_vec()), now()), Heard::Failed(_)));
    }

    /// Whatever stands in the header, it is let in only if it is one of the secrets.
    #[test]
    fn only_the_secrets_open(given in "[a-z_-]{1,12}") {
        let mut headers = HeaderMap::new();
        headers.insert("X-Telegram-Bot-Api-Secret-Token", given.parse().unwrap());
        let parts = Parts { method: http::Method::POST, uri: "/".parse().unwrap(), headers };
        let open = given == "new-secret" || given == "old_secret";
        prop_assert_eq!(webhook().head(&parts, now()).is_ok(), open);
    }
}
