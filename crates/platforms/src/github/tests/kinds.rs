//! The kinds, by both doors: the webhook's words, what they are ordered by, whose doing they are.

use super::*;
use crate::github::kinds::{NAMES, POLLED, word};

/// "GitHub event types": the type there, and the webhook's word.
const TYPES: [(&str, &str); 17] = [
    ("CommitCommentEvent", "commit_comment"),
    ("CreateEvent", "create"),
    ("DeleteEvent", "delete"),
    ("DiscussionEvent", "discussion"),
    ("ForkEvent", "fork"),
    ("GollumEvent", "gollum"),
    ("IssueCommentEvent", "issue_comment"),
    ("IssuesEvent", "issues"),
    ("MemberEvent", "member"),
    ("PublicEvent", "public"),
    ("PullRequestEvent", "pull_request"),
    ("PullRequestReviewEvent", "pull_request_review"),
    ("PullRequestReviewCommentEvent", "pull_request_review_comment"),
    ("PullRequestReviewThreadEvent", "pull_request_review_thread"),
    ("PushEvent", "push"),
    ("ReleaseEvent", "release"),
    ("WatchEvent", "watch"),
];

#[test]
fn polled_types_have_the_webhooks_names() {
    for (sort, kind) in TYPES {
        assert_eq!(word(sort), kind);
        assert!(NAMES.contains(&kind), "{kind} can be subscribed");
        assert_eq!(heard(&polled("1", sort, &json!({}))).kind, kind);
        assert!(POLLED.contains(&kind), "{kind} can be polled");
    }
    assert_eq!(POLLED.len(), TYPES.len() + 1, "and the creation of a repository");
    assert_eq!(word("BrandNewEvent"), "brand_new");
    assert_eq!((word("Event"), word("")), ("event".to_owned(), String::new()));
}

#[test]
fn the_list_of_kinds_is_in_order_and_has_no_ping() {
    assert!(NAMES.is_sorted() && POLLED.is_sorted(), "so that nobody adds one twice");
    assert!(POLLED.iter().all(|kind| NAMES.contains(kind)));
    assert!(!NAMES.contains(&"ping") && !NAMES.contains(&"*"));
    assert_eq!(GitHub.kinds(), &NAMES);
}

#[test]
fn a_repository_made_is_no_branch_made() {
    let made = heard(&polled("1", "CreateEvent", &json!({ "ref": null, "ref_type": "repository" })));
    let payload: Value = serde_json::from_slice(&made.payload).unwrap();
    assert_eq!((made.kind.as_str(), &payload["action"]), ("repository", &json!("created")));
    assert_eq!(heard(&polled("1", "CreateEvent", &json!({ "ref": "v1", "ref_type": "tag" }))).kind, "create");
}

/// A kind, the payload of its webhook without repository and sender, and the key within the repository.
fn keys() -> Vec<(&'static str, Value, &'static str)> {
    vec![
        ("issues", json!({ "issue": { "number": 7 } }), "1296269#7"),
        ("issue_comment", json!({ "issue": { "number": 7 }, "comment": { "id": 1 } }), "1296269#7"),
        ("pull_request", json!({ "number": 8, "pull_request": { "number": 8 } }), "1296269#8"),
        ("pull_request_review", json!({ "pull_request": { "number": 8 }, "review": { "id": 1 } }), "1296269#8"),
        ("discussion", json!({ "discussion": { "number": 9 } }), "1296269#9"),
        ("push", json!({ "ref": "refs/heads/main" }), "1296269"),
        ("watch", json!({ "action": "started" }), "1296269"),
        ("brand_new", json!({}), "1296269"),
    ]
}

#[test]
fn order_is_kept_by_number_or_by_repository_and_both_doors_agree() {
    for (kind, mut payload, expected) in keys() {
        let sort = TYPES.iter().find(|(_, word)| *word == kind).map_or("BrandNewEvent", |(sort, _)| sort);
        let heard = heard(&polled("1", sort, &payload));
        payload["repository"] = opened(1)["repository"].clone();
        let pushed = pushed(kind, &payload);
        assert_eq!((key(&pushed), key(&heard)), (Some(expected), Some(expected)), "{kind}");
        assert_eq!((pushed.kind.as_str(), heard.kind.as_str()), (kind, kind));
        assert_ne!(pushed.id, heard.id, "two events that nobody can know to be one");
    }
}

#[test]
fn what_is_no_repositorys_is_ordered_by_organization_or_not_at_all() {
    assert_eq!(key(&pushed("membership", &json!({ "organization": { "id": 9919 } }))), Some("org:9919"));
    assert_eq!(key(&pushed("membership", &json!({ "organization": null, "repository": null }))), None);
}

#[test]
fn the_bots_own_doings_are_its_own_by_id() {
    let by = |id: u64, login: &str| {
        let mut payload = opened(7);
        payload["sender"] = user(login, id, "User");
        pushed("issues", &payload).own
    };
    assert!(by(ME, "Octo-Bot") && by(ME, "renamed"));
    assert!(!by(ME + 1, "Octo-Bot") && !pushed("issues", &json!({ "issue": issue(1) })).own);

    let mut event = polled("1", "IssuesEvent", &json!({ "action": "opened", "issue": issue(7) }));
    assert!(!heard(&event).own);
    event["actor"]["id"] = ME.into();
    assert!(heard(&event).own);
}

#[test]
fn an_app_is_known_by_the_name_in_the_config() {
    let mut setup = with(setup(), "login", "my-app[bot]");
    setup.identity = None;
    assert!(GitHub.identify(&setup).is_none(), "its token may not ask");
    let webhook = GitHub.webhook(&setup).unwrap().unwrap();
    for (login, own) in [("my-app[bot]", true), ("My-App[bot]", true), ("my-app", false)] {
        let mut payload = opened(7);
        payload["sender"] = user(login, 1, "Bot");
        let body = payload.to_string();
        let verdict = webhook.body(&delivery("issues", "1", &body), &bytes::Bytes::from(body), now());
        assert!(matches!(verdict, Verdict::Accept(drafts) if drafts[0].own == own), "{login}");
    }
    setup.identity = super::setup().identity;
    setup.extras.remove("login");
    assert!(GitHub.identify(&setup).is_some());
}

#[test]
fn when_it_happened() {
    let at = |draft: &Draft| draft.time.map(|time| time.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs());
    assert_eq!(at(&heard(&polled("1", "WatchEvent", &json!({})))), Some(1_795_507_200));
    assert_eq!(at(&pushed("issues", &opened(7))), Some(1_795_507_200));
    let comment = json!({ "issue": issue(7), "comment": { "updated_at": "2026-11-24T08:00:05Z" } });
    assert_eq!(at(&pushed("issue_comment", &comment)), Some(1_795_507_205));
    let review = json!({ "pull_request": { "number": 1 }, "review": { "submitted_at": "2026-11-24T09:00:05+01:00" } });
    assert_eq!(at(&pushed("pull_request_review", &review)), Some(1_795_507_205));
    assert_eq!(at(&pushed("watch", &json!({}))), None);
}
