//! Events as messages.

use pollhook_core::{ChatKind, Message, View, What};

use super::*;

fn view() -> Arc<dyn View> {
    GitHub.view(&setup())
}

fn message(kind: &str, payload: &Value) -> Option<Message> {
    view().message(&event(kind, payload))
}

/// The opening of an issue, changed.
fn changed(action: &str, more: &Value) -> Value {
    let mut payload = opened(7);
    payload["action"] = action.into();
    for (name, value) in more.as_object().unwrap() {
        payload[name] = value.clone();
    }
    payload
}

#[test]
fn whoever_opens_an_issue_says_something() {
    let message = message("issues", &opened(7)).unwrap();
    let chat = message.chat.unwrap();
    assert_eq!((chat.id.as_str(), chat.kind), ("octocat/hello-world#7", ChatKind::Group));
    assert_eq!(chat.title.as_deref(), Some("It does not work"));
    assert_eq!((message.what, message.id.as_deref()), (What::Message, Some("786747990")));
    assert_eq!(message.text.as_deref(), Some("/deploy now"));
    let sender = message.sender.unwrap();
    assert_eq!((sender.id.as_str(), &*sender.name, sender.is_bot, sender.is_self), ("583231", "octocat", false, false));
}

#[test]
fn polled_it_reads_the_same() {
    let origin = Origin::new("echo", "github", Via::Polling);
    let polled = polled("1", "IssuesEvent", &json!({ "action": "opened", "issue": issue(7) }));
    assert_eq!(view().message(&heard(&polled).stamp(&origin, now().wall)), message("issues", &opened(7)));
    let trimmed = json!({ "action": "opened", "number": 8, "pull_request": { "id": 5, "number": 8 } });
    let trimmed = heard(&super::polled("2", "PullRequestEvent", &trimmed)).stamp(&origin, now().wall);
    let message = view().message(&trimmed).unwrap();
    assert_eq!((message.text, message.chat.unwrap().id.as_str()), (None, "octocat/hello-world#8"));
}

/// A kind, an action, and what that is.
const SORTS: &[(&str, &str, Option<What>)] = &[
    ("issues", "opened", Some(What::Message)),
    ("issues", "edited", Some(What::Edited)),
    ("issues", "closed", None),
    ("issues", "created", None),
    ("issue_comment", "created", Some(What::Message)),
    ("issue_comment", "edited", Some(What::Edited)),
    ("issue_comment", "deleted", None),
    ("pull_request", "opened", Some(What::Message)),
    ("pull_request", "synchronize", None),
    ("pull_request_review", "submitted", Some(What::Message)),
    ("pull_request_review", "dismissed", None),
    ("pull_request_review_comment", "created", Some(What::Message)),
    ("discussion", "created", None),
    ("watch", "started", None),
];

#[test]
fn what_sort_of_message() {
    for (kind, action, expected) in SORTS {
        let what = message(kind, &changed(action, &json!({}))).map(|message| message.what);
        assert_eq!(what, *expected, "{kind} {action}");
        if let Some(what) = what {
            assert!(view().kinds(what).contains(kind), "a route for it subscribes to {kind}");
        }
    }
    assert!(view().kinds(What::Press).is_empty() && view().kinds(What::ChannelPost).is_empty());
}

#[test]
fn a_comment_is_what_its_author_said_and_not_what_the_issue_says() {
    let comment = json!({ "comment": { "id": 99, "body": "me too", "in_reply_to_id": 98 } });
    let said = message("issue_comment", &changed("created", &comment)).unwrap();
    assert_eq!((said.id.as_deref(), said.text.as_deref()), (Some("99"), Some("me too")));
    assert_eq!((said.reply_to.as_deref(), said.command), (Some("98"), None));
    for silent in [json!(null), json!("")] {
        let review = json!({ "review": { "id": 5, "body": silent } });
        let said = message("pull_request_review", &changed("submitted", &review)).unwrap();
        assert_eq!((said.id.as_deref(), said.text), (Some("5"), None));
    }
}

/// What is said, and the command with which it begins.
const COMMANDS: &[(&str, Option<(&str, &str)>)] = &[
    ("/deploy now", Some(("deploy", "now"))),
    ("/Deploy", Some(("deploy", ""))),
    ("\n/deploy   to prod\r\nplease", Some(("deploy", "to prod\r\nplease"))),
    ("/re-run\nall", Some(("re-run", "all"))),
    ("/usr/bin is full", None),
    ("/", None),
    ("/ deploy", None),
    ("please /deploy", None),
    ("/déploie", None),
];

#[test]
fn commands() {
    for (text, expected) in COMMANDS {
        let said = message("issue_comment", &changed("created", &json!({ "comment": { "body": text } }))).unwrap();
        let command = said.command.map(|command| (command.name.to_string(), command.args));
        assert_eq!(command, expected.map(|(name, args)| (name.to_owned(), args.to_owned())), "{text:?}");
    }
}

#[test]
fn who_is_meant() {
    for (text, meant) in [
        ("@octo-bot look", true),
        ("please, @Octo-Bot!", true),
        ("(@octo-bot)", true),
        ("@octo-bots", false),
        ("@octo-bot-2", false),
        ("me@octo-bot", false),
        ("octo-bot", false),
        ("@octo-bo\u{e9}", false),
        ("@", false),
    ] {
        let said = message("issue_comment", &changed("created", &json!({ "comment": { "body": text } }))).unwrap();
        assert_eq!(said.mentions_me, meant, "{text}");
    }
}

#[test]
fn bots_are_told_from_people() {
    for (login, id, sort, is_bot, is_self) in [
        ("octocat", 1, "User", false, false),
        ("dependabot[bot]", 2, "Bot", true, false),
        ("renovate[bot]", 3, "User", true, false),
        ("Octo-Bot", ME, "User", false, true),
    ] {
        let sender =
            message("issues", &changed("opened", &json!({ "sender": user(login, id, sort) }))).unwrap().sender.unwrap();
        assert_eq!((sender.is_bot, sender.is_self), (is_bot, is_self), "{login}");
    }
}
