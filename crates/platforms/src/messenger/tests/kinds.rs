//! Every kind: id, key, time, and whether the page did it itself.

use super::*;

/// Kind, who sent it, what the item holds, and its id.
type Row = (&'static str, &'static str, &'static str, &'static str);

/// Ids are kept in stores, so they may never change.
const ROWS: &[Row] = &[
    ("message", PERSON, r#""message":{"mid":"m_AbC-1","text":"hi"}"#, "m_AbC-1"),
    ("message", PERSON, r#""message":{"mid":"m_2","quick_reply":{"payload":"p"}}"#, "m_2"),
    ("message", PERSON, r#""message":{"mid":"m_3","is_echo":false}"#, "m_3"),
    ("message", PERSON, r#""message":{"text":"without a name"}"#, "message:849eeb347a24a4f1"),
    ("echo", PAGE, r#""message":{"mid":"m_1","is_echo":true,"app_id":7,"text":"hi"}"#, "echo:m_1"),
    ("postback", PERSON, r#""postback":{"mid":"m_4","title":"Go","payload":"p"}"#, "postback:m_4"),
    ("postback", PERSON, r#""postback":{"title":"Go","payload":"p"}"#, "postback:9db301fe1b5229be"),
    ("read", PERSON, r#""read":{"watermark":1700000000000}"#, "read:66c40ea6f479386f"),
    ("delivery", PERSON, r#""delivery":{"mids":["m_1"],"watermark":1700000000000}"#, "delivery:896463e1cb452e69"),
    (
        "reaction",
        PERSON,
        r#""reaction":{"reaction":"love","emoji":"x","action":"react","mid":"m_1"}"#,
        "reaction:7d622439e4227e77",
    ),
    ("optin", PERSON, r#""optin":{"type":"one_time_notif_req","payload":"p"}"#, "optin:7ae7d4cfb4826571"),
    (
        "referral",
        PERSON,
        r#""referral":{"ref":"r","source":"SHORTLINK","type":"OPEN_THREAD"}"#,
        "referral:4dbeeba93f9b9bfb",
    ),
    // Younger than this crate.
    (
        "message_edit",
        PERSON,
        r#""message_edit":{"mid":"m_1","text":"x","num_edit":1}"#,
        "message_edit:081c5b8145ff1f15",
    ),
];

#[test]
fn every_kind_has_its_id_key_and_time() {
    for (kind, from, more, id) in ROWS {
        let to = if *from == PAGE { PERSON } else { PAGE };
        let body = push(&[&item(from, to, more)]);
        let draft = alone(&body);
        let key = format!("{PAGE}:{PERSON}");
        assert_eq!(face(&draft), (*id, *kind, Some(&*key), at(1_700_000_000_123), body.as_bytes()), "{more}");
        assert_eq!((draft.own, draft.undecodable), (*kind == "echo", None), "{more}");
    }
}

#[test]
fn every_kind_that_can_be_subscribed_has_a_row() {
    for kind in Messenger::new().kinds().iter().filter(|kind| **kind != "standby") {
        assert!(ROWS.iter().any(|row| row.0 == *kind), "{kind}");
    }
}

#[test]
fn what_is_told_on_standby_is_of_a_kind_of_its_own() {
    let rows = [
        (PERSON, r#""message":{"mid":"m_1","text":"hi"}"#, "standby:m_1", false),
        (PAGE, r#""message":{"mid":"m_1","is_echo":true,"text":"hi"}"#, "standby:m_1", true),
        (PERSON, r#""read":{"watermark":1}"#, "standby:ec8832f646eb0ad6", false),
    ];
    for (from, more, id, own) in rows {
        let to = if from == PAGE { PERSON } else { PAGE };
        let body = push_of(&format!(r#"{{"id":"{PAGE}","time":1,"standby":[{}]}}"#, item(from, to, more)));
        let draft = alone(&body);
        let key = format!("{PAGE}:{PERSON}");
        assert_eq!(face(&draft), (id, "standby", Some(&*key), at(1_700_000_000_123), body.as_bytes()), "{more}");
        assert_eq!(draft.own, own);
    }
}

#[test]
fn a_change_of_the_page_is_named_by_its_field() {
    let body = push_of(&format!(
        r#"{{"id":"{PAGE}","time":1700000000,"changes":[{{"field":"feed","value":{{"item":"post"}}}},{{"value":1,"field":"about"}}]}}"#
    ));
    let drafts = pushed(body);
    let kinds: Vec<_> = drafts.iter().map(|draft| (draft.kind.as_str(), draft.key.as_deref(), draft.time)).collect();
    assert_eq!(kinds, [("feed", Some(PAGE), None), ("about", Some(PAGE), None)]);
    assert!(drafts[0].id.starts_with("feed:") && drafts[1].id.starts_with("about:"));
}

/// What makes it another event, though all else is the same.
#[test]
fn receipts_are_told_apart_by_who_when_and_what() {
    let read = heard(r#""read":{"watermark":1}"#);
    let others = [
        read.clone(),
        heard(r#""read":{"watermark":2}"#),
        heard(r#""delivery":{"watermark":1}"#),
        read.replace("1700000000123", "1700000000124"),
        read.replace(PERSON, "42"),
        read.replace(PAGE, "43"),
    ];
    let ids: Vec<_> = others.iter().map(|item| alone(&push(&[item])).id).collect();
    for (at, one) in ids.iter().enumerate() {
        assert!(!ids[at + 1..].contains(one), "{}", others[at]);
    }
}

/// The item, its key without the page, and its time in milliseconds.
const LESS: &[(&str, Option<&str>, u64)] = &[
    (r#"{"sender":{"id":"5"},"message":{"mid":"m"}}"#, Some("5"), 1_700_000_000_500),
    (r#"{"recipient":{"id":"5"},"timestamp":7,"message":{"mid":"m"}}"#, Some("5"), 7),
    (r#"{"sender":null,"recipient":{"id":"5"},"timestamp":7,"message":{"mid":"m"}}"#, Some("5"), 7),
    // Who clicked on a website has no id yet.
    (r#"{"recipient":{"id":"1906385232743451"},"timestamp":7,"optin":{"user_ref":"u"}}"#, None, 7),
    (r#"{"sender":{"user_ref":"u"},"timestamp":7,"optin":{}}"#, None, 7),
    (r#"{"timestamp":7,"message":{"mid":"m"}}"#, None, 7),
];

#[test]
fn less_is_enough() {
    for (item, person, time) in LESS {
        let draft = alone(&push(&[item]));
        assert_eq!(draft.key.as_deref(), person.map(|person| format!("{PAGE}:{person}")).as_deref(), "{item}");
        assert_eq!((draft.time, draft.undecodable), (at(*time), None), "{item}");
    }
}

/// What stands beside what happened does not hide it.
#[test]
fn what_happened_is_found_among_what_says_more_about_it() {
    let rows = [
        (r#""is_guest":true,"message":{"mid":"m"}"#, "message"),
        (r#""brand_new":{"a":1},"message":{"mid":"m"}"#, "message"),
        (r#""message":{"mid":"m"},"brand_new":{"a":1}"#, "message"),
        (r#""message":null,"postback":{"payload":"p"}"#, "postback"),
        (r#""priority":5,"brand_new":{"a":1},"newer":{"b":1}"#, "brand_new"),
    ];
    for (more, kind) in rows {
        assert_eq!(&*alone(&push(&[&heard(more)])).kind, kind, "{more}");
    }
}
