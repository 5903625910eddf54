//! What is polled has the shape of what is pushed: a handler, and the types of others, read both alike.

use super::*;

fn payload(draft: &Draft) -> Value {
    serde_json::from_slice(&draft.payload).unwrap()
}

/// Whether all that `part` holds stands in `whole` under the same names, and is of the same sort. A null fits everything.
fn fits(part: &Value, whole: &Value, at: &str) -> Result<(), String> {
    match (part, whole) {
        (Value::Null, _) | (_, Value::Null) => Ok(()),
        (Value::Object(part), Value::Object(whole)) => part.iter().try_for_each(|(name, value)| {
            let other = whole.get(name).ok_or_else(|| format!("{at}.{name} is not in the webhook's"))?;
            fits(value, other, &format!("{at}.{name}"))
        }),
        (Value::Array(_), Value::Array(_))
        | (Value::String(_), Value::String(_))
        | (Value::Number(_), Value::Number(_))
        | (Value::Bool(_), Value::Bool(_)) => Ok(()),
        _ => Err(format!("{at}: {part} instead of {whole}")),
    }
}

fn organization() -> Value {
    let url = "https://api.github.com/orgs/octo-org";
    json!({
        "login": "octo-org", "id": 6_811_672, "node_id": "MDEyOk9yZ2FuaXphdGlvbjY4MTE2NzI=", "url": url,
        "repos_url": format!("{url}/repos"), "events_url": format!("{url}/events"), "hooks_url": format!("{url}/hooks"),
        "issues_url": format!("{url}/issues"), "members_url": format!("{url}/members{{/member}}"),
        "public_members_url": format!("{url}/public_members{{/member}}"),
        "avatar_url": "https://avatars.githubusercontent.com/u/6811672?v=4", "description": "Working better together!",
    })
}

#[test]
fn an_issue_that_was_opened_looks_the_same_through_both_doors() {
    let polled = heard(&polled("14", "IssuesEvent", &json!({ "action": "opened", "issue": issue(7) })));
    let pushed = pushed("issues", &opened(7));
    assert_eq!((&polled.kind, &polled.key, polled.time), (&pushed.kind, &pushed.key, pushed.time));
    assert_eq!((polled.id.as_str(), &pushed.id[..9]), ("event:14", "delivery:"));
    let (polled, pushed) = (payload(&polled), payload(&pushed));
    assert_eq!(fits(&polled, &pushed, "issues"), Ok(()));
    assert_eq!(polled["issue"], pushed["issue"]);
    // A user is whole, for types that insist on every field of one.
    let names = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&polled["sender"]), names(&pushed["sender"]));
    for name in ["url", "html_url", "followers_url", "gists_url", "starred_url", "type", "login", "id"] {
        assert_eq!(polled["sender"][name], pushed["sender"][name], "{name}");
    }
    for name in ["id", "name", "full_name", "private", "url", "html_url"] {
        assert_eq!(polled["repository"][name], pushed["repository"][name], "{name}");
    }
    assert_eq!(polled["repository"]["owner"], polled["sender"], "the owner did it, so we know who that is");
}

#[test]
fn an_organization_is_spliced_in_where_there_is_one() {
    let mut event = polled("14", "WatchEvent", &json!({ "action": "started" }));
    event["repo"]["name"] = "octo-org/hello".into();
    event["org"] = json!({
        "id": 6_811_672, "login": "octo-org", "gravatar_id": "", "url": "https://api.github.com/orgs/octo-org",
        "avatar_url": "https://avatars.githubusercontent.com/u/6811672?",
    });
    let payload = payload(&heard(&event));
    assert_eq!(fits(&payload["organization"], &organization(), "organization"), Ok(()));
    let names = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&payload["organization"]), names(&organization()));
    let owner = &payload["repository"]["owner"];
    assert_eq!(
        (&owner["type"], &owner["url"]),
        (&json!("Organization"), &json!("https://api.github.com/users/octo-org"))
    );
}

