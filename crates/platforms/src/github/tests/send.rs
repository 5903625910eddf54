//! How a bot speaks: comments, and any other method of the API.

use pollhook_core::{Act, Call, Notice, Out, Place, Posted, ReplyProtocol, Unsupported};

use super::*;

fn replies() -> Arc<dyn ReplyProtocol> {
    GitHub.replies(&setup()).unwrap()
}

fn said(text: impl Into<String>) -> Act {
    Act::Send(Out::text(text))
}

fn only(calls: Result<Vec<Call>, Unsupported>) -> Call {
    let [call] = <[Call; 1]>::try_from(calls.unwrap()).unwrap();
    call
}

#[test]
fn a_text_is_a_comment_where_the_event_happened() {
    let to = replies().place(&event("issues", &opened(7))).unwrap();
    assert_eq!(to, Place::chat("octocat/hello-world#7"));
    let call = only(replies().calls(&to, &said("Welcome!")));
    assert_eq!(call.url, "https://api.github.com/repos/octocat/hello-world/issues/7/comments");
    assert_eq!((call.method.as_str(), body(&call), call.repeatable), ("POST", json!({ "body": "Welcome!" }), false));
}

/// A kind, what it is about, and whether there is a place to answer to.
#[test]
fn where_an_answer_goes() {
    let repository = opened(1)["repository"].clone();
    for (kind, about, place) in [
        ("issue_comment", json!({ "issue": { "number": 7 } }), Some("octocat/hello-world#7")),
        ("pull_request", json!({ "pull_request": { "number": 8 } }), Some("octocat/hello-world#8")),
        ("pull_request_review", json!({ "pull_request": { "number": 8 } }), Some("octocat/hello-world#8")),
        // The REST API cannot speak there.
        ("discussion", json!({ "discussion": { "number": 9 } }), None),
        ("push", json!({}), None),
    ] {
        let mut payload = about;
        payload["repository"] = repository.clone();
        let to = replies().place(&event(kind, &payload));
        assert_eq!(to.as_ref().map(|to| to.chat.as_str()), place, "{kind}");
    }
    let mut odd = opened(7);
    odd["repository"]["full_name"] = "../admin".into();
    assert_eq!(replies().place(&event("issues", &odd)), None);
}

#[test]
fn what_github_cannot_do_says_so() {
    let here = Place::chat("octocat/hello-world#7");
    for out in [Act::Typing, Act::Answer(Notice::Nothing), said("  \n")] {
        assert!(replies().calls(&here, &out).is_err(), "{out:?}");
    }
    for place in ["", "7", "octocat/hello-world", "octocat/hello-world#", "octocat#7", "a/../b#7", "a/b#-1", "a/b#7/x"]
    {
        let error = replies().calls(&Place::chat(place), &said("x")).unwrap_err();
        assert!(error.0.contains("OWNER/REPO#NUMBER"), "{place}: {error}");
    }
}

#[test]
fn a_comment_has_its_limit_in_characters() {
    let here = Place::chat("octocat/hello-world#7");
    let send = |length: usize| replies().calls(&here, &said("ä".repeat(length)));
    assert!(send(65_536).is_ok());
    assert!(send(65_537).unwrap_err().0.contains("65536 characters"));
}

#[test]
fn a_long_comment_is_split_on_request() {
    let here = Place::chat("octocat/hello-world#7");
    let out = Out::text("ä ".repeat(40_000)).split();
    let bodies: Vec<_> = replies().calls(&here, &Act::Send(out)).unwrap().iter().map(body).collect();
    assert_eq!(bodies.len(), 2);
}

#[test]
fn what_was_said_is_changed_taken_back_and_reacted_to_where_it_stands() {
    let here = Place::chat("octocat/hello-world#7");
    let edit = |id: &str| Act::Edit(Posted::new(id), Out::text("new"));
    let react = |id: &str| Act::React(Posted::new(id), "👀".into());
    let new = json!({ "body": "new" });
    let eyes = json!({ "content": "eyes" });
    for (act, method, path, expected) in [
        (edit("12"), "PATCH", "issues/comments/12", Some(&new)),
        (edit("lines/12"), "PATCH", "pulls/comments/12", Some(&new)),
        (edit("opening"), "PATCH", "issues/7", Some(&new)),
        (Act::Delete(Posted::new("12")), "DELETE", "issues/comments/12", None),
        (Act::Delete(Posted::new("lines/12")), "DELETE", "pulls/comments/12", None),
        (react("12"), "POST", "issues/comments/12/reactions", Some(&eyes)),
        (react("lines/12"), "POST", "pulls/comments/12/reactions", Some(&eyes)),
        (react("opening"), "POST", "issues/7/reactions", Some(&eyes)),
    ] {
        let call = only(replies().calls(&here, &act));
        assert_eq!(call.url, format!("https://api.github.com/repos/octocat/hello-world/{path}"));
        assert_eq!((call.method.as_str(), call.repeatable), (method, method != "DELETE"), "{act:?}");
        match expected {
            Some(expected) => assert_eq!(&body(&call), expected),
            None => assert!(matches!(call.body, Body::Empty)),
        }
    }
    for act in [
        Act::Delete(Posted::new("opening")),
        edit("../1"),
        react("x"),
        Act::React(Posted::new("12"), "🍕".into()),
        Act::Edit(Posted::new("12"), Out::text("x".repeat(65_537)).split()),
    ] {
        assert!(replies().calls(&here, &act).is_err(), "{act:?}");
    }
}

