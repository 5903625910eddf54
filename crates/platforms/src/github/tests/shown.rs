//! What becomes of each kind of event: payloads as GitHub writes them, and their views.

use super::*;
use crate::shown::shown;

/// Kind, action, what stands in the payload beside what always does, and the view.
fn table() -> Vec<(&'static str, &'static str, Value, &'static str)> {
    let comment = |id: u64, body: &str| {
        json!({
            "id": id, "body": body, "user": user("ada", 7, "User"), "created_at": "2026-11-24T08:00:00Z",
            "updated_at": "2026-11-24T08:00:00Z", "author_association": "CONTRIBUTOR", "reactions": { "total_count": 0 },
        })
    };
    let review_comment = json!({
        "id": 31, "pull_request_review_id": 29, "in_reply_to_id": 30, "path": "src/lib.rs", "position": 4,
        "diff_hunk": "@@ -1,3 +1,4 @@", "body": "like this?", "user": user("ada", 7, "User"),
    });
    let pull = json!({
        "id": 5, "number": 8, "title": "Mend it", "body": "Closes #7", "state": "open", "draft": false, "merged": false,
        "user": user("ada", 7, "User"), "head": { "ref": "mend", "sha": "6dcb09b5" }, "base": { "ref": "main" },
    });
    let ada = user("ada", 7, "User");
    vec![
        (
            "issues",
            "opened",
            json!({}),
            r#"Message id=786747990 chat=octocat/hello-world#7:Group(It does not work) by=583231(octocat) text="/deploy now" command=deploy@(now)"#,
        ),
        (
            "issues",
            "edited",
            json!({ "changes": { "body": { "from": "?" } }, "sender": ada }),
            r#"Edited id=786747990 chat=octocat/hello-world#7:Group(It does not work) by=7(ada) text="/deploy now" command=deploy@(now)"#,
        ),
        ("issues", "closed", json!({}), "-"),
        ("issues", "labeled", json!({ "label": { "id": 1, "name": "bug", "color": "d73a4a" } }), "-"),
        (
            "issue_comment",
            "created",
            json!({ "comment": comment(99, "@octo-bot, can you?"), "sender": ada }),
            r#"Message id=99 chat=octocat/hello-world#7:Group(It does not work) by=7(ada) text="@octo-bot, can you?" @me"#,
        ),
        ("issue_comment", "deleted", json!({ "comment": comment(99, "never mind") }), "-"),
        (
            "pull_request",
            "opened",
            json!({ "issue": null, "number": 8, "pull_request": pull, "sender": ada }),
            r#"Message id=5 chat=octocat/hello-world#8:Group(Mend it) by=7(ada) text="Closes #7""#,
        ),
        (
            "pull_request",
            "synchronize",
            json!({ "issue": null, "pull_request": pull, "before": "a", "after": "b" }),
            "-",
        ),
        (
            "pull_request_review",
            "submitted",
            json!({ "issue": null, "pull_request": pull, "review": { "id": 29, "body": null, "state": "approved" } }),
            "Message id=29 chat=octocat/hello-world#8:Group(Mend it) by=583231(octocat)",
        ),
        (
            "pull_request_review_comment",
            "created",
            json!({ "issue": null, "pull_request": pull, "comment": review_comment, "sender": ada }),
            r#"Message id=31 chat=octocat/hello-world#8:Group(Mend it) by=7(ada) text="like this?" answers=30"#,
        ),
        ("watch", "started", json!({ "issue": null }), "-"),
        (
            "fork",
            "",
            json!({ "issue": null, "action": null, "forkee": { "id": 3, "full_name": "ada/hello-world" } }),
            "-",
        ),
    ]
}

#[test]
fn a_table_of_kinds_and_views() {
    let view = GitHub.view(&setup());
    for (kind, action, more, expected) in table() {
        let mut payload = opened(7);
        payload["action"] = action.into();
        for (name, value) in more.as_object().unwrap() {
            payload[name] = value.clone();
        }
        let event = event(kind, &payload);
        let message = view.message(&event);
        assert_eq!(shown(message.as_ref()), expected, "{kind} {action}");
        let inner: Value = serde_json::from_slice(view.inner(&event).unwrap()).unwrap();
        assert_eq!(inner, payload, "there is no envelope");
        if let Some(what) = message.map(|message| message.what) {
            assert!(view.kinds(what).contains(&kind), "a route for {what:?} is told of {kind}");
        }
    }
}
