//! One push, split into documents of one event each.

use super::*;

#[test]
fn what_was_alone_is_not_copied() {
    let body = Bytes::from(format!(" {}\n", push(&[&heard(r#""message":{"mid":"m_1","text":"\u00e4/ä"}"#)])));
    let drafts = pushed(body.clone());
    assert_eq!(drafts[0].payload, body.trim_ascii(), "space around it is not the event");
    assert!(body.as_ptr_range().contains(&drafts[0].payload.as_ptr()), "a copy");
}

#[test]
fn each_item_gets_the_envelope_and_the_entry_for_itself() {
    let body = r#"{ "v":1, "entry":[ {"id":"1","messaging":[{"sender":{"id":"2"}, "message":{"mid":"a\u0041"}} , {"read":{"w":1}}],"time":5},
        {"x":"]","standby":[ {"message":{"mid":"c"}} ],"id":"1","messaging":[{"message":{"mid":"d"}}]} ],"object":"page" }"#;
    let expected = [
        r#"{ "v":1, "entry":[{"id":"1","messaging":[{"sender":{"id":"2"}, "message":{"mid":"a\u0041"}}],"time":5}],"object":"page" }"#,
        r#"{ "v":1, "entry":[{"id":"1","messaging":[{"read":{"w":1}}],"time":5}],"object":"page" }"#,
        r#"{ "v":1, "entry":[{"x":"]","standby":[{"message":{"mid":"c"}}],"id":"1","messaging":[]}],"object":"page" }"#,
        r#"{ "v":1, "entry":[{"x":"]","standby":[],"id":"1","messaging":[{"message":{"mid":"d"}}]}],"object":"page" }"#,
    ];
    let drafts = pushed(body);
    let documents: Vec<_> = drafts.iter().map(|draft| std::str::from_utf8(&draft.payload).unwrap()).collect();
    assert_eq!(documents, expected);
    assert_eq!(drafts.iter().map(|draft| &*draft.id).take(1).collect::<Vec<_>>(), ["aA"]);
    assert_eq!(
        drafts.iter().map(|draft| draft.kind.as_str()).collect::<Vec<_>>(),
        ["message", "read", "standby", "message"]
    );
}

/// Meta may send again what failed in other batches than before.
#[test]
fn an_event_is_the_same_however_it_was_batched() {
    let items: Vec<String> =
        [r#""message":{"mid":"m_1","text":"hi"}"#, r#""read":{"watermark":5}"#, r#""optin":{}"#].map(heard).to_vec();
    let all = pushed(push(&items.iter().map(String::as_str).collect::<Vec<_>>()));
    for (item, among) in items.iter().zip(&all) {
        assert_eq!(face(&alone(&push(&[item]))), face(among));
    }
    let read_alone = pushed(push(&[&items[1]])).remove(0);
    assert_eq!(pushed(all[1].payload.clone()).remove(0).id, read_alone.id, "a document is itself a push");
}

/// A body, of which nothing is heard but itself.
const NO_PUSH: &[&str] = &[
    "",
    " ",
    "{",
    "null",
    "[]",
    r#"["page",[{"id":"1","messaging":[{"message":{"mid":"m"}}]}]]"#,
    "{}",
    r#"{"object":"page"}"#,
    r#"{"object":"page","entry":{}}"#,
    r#"{"object":"page","entry":null}"#,
    r#"{"entry":[]}"#,
    r#"{"object":"instagram","entry":[{"id":"1","messaging":[{"message":{"mid":"m"}}]}]}"#,
    r#"{"object":"page","entry":[{"id":"1","messaging":[{"message":{"mid":"m"}}]}]} {}"#,
    r#"{"object":"page","entry":[{"id":"1","messaging":[{"message":{"mid":"m"}}]}"#,
    // Of two lists under one name, one would go unheard.
    r#"{"object":"page","entry":[],"entry":[{"id":"1","messaging":[{"message":{"mid":"m"}}]}]}"#,
];

#[test]
fn what_is_no_push_is_kept_as_it_came() {
    for body in NO_PUSH {
        let draft = alone(body);
        assert!(draft.undecodable.is_some() && draft.id.starts_with("raw:"), "{body}");
        assert_eq!((draft.kind.as_str(), &draft.payload[..]), ("undecodable", body.as_bytes()));
    }
    let binary = pushed(&b"{\"object\":\"page\xff\"}"[..]);
    assert!(binary.len() == 1 && binary[0].undecodable.is_some());
}

/// An entry of which nothing can be heard.
const NO_ENTRY: &[&str] = &[
    "null",
    "1",
    "[]",
    r#"["1",5,[{"message":{"mid":"m"}}],null,null]"#,
    "{}",
    r#"{"id":"1","time":5}"#,
    r#"{"id":1,"messaging":[]}"#,
    r#"{"id":"1","messaging":{}}"#,
    r#"{"id":"1","messaging":[{"message":{"mid":"m"}}],"standby":5}"#,
    r#"{"id":"1","messaging":[],"messaging":[{"message":{"mid":"m"}}]}"#,
];

/// An item of which nothing can be heard.
const NO_ITEM: &[&str] = &[
    "null",
    "1",
    "[]",
    "{}",
    r#"{"sender":{"id":"2"},"timestamp":5}"#,
    r#"{"message":5}"#,
    r#"{"message":["m",false]}"#,
    r#"{"message":{"mid":5}}"#,
    r#"{"sender":"2","message":{"mid":"m"}}"#,
    r#"{"timestamp":"5","message":{"mid":"m"}}"#,
    r#"{"timestamp":-5,"message":{"mid":"m"}}"#,
];

#[test]
fn what_cannot_be_read_is_an_event_and_harms_no_neighbour() {
    let entry = |item: &str| format!(r#"{{"id":"1","messaging":[{item}]}}"#);
    let good = |mid: &str| format!(r#"{{"message":{{"mid":"{mid}"}}}}"#);
    for bad in NO_ENTRY {
        let body = push_of(&format!("{},{bad},{}", entry(&good("a")), entry(&good("b"))));
        let drafts = pushed(body);
        let [first, odd, last] = &drafts[..] else { panic!("{bad}: {drafts:?}") };
        assert_eq!((&*first.id, &*last.id), ("a", "b"), "{bad}");
        assert!(odd.undecodable.is_some(), "{bad}");
        assert_eq!(odd.payload, push_of(bad).as_bytes());
    }
    for bad in NO_ITEM {
        let body = push_of(&entry(&[good("a"), (*bad).to_owned(), good("b")].join(",")));
        let drafts = pushed(body);
        let [first, odd, last] = &drafts[..] else { panic!("{bad}: {drafts:?}") };
        assert_eq!((&*first.id, &*last.id), ("a", "b"), "{bad}");
        assert!(odd.undecodable.is_some(), "{bad}");
        assert_eq!(odd.payload, push_of(&entry(bad)).as_bytes());
        assert_eq!(alone(&push_of(&entry(bad))).id, odd.id, "the same again, however it is batched");
    }
}

#[test]
fn the_reason_quotes_nothing_that_users_wrote() {
    let why = |body: &str| alone(body).undecodable.unwrap();
    assert_eq!(why(&push(&[r#"{"message":"my password"}"#])), "no event");
    assert_eq!(why(&push(&[r#"{"message":{"mid":["my password"]}}"#])), "no event in line 1, column 7");
    assert_eq!(why("my password"), "no push");
}

/// A full batch costs what its events cost, and not their number times its length.
#[test]
fn a_thousand_updates_are_a_thousand_small_documents() {
    let items: Vec<String> =
        (0..1000).map(|number| heard(&format!(r#""message":{{"mid":"m_{number}","text":"hello"}}"#))).collect();
    let drafts = pushed(push(&items.iter().map(String::as_str).collect::<Vec<_>>()));
    assert_eq!(drafts.len(), 1000);
    assert!(drafts.iter().all(|draft| draft.payload.len() < 400));
    assert_eq!(&*drafts[999].id, "m_999");
}