#[test]
fn a_reaction_is_called_by_its_emoji_or_by_githubs_word() {
    let here = Place::chat("octocat/hello-world#7");
    let content = |emoji: &str| {
        let act = Act::React(Posted::new("1"), emoji.into());
        body(&only(replies().calls(&here, &act)))["content"].as_str().unwrap().to_owned()
    };
    for (emoji, expected) in [("👍", "+1"), ("❤️", "heart"), ("❤", "heart"), ("rocket", "rocket"), ("-1", "-1")]
    {
        assert_eq!(content(emoji), expected);
    }
}

/// A kind, what it is about, and how that is called.
#[test]
fn what_was_said_has_a_name() {
    for (kind, about, name) in [
        ("issues", json!({ "issue": { "number": 7 } }), Some("opening")),
        ("issue_comment", json!({ "issue": { "number": 7 }, "comment": { "id": 12 } }), Some("12")),
        (
            "pull_request_review_comment",
            json!({ "pull_request": { "number": 8 }, "comment": { "id": 12 } }),
            Some("lines/12"),
        ),
        ("pull_request_review", json!({ "pull_request": { "number": 8 }, "review": { "id": 12 } }), Some("opening")),
        ("push", json!({}), None),
    ] {
        let message = replies().message(&event(kind, &about));
        assert_eq!(message, name.map(Posted::new), "{kind}");
    }
}

#[test]
fn any_method_is_a_verb_and_a_path() {
    let reaction = replies().call("POST /repos/a/b/issues/1/reactions", &json!({ "content": "eyes" })).unwrap();
    assert_eq!(reaction.url, "https://api.github.com/repos/a/b/issues/1/reactions");
    assert_eq!((body(&reaction), reaction.repeatable), (json!({ "content": "eyes" }), false));

    let list =
        replies().call("GET /repos/a/b/issues", &json!({ "state": "open", "page": 2, "labels": "a&b c" })).unwrap();
    assert_eq!(list.url, "https://api.github.com/repos/a/b/issues?labels=a%26b+c&page=2&state=open");
    assert!(matches!(list.body, Body::Empty) && list.repeatable);
    let more = replies().call("GET /repos/a/b/issues?state=all", &json!({ "page": 2 })).unwrap();
    assert_eq!(more.url, "https://api.github.com/repos/a/b/issues?state=all&page=2");

    for (method, repeatable) in [("PUT /repos/a/b/subscription", true), ("DELETE /repos/a/b/issues/1/lock", false)] {
        let call = replies().call(method, &Value::Null).unwrap();
        assert_eq!((call.repeatable, matches!(call.body, Body::Empty)), (repeatable, true), "{method}");
    }
}

#[test]
fn what_is_no_method_goes_nowhere() {
    for method in [
        "",
        "GET",
        "/user",
        "get /user",
        "HEAD /user",
        "CONNECT /user",
        "GET user",
        "GET  /user",
        "GET /",
        "GET //x",
        "GET /a/../b",
        "GET /a/..",
        "GET /./a",
        "GET /%2e%2E/a",
        "GET /.%2e/a",
        "GET /a\\b",
        "GET /a b",
        "GET /a#b",
        "GET https://evil.example.org/",
        "GET /{}/x",
        "GET /a\nb",
        "GET /ä",
    ] {
        assert!(replies().call(method, &Value::Null).is_err(), "{method:?}");
    }
    for body in [json!([1]), json!("x"), json!({ "a": [1] }), json!({ "a": null })] {
        assert!(replies().call("GET /user", &body).is_err(), "{body}");
    }
}

#[test]
fn what_was_sent() {
    let result = replies().read(&answer(201, r#"{"id":1294651480,"body":"hi"}"#)).unwrap();
    assert_eq!(replies().posted(&result), Some(Posted::new("1294651480")));
    assert_eq!(replies().read(&answer(204, "")), Ok(Value::Null));
    assert_eq!(replies().posted(&Value::Null), None);
    assert_eq!(replies().posted(&json!({ "id": 5, "content": "eyes" })), None, "a reaction");
}
