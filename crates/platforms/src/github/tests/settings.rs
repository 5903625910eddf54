//! What the config may say, and what it is told when it cannot be meant.

use super::*;

/// What is watched, and where its events and its webhooks are.
const WATCHED: &[(&str, &str, Option<&str>)] = &[
    ("octocat/hello-world", "/repos/octocat/hello-world/events", Some("/repos/octocat/hello-world/hooks")),
    ("repo:octocat/.github", "/repos/octocat/.github/events", Some("/repos/octocat/.github/hooks")),
    ("org:rust-lang", "/orgs/rust-lang/events", Some("/orgs/rust-lang/hooks")),
    ("user:octo_cat", "/users/octo_cat/events", None),
];

#[test]
fn what_is_watched() {
    for (watch, events, hooks) in WATCHED {
        let setup = with(setup(), "watch", watch);
        let call = polling(&setup).ask(None, Ask::Look, now());
        assert_eq!(call.url, format!("https://api.github.com{events}?per_page=100"));
        let view = GitHub.registration(&setup).map(|registration| registration.view().url);
        assert_eq!(view, hooks.map(|hooks| format!("https://api.github.com{hooks}?per_page=100")), "{watch}");
    }
}

#[test]
fn what_names_nothing_does_not_start() {
    for watch in
        ["", "octocat", "a/b/c", "../..", "a/..", "a/", "/b", "org:", "org:a/b", "team:x", "a b/c", "a/b?x", "é/b"]
    {
        let setup = with(setup(), "watch", watch);
        for error in [GitHub.poll(&setup).unwrap().err(), GitHub.webhook(&setup).unwrap().err()] {
            let error = error.unwrap_or_else(|| panic!("{watch} was taken")).to_string();
            assert!(error.contains("\"OWNER/REPO\", \"org:NAME\" or \"user:NAME\""), "{error}");
        }
        assert!(GitHub.registration(&setup).is_none());
    }
}

#[test]
fn polling_needs_to_know_what_and_a_webhook_does_not() {
    let mut setup = setup();
    setup.extras.clear();
    let error = GitHub.poll(&setup).unwrap().err().unwrap().to_string();
    assert!(error.contains("watch = \"OWNER/REPO\"") && error.contains("[bot]"), "{error}");
    assert!(GitHub.webhook(&setup).unwrap().is_ok(), "its webhook was added by hand");
    assert!(GitHub.registration(&setup).is_none());
}

#[test]
fn a_user_has_no_webhook() {
    let setup = with(setup(), "watch", "user:octocat");
    assert!(GitHub.poll(&setup).unwrap().is_ok());
    let error = GitHub.webhook(&setup).unwrap().err().unwrap().to_string();
    assert!(error.contains("`watch = \"user:octocat\"` can only be polled"), "{error}");
}

#[test]
fn history_is_now_or_all() {
    for (history, good) in [("now", true), ("all", true), ("", false), ("yesterday", false)] {
        let poll = GitHub.poll(&with(setup(), "history", history)).unwrap();
        assert_eq!(poll.is_ok(), good, "{history}");
    }
}

#[test]
fn without_a_secret_it_does_not_start_and_names_the_line_to_add() {
    for secrets in [vec![], vec![""], vec!["good", " "]] {
        let mut setup = setup();
        setup.secrets = secrets.into_iter().map(SecretString::from).collect();
        let error = GitHub.webhook(&setup).unwrap().err().unwrap().to_string();
        assert!(error.contains("secret = \"${WEBHOOK_SECRET}\"") && error.contains("[webhook]"), "{error}");
    }
}

#[test]
fn the_rules_are_those_that_github_documents() {
    let rules = GitHub.rules();
    assert!(!rules.exclusive && !rules.same_events);
    assert_eq!((rules.redelivers, rules.late), (None, pollhook_core::Late::Ack));
    assert!(rules.ack_within < Some(Duration::from_secs(10)), "an answer needs time to arrive");
    assert_eq!((rules.body_limit, rules.poll_hold), (25 << 20, Duration::ZERO));
}
