//! What holds for every answer and every body, not only for those that somebody thought of.

use proptest::prelude::*;

use super::*;
use crate::arbitrary::{anything, written};
use crate::github::cursor::{Newest, Position};
use crate::github::time;
use crate::github::watch::Watch;

/// A payload with what is read of one, and more.
fn inner() -> impl Strategy<Value = Value> {
    let thread = prop_oneof![
        4 => (0_u64..1000, ".{0,20}").prop_map(|(number, body)| json!({ "number": number, "body": body })),
        1 => anything(),
    ];
    let action = prop_oneof![4 => "opened|created|edited|merged".prop_map(Value::from), 1 => anything()];
    let good = (action, thread.clone(), thread, anything()).prop_map(
        |(action, issue, pull, more)| json!({ "action": action, "issue": issue, "pull_request": pull, "more": more }),
    );
    prop_oneof![6 => good, 1 => anything()]
}

/// An event with a good head, or something else.
fn an_event() -> impl Strategy<Value = Value> {
    let sort = prop_oneof![
        3 => prop::sample::select(vec!["IssuesEvent", "PushEvent", "PullRequestEvent", "CreateEvent"]).prop_map(str::to_owned),
        1 => "[A-Za-z]{0,8}(Event)?",
    ];
    let good = (any::<u64>(), sort, inner(), any::<bool>(), anything()).prop_map(|(id, sort, inner, org, odd)| {
        let mut event = polled(&id.to_string(), &sort, &inner);
        if org {
            event["org"] = odd;
        }
        event
    });
    prop_oneof![8 => good, 1 => anything()]
}

/// A signed delivery, which is always one event.
fn accepted(kind: &str, body: impl Into<bytes::Bytes>, sort: &'static str) -> Draft {
    let body = body.into();
    let mut parts = delivery(kind, "a-guid", "");
    parts.headers.insert("content-type", http::HeaderValue::from_static(sort));
    parts.headers.insert(signature::HEADER, signature::header("new-secret", &body).parse().unwrap());
    match webhook().body(&parts, &body, now()) {
        Verdict::Accept(mut drafts) if drafts.len() == 1 => drafts.remove(0),
        other => panic!("not one event: {other:?}"),
    }
}

/// The sorts of bodies of a delivery.
const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// All that makes an event what it is: id, kind, key, time, why it cannot be read, payload.
type Face<'a> = (&'a str, &'a str, Option<&'a str>, Option<SystemTime>, Option<&'a str>, &'a [u8]);

fn face(draft: &Draft) -> Face<'_> {
    (&draft.id, &draft.kind, key(draft), draft.time, draft.undecodable.as_deref(), &draft.payload)
}