#[test]
fn an_owner_who_had_no_part_in_it_is_not_made_up() {
    let mut event = polled("14", "WatchEvent", &json!({}));
    event["actor"]["login"] = "somebody".into();
    assert_eq!(payload(&heard(&event))["repository"]["owner"], Value::Null);
}

/// The type of an event, its action there, and the webhook's.
const ACTIONS: [(&str, Option<&str>, Option<&str>); 9] = [
    ("IssuesEvent", Some("closed"), Some("closed")),
    ("PullRequestEvent", Some("opened"), Some("opened")),
    ("PullRequestEvent", Some("merged"), Some("closed")),
    ("PullRequestReviewEvent", Some("created"), Some("submitted")),
    ("PullRequestReviewEvent", Some("updated"), Some("edited")),
    ("PullRequestReviewEvent", Some("dismissed"), Some("dismissed")),
    ("PullRequestReviewCommentEvent", Some("created"), Some("created")),
    ("CommitCommentEvent", None, Some("created")),
    ("PublicEvent", None, None),
];

#[test]
fn actions_have_the_webhooks_names() {
    for (sort, said, expected) in ACTIONS {
        let inner = said.map_or_else(|| json!({}), |said| json!({ "action": said }));
        let payload = payload(&heard(&polled("1", sort, &inner)));
        assert_eq!(payload["action"].as_str(), expected, "{sort} {said:?}");
    }
    let merged = json!({ "action": "merged", "number": 3, "pull_request": { "number": 3 } });
    let merged = payload(&heard(&polled("1", "PullRequestEvent", &merged)));
    assert_eq!(merged["pull_request"]["merged"], true, "or it could not be told from one that was thrown away");
}

#[test]
fn a_push_tells_where_the_branch_points_now() {
    let (before, head) = ("9".repeat(40), "e".repeat(40));
    let inner = json!({ "push_id": 1, "ref": "refs/heads/main", "head": head, "before": before });
    let payload = payload(&heard(&polled("1", "PushEvent", &inner)));
    let compare = format!("https://github.com/octocat/hello-world/compare/{before}...{head}");
    let expected = json!({
        "after": head, "before": before, "created": false, "deleted": false, "forced": false, "commits": [],
        "head_commit": null, "base_ref": null, "compare": compare, "pusher": { "name": "octocat", "email": null },
    });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&payload[name], value, "{name}");
    }
}

#[test]
fn what_the_payload_says_itself_is_not_written_over() {
    let inner =
        json!({ "repository": { "id": 1, "full_name": "a/b" }, "sender": { "id": 2, "login": "c" }, "z": [1.50, 2] });
    let payload = payload(&heard(&polled("1", "WorkflowRunEvent", &inner)));
    assert_eq!(payload, inner);
}

/// An address of the API, and where the pages for people are.
#[test]
fn pages_are_where_the_server_has_them() {
    for (api, site) in [
        ("https://api.github.com", "https://github.com"),
        ("https://github.example.org/api/v3", "https://github.example.org"),
        ("https://api.octocorp.ghe.com", "https://octocorp.ghe.com"),
        ("http://127.0.0.1:8081", "http://127.0.0.1:8081"),
    ] {
        let mut event = polled("1", "WatchEvent", &json!({}));
        for (whose, path) in [("actor", "users/octocat"), ("repo", "repos/octocat/hello-world")] {
            event[whose]["url"] = format!("{api}/{path}").into();
        }
        let payload = payload(&heard(&event));
        assert_eq!(payload["sender"]["html_url"], format!("{site}/octocat"));
        assert_eq!(payload["repository"]["html_url"], format!("{site}/octocat/hello-world"));
    }
    let mut event = polled("1", "WatchEvent", &json!({}));
    event["actor"]["login"] = "dependabot[bot]".into();
    let sender = payload(&heard(&event))["sender"].clone();
    assert_eq!((&sender["type"], &sender["html_url"]), (&json!("Bot"), &json!("https://github.com/apps/dependabot")));
}
