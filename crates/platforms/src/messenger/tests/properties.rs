//! What holds for every body, not only for those that somebody thought of.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::arbitrary::{anything, written};

/// An item with what is read of one, and more; rarely something else.
fn some_item() -> impl Strategy<Value = Value> {
    let name = prop_oneof![
        6 => prop::sample::select(&["message", "postback", "read", "delivery", "reaction", "optin", "referral"][..])
            .prop_map(str::to_owned),
        1 => "[a-z_]{1,10}",
    ];
    let party = prop_oneof![6 => "[0-9]{1,16}".prop_map(|id| json!({ "id": id })), 1 => anything()];
    let mid = prop_oneof![6 => "m_[A-Za-z0-9_-]{1,30}".prop_map(Value::from), 1 => anything()];
    let good = (name, party.clone(), party, 0_u64..4_000_000_000_000, mid, any::<bool>(), ".{0,20}", anything())
        .prop_map(|(name, from, to, time, mid, echo, text, more)| {
            let content = json!({ "mid": mid, "is_echo": echo, "text": text, "more": more });
            json!({ "sender": from, "recipient": to, "timestamp": time, name: content })
        });
    prop_oneof![9 => good, 1 => anything()]
}

/// An entry with its lists in any order, since keys are sorted; rarely something else.
fn some_entry() -> impl Strategy<Value = Value> {
    let list = prop_oneof![5 => prop::collection::vec(some_item(), 0..4).prop_map(Value::from), 1 => anything()];
    let lists = prop::collection::btree_map(prop::sample::select(&["messaging", "standby", "changes"][..]), list, 0..3);
    let good = ("[0-9]{1,16}", 0_u64..4_000_000_000_000, lists, anything()).prop_map(|(id, time, lists, more)| {
        let mut entry = json!({ "id": id, "time": time, "more": more });
        for (name, list) in lists {
            entry[name] = list;
        }
        entry
    });
    prop_oneof![9 => good, 1 => anything()]
}

/// The documents of a push, as a tree says: each item for itself, in the order of the keys.
fn expected(entries: &[Value]) -> Vec<Value> {
    entries.iter().flat_map(of_entry).map(|entry| json!({ "object": "page", "entry": [entry] })).collect()
}

fn of_entry(entry: &Value) -> Vec<Value> {
    let names: Vec<&str> =
        ["changes", "messaging", "standby"].into_iter().filter(|name| !entry[*name].is_null()).collect();
    let readable = entry["id"].is_string() && entry["time"].is_u64();
    if !readable || names.is_empty() || names.iter().any(|name| !entry[*name].is_array()) {
        return vec![entry.clone()];
    }
    let mut all = Vec::new();
    for name in &names {
        for item in entry[*name].as_array().unwrap() {
            let mut alone = entry.clone();
            for other in &names {
                alone[*other] = json!([]);
            }
            alone[*name] = json!([item]);
            all.push(alone);
        }
    }
    all
}

proptest! {
    /// A push is split as a tree of it says, and each document is the same event when it is pushed alone.
    #[test]
    fn a_push_is_split_as_a_tree_says(
        entries in prop::collection::vec(some_entry(), 1..4),
        pretty: bool,
        escaped: bool,
    ) {
        // Objects that hold nothing of an entry are told apart by the tree only.
        let strange = |entry: &Value| entry.is_object() && (entry.get("id").is_none() || entry.get("time").is_none());
        prop_assume!(!entries.iter().any(strange));
        let body = written(&json!({ "object": "page", "entry": entries }), pretty, escaped);
        // As they are read back: a float may come back as its neighbour.
        let read: Value = serde_json::from_str(&body).unwrap();
        let expected = expected(read["entry"].as_array().unwrap());
        prop_assume!(!expected.is_empty());
        let drafts = pushed(body.clone());
        let documents: Vec<Value> = drafts.iter().map(|draft| serde_json::from_slice(&draft.payload).unwrap()).collect();
        prop_assert_eq!(documents, expected);
        for (one, again) in drafts.iter().zip(pushed(body)) {
            prop_assert_eq!(face(one), face(&again), "the same in each redelivery");
            let alone = pushed(one.payload.clone());
            prop_assert_eq!(alone.len(), 1);
            prop_assert_eq!(face(one), face(&alone[0]), "and in each batch");
        }
    }

    /// What is between an item's braces comes through byte by byte.
    #[test]
    fn an_item_is_kept_as_it_was_written(items in prop::collection::vec(some_item(), 1..5), pretty: bool, escaped: bool) {
        let texts: Vec<String> = items.iter().map(|item| written(item, pretty, escaped)).collect();
        let drafts = pushed(push(&texts.iter().map(String::as_str).collect::<Vec<_>>()));
        prop_assert_eq!(drafts.len(), texts.len());
        for (draft, text) in drafts.iter().zip(&texts) {
            prop_assert_eq!(&draft.payload, &Bytes::from(push(&[text.as_str()])));
        }
    }

    /// Nothing that comes from outside stops the process, and nothing that was signed goes unseen.
    #[test]
    fn arbitrary_bytes_are_kept(body in prop::collection::vec(any::<u8>(), 0..200)) {
        let drafts = pushed(body.clone());
        prop_assert_eq!(drafts.len(), 1);
        prop_assert_eq!(&drafts[0].payload[..], &body[..]);
        prop_assert!(drafts[0].undecodable.is_some());
    }

    #[test]
    fn any_document_is_heard(entry in anything(), object in prop_oneof![Just(json!("page")), anything()]) {
        let body = Bytes::from(json!({ "object": object, "entry": entry }).to_string());
        let verdict = webhook().body(&signed(&body), &body, now());
        let heard = matches!(&verdict, Verdict::Accept(drafts) if !drafts.is_empty());
        let empty = matches!(&verdict, Verdict::Respond(answer) if answer.status == 200);
        prop_assert!(heard || (empty && object == "page"), "{:?}", verdict);
    }

    /// Whoever asks for an event's view or its address gets one or none.
    #[test]
    fn any_event_has_a_view_and_an_address_or_none(item in some_item(), content in anything()) {
        let messenger = Messenger::new();
        for item in [item, json!({ "message": content }), json!({ "postback": content, "sender": { "id": "1" } })] {
            let event = event(&push(&[&item.to_string()]));
            let _ = messenger.view(&setup()).message(&event);
            let _ = messenger.replies(&setup()).unwrap().place(&event);
        }
    }

    #[test]
    fn any_answer_is_a_result_or_a_failure(status in 200_u16..600, body in prop::collection::vec(any::<u8>(), 0..200), tree in anything()) {
        for body in [body, tree.to_string().into_bytes(), json!({ "error": tree }).to_string().into_bytes()] {
            let answer = answer(status, body);
            let _ = Messenger::new().identify(&setup()).unwrap().read(&answer);
            let _ = Messenger::new().replies(&setup()).unwrap().read(&answer);
        }
    }

    /// Whatever a query holds, only the verify token gets the challenge back.
    #[test]
    fn no_query_but_the_right_one_is_answered(token in ".{0,12}", challenge in ".{0,12}") {
        let query: String = form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("hub.mode", "subscribe"), ("hub.verify_token", &token), ("hub.challenge", &challenge)])
            .finish();
        let uri = format!("/hook?{query}").parse().unwrap();
        let parts = Parts { method: Method::GET, uri, headers: HeaderMap::new() };
        prop_assert!(webhook().head(&parts, now()).is_err());
    }
}