proptest! {
    /// An event is the same in each list, alone or among others. What cannot be read is one, too.
    #[test]
    fn an_event_is_the_same_whatever_is_told_beside_it(events in prop::collection::vec(an_event(), 1..5)) {
        let mut poll = poll();
        let _ = poll.ask(None, Ask::Look, now());
        let together = page_of(poll.hear(&answer(200, json!(events).to_string()), now()));
        for event in &events {
            let alone = heard(event);
            prop_assert!(together.items.iter().any(|item| face(&item.draft) == face(&alone)), "{}", event);
            prop_assert!(alone.undecodable.is_none() || alone.payload == event.to_string(), "as it came");
        }
    }

    /// A delivery is the same event each time, as JSON or as a form. What cannot be read is one, too.
    #[test]
    fn any_delivery_that_was_signed_is_one_event(
        tree in prop_oneof![4 => inner(), 1 => anything()],
        kind in prop_oneof![4 => prop::sample::select(GitHub.kinds()).prop_map(str::to_owned), 1 => "[a-z_]{1,12}"],
        pretty: bool,
        escaped: bool,
    ) {
        let text = written(&tree, pretty, escaped);
        prop_assume!(kind != "ping");
        let (draft, again) = (accepted(&kind, text.clone(), JSON), accepted(&kind, text.clone(), JSON));
        prop_assert_eq!(face(&draft), face(&again));
        prop_assert_eq!(&draft.payload[..], text.as_bytes());
        if draft.undecodable.is_none() {
            prop_assert!(tree.is_object());
            prop_assert_eq!((&*draft.id, &*draft.kind), ("delivery:a-guid", kind.as_str()));
            let form = form_urlencoded::Serializer::new(String::new()).append_pair("payload", &text).finish();
            let filled_in = accepted(&kind, form, FORM);
            prop_assert_eq!(face(&filled_in), face(&draft));
        }
    }

    #[test]
    fn arbitrary_bytes_that_were_signed_are_kept(
        body in prop::collection::vec(any::<u8>(), 0..200),
        sort in prop::sample::select(&[JSON, FORM][..]),
    ) {
        let draft = accepted("issues", body.clone(), sort);
        prop_assert_eq!(&draft.payload[..], &body[..]);
        prop_assert!(draft.undecodable.is_some());
    }

    /// Each event of a list is one item; what its payload says stays as it is, whatever is written beside it.
    #[test]
    fn a_list_is_split_as_a_tree_says(events in prop::collection::vec(an_event(), 0..6), pretty: bool, escaped: bool) {
        let list = written(&json!(events), pretty, escaped);
        // As a reader has it: not every fraction comes back from its digits as it was.
        let events: Vec<Value> = serde_json::from_str(&list).unwrap();
        let mut poll = poll();
        let _ = poll.ask(None, Ask::Look, now());
        let page = page_of(poll.hear(&answer(200, list), now()));
        let mut ids: Vec<_> = page.items.iter().map(|item| item.draft.id.clone()).collect();
        ids.sort_unstable();
        ids.dedup();
        prop_assert_eq!(ids.len(), page.items.len(), "each event once");
        for item in page.items.iter().filter(|item| item.draft.undecodable.is_none()) {
            let id = item.draft.id.strip_prefix("event:").unwrap();
            let event = events.iter().find(|event| event["id"] == id).unwrap();
            let payload: Value = serde_json::from_slice(&item.draft.payload).unwrap();
            for (name, value) in event["payload"].as_object().unwrap() {
                prop_assert!(["action", "pull_request"].contains(&name.as_str()) || payload[name] == *value, "{}", name);
            }
            prop_assert_eq!(&payload["repository"]["id"], &event["repo"]["id"]);
            prop_assert_eq!(&payload["sender"]["id"], &event["actor"]["id"]);
        }
    }

    /// Nothing that comes from outside stops the process.
    #[test]
    fn arbitrary_bytes_are_an_answer_or_a_failure(status in 200_u16..600, body in prop::collection::vec(any::<u8>(), 0..200)) {
        let answer = answer(status, body);
        let _ = poll().hear(&answer, now());
        let setup = setup();
        let _ = GitHub.registration(&setup).unwrap().read_view(&answer);
        let _ = GitHub.registration(&setup).unwrap().read_done(&answer);
        let _ = GitHub.identify(&setup).unwrap().read(&answer);
        let _ = GitHub.replies(&setup).unwrap().read(&answer);
    }

    /// Nor do headers.
    #[test]
    fn arbitrary_headers_harm_nothing(
        name in prop::sample::select(vec!["link", "etag", "last-modified", "x-poll-interval", "retry-after", "date", "x-ratelimit-reset"]),
        value in prop::collection::vec(0x20_u8..0x7f, 0..60),
        status in prop::sample::select(vec![200_u16, 304, 403, 429]),
    ) {
        let mut answer = answer_with(status, &[("x-ratelimit-remaining", "0")], "[]");
        answer.headers.insert(name, http::HeaderValue::from_bytes(&value).unwrap());
        let mut poll = poll();
        let _ = poll.ask(None, Ask::Look, now());
        if let Heard::Page(page) = poll.hear(&answer, now()) && let Some(next) = page.next {
            let _ = poll.ask(Some(&next), Ask::Look, now());
        }
    }

    /// Nor does anything in an event: whoever asks for its view or its address gets one or none.
    #[test]
    fn any_payload_has_a_view_and_an_address_or_none(payload in inner(), kind in prop::sample::select(GitHub.kinds())) {
        let event = event(kind, &payload);
        let _ = GitHub.view(&setup()).message(&event);
        let _ = GitHub.replies(&setup()).unwrap().place(&event);
    }

    /// Whatever a list of webhooks holds, only one with our address is ours.
    #[test]
    fn only_our_address_is_ours(hooks in prop::collection::vec((0_u64..9, "https://[ab]\\.org"), 0..5)) {
        let list: Vec<Value> = hooks.iter().map(|(id, url)| json!({ "id": id, "config": { "url": url } })).collect();
        let mut setup = setup();
        setup.url = Some("https://a.org".to_owned());
        let seen = GitHub.registration(&setup).unwrap().read_view(&answer(200, json!(list).to_string())).unwrap();
        let ours = hooks.iter().find(|(_, url)| url == "https://a.org");
        prop_assert_eq!(seen.handle.map(|id| id.to_string()), ours.map(|(id, _)| id.to_string()));
        prop_assert_eq!(seen.url.is_some(), ours.is_some());
    }

    /// Whatever a server writes into its headers, a cursor gives it back.
    #[test]
    fn a_position_survives_its_cursor(
        newest in prop::option::of(("[!-~]{1,20}", "[!-~]{1,20}")),
        etag in prop::option::of("(W/)?\"[!#-~]{0,20}\""),
        modified in prop::option::of("[A-Z][ -~]{0,28}[A-Z]"),
    ) {
        let watch = Watch::Repository("octocat/hello-world".to_owned());
        let newest = newest.and_then(|(id, at)| Newest::new(&id, &at));
        let position = Position { newest, etag: etag.map(Into::into), modified: modified.map(Into::into) };
        let cursor = position.cursor(&watch).unwrap();
        prop_assert_eq!(Position::read(&cursor, &watch), Some(position));
        prop_assert_eq!(Position::read(&cursor, &Watch::User("octocat".to_owned())), None);
    }

    /// Against a second opinion.
    #[test]
    fn times_are_read_as_others_write_them(seconds in 0_u64..250_000_000_000) {
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        // `Thu, 09 Jun 2022 12:47:28 GMT`
        let date = httpdate::fmt_http_date(at);
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let month = 1 + months.iter().position(|month| *month == &date[8..11]).unwrap();
        let day = format!("{}-{month:02}-{}", &date[12..16], &date[5..7]);
        prop_assert_eq!(time::read(&format!("{day}T{}Z", &date[17..25])), Some(at));
        prop_assert_eq!(time::read(&format!("{day}T{}.123+00:00", &date[17..25])), Some(at));
    }

    #[test]
    fn no_text_is_too_odd_to_be_a_time_or_none(text in "[0-9TZ:.+ -]{0,30}|\\PC{0,20}") {
        let _ = time::read(&text);
    }
}
