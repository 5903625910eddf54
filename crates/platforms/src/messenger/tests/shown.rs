//! What becomes of each kind of event: payloads as Meta writes them, and their views.

use super::*;
use crate::shown::shown;

/// Kind, what the one item of `messaging` holds besides who, to whom and when, and the view.
const TABLE: &[(&str, &str, &str)] = &[
    (
        "message",
        r#""message":{"mid":"m_AbC","text":"/start now"}"#,
        r#"Message id=m_AbC chat=5008347989242316:Private by=5008347989242316() text="/start now" command=start@(now)"#,
    ),
    (
        "message",
        r#""message":{"mid":"m_AbD","text":"this one","reply_to":{"mid":"m_AbC"}}"#,
        r#"Message id=m_AbD chat=5008347989242316:Private by=5008347989242316() text="this one" answers=m_AbC"#,
    ),
    (
        "message",
        r#""message":{"mid":"m_AbE","attachments":[{"type":"image","payload":{"url":"https://cdn.example.org/a.jpg"}},
            {"type":"image","payload":{"url":"https://cdn.example.org/b.png","sticker_id":369239263222822}}]}"#,
        "Message id=m_AbE chat=5008347989242316:Private by=5008347989242316() media=Photo//https://cdn.example.org/a.jpg+Sticker//https://cdn.example.org/b.png",
    ),
    (
        "message",
        r#""message":{"mid":"m_AbF","text":"Soup","quick_reply":{"payload":"buy:soup"}}"#,
        r#"Press id=m_AbF chat=5008347989242316:Private by=5008347989242316() text="Soup" press=m_AbF:"buy:soup""#,
    ),
    (
        "postback",
        r#""postback":{"title":"Get started","payload":"start","mid":"m_AbG"}"#,
        r#"Press id=m_AbG chat=5008347989242316:Private by=5008347989242316() text="Get started" press=m_AbG:"start""#,
    ),
    ("read", r#""read":{"watermark":1700000000123}"#, "-"),
    ("delivery", r#""delivery":{"mids":["m_AbH"],"watermark":1700000000123}"#, "-"),
    ("reaction", r#""reaction":{"reaction":"love","emoji":"❤","action":"react","mid":"m_AbC"}"#, "-"),
    (
        "referral",
        r#""referral":{"ref":"from_the_site","source":"SHORTLINK","type":"OPEN_THREAD"}"#,
        "Opened chat=5008347989242316:Private by=5008347989242316() command=start@(from_the_site)",
    ),
    (
        "postback",
        r#""postback":{"title":"Get started","payload":"GO","mid":"m_AbI","referral":{"ref":"from_the_site",
            "source":"SHORTLINK","type":"OPEN_THREAD"}}"#,
        r#"Opened id=m_AbI chat=5008347989242316:Private by=5008347989242316() text="Get started" command=start@(from_the_site) press=m_AbI:"GO""#,
    ),
    (
        "referral",
        r#""referral":{"source":"ADS","type":"OPEN_THREAD","ad_id":"6045246247433"}"#,
        "Opened chat=5008347989242316:Private by=5008347989242316() command=start@()",
    ),
];

#[test]
fn a_table_of_kinds_and_views() {
    let view = Messenger::new().view(&setup());
    for (kind, more, expected) in TABLE {
        let item = heard(more);
        let event = event(&push(&[&item]));
        assert_eq!(event.kind(), *kind);
        let message = view.message(&event);
        assert_eq!(shown(message.as_ref()), *expected, "{more}");
        let inner: Value = serde_json::from_slice(view.inner(&event).unwrap()).unwrap();
        assert_eq!(inner, serde_json::from_str::<Value>(&item).unwrap(), "{more}: the item itself");
        if let Some(what) = message.map(|message| message.what) {
            assert!(view.kinds(what).contains(kind), "a route for {what:?} is told of {kind}");
        }
    }
}
