//! A judge of GitHub's payloads: the types of octocrab.
//!
//! Whatever a handler gets, by polling or by webhook, has to be a webhook's event to it: of the kind that our platform
//! says, with a sender and a repository.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use octocrab::models::webhook_events::payload::{
    CodeScanningAlertWebhookEventPayload, RepositoryAdvisoryWebhookEventPayload,
};
use octocrab::models::webhook_events::{WebhookEvent, WebhookEventType};
use pollhook::core::{Event, Platform, Via};
use pollhook_foreign::github::Things;
use pollhook_foreign::keeper::Keeper;
use pollhook_platforms::github::GitHub;
use pollhook_simulator::github::{Developer, Done, Repo};
use pollhook_simulator::{Network, Options};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// The kinds that octocrab does not know: it reads who did it and where. When it learns one, this list is wrong, and
/// says so.
const STRANGE: [&str; 6] = [
    "branch_protection_configuration",
    "custom_property_values",
    "issue_dependencies",
    "repository_ruleset",
    "secret_scanning_scan",
    "sub_issues",
];
/// What the Events API tells of a repository, in the webhook's words.
const TOLD: [&str; 17] = [
    "commit_comment",
    "create",
    "delete",
    "discussion",
    "fork",
    "gollum",
    "issue_comment",
    "issues",
    "member",
    "public",
    "pull_request",
    "pull_request_review",
    "pull_request_review_comment",
    "push",
    "release",
    "repository",
    "watch",
];

struct Scene {
    network: Network,
    repo: Repo,
    bob: Developer,
}

impl Scene {
    async fn new() -> Self {
        let network = Network::start(Options::default()).await.expect("there are free ports");
        network.account("a-token", "octobot");
        Self { repo: network.repo("anna", "site"), bob: network.developer("bob"), network }
    }

    fn config(&self, mode: &str, hook: SocketAddr, more: &str) -> String {
        let api = self.network.api_url();
        format!(
            "[bot]\nplatform = \"github\"\ntoken = \"a-token\"\napi = \"{api}\"\nwatch = \"anna/site\"\n{more}\
             [source]\nmode = \"{mode}\"\n[webhook]\nurl = \"http://{hook}/hook\"\nsecret = \"s3cret\"\n\
             [server]\nlisten = \"off\"\n"
        )
    }

    /// What people do, and then every document.
    fn happens(&self) -> Vec<Done> {
        let (bob, repo) = (&self.bob, &self.repo);
        let mut done = vec![
            bob.opens_issue(repo, "It does not work", "äöü 😀").expect("it has a title"),
            bob.comments(repo, 1, "/help").expect("there is something to say"),
            bob.opens_pull_request(repo, "A fix"),
            bob.comments(repo, 2, "Looks good").expect("there is something to say"),
            bob.closes(repo, 1).expect("it was open"),
            bob.pushes(repo, "A change"),
            bob.causes(repo, "star", &json!({"action": "created", "starred_at": "2026-11-24T08:00:00Z"})),
            bob.causes(repo, "watch", &json!({"action": "started"})),
        ];
        let documents = Things::of(repo, 1, 2).documents();
        done.extend(documents.iter().map(|(kind, document)| bob.causes(repo, kind, document)));
        done
    }
}

/// What is wrong with an event.
fn judge(event: &Event) -> Result<(), String> {
    if let Some(why) = event.undecodable() {
        return Err(why.to_owned());
    }
    let read = read(event.kind(), event.payload());
    match event.kind().as_str() {
        kind @ ("branch_protection_rule" | "code_scanning_alert" | "repository_advisory") => {
            let refused = read.is_err();
            refused.then_some(()).ok_or("octocrab has learnt to read it")?;
            mended(kind, event)
        }
        kind => {
            let is_strange = matches!(read?.kind, WebhookEventType::Unknown(_));
            (is_strange == STRANGE.contains(&kind)).then_some(()).ok_or_else(|| "octocrab has learnt it".to_owned())
        }
    }
}

fn read(kind: &str, payload: &[u8]) -> Result<WebhookEvent, String> {
    let read = WebhookEvent::try_from_header_and_body(kind, payload).map_err(|error| error.to_string())?;
    match (&read.sender, &read.repository) {
        (Some(sender), Some(repository)) if sender.login == "bob" && repository.name == "site" => Ok(read),
        other => Err(format!("by whom, and where? {other:?}")),
    }
}

/// What octocrab cannot read of anybody, because of a slip of its own: with the slip mended, it has to.
fn mended(kind: &str, event: &Event) -> Result<(), String> {
    match kind {
        // It writes `admin_enfored`, where GitHub documents `admin_enforced`.
        "branch_protection_rule" => {
            let mut payload: Value = event.json().map_err(|error| error.to_string())?;
            payload["rule"]["admin_enfored"] = payload["rule"]["admin_enforced"].clone();
            read(kind, payload.to_string().as_bytes()).map(drop)
        }
        // It takes `repository` and `sender` out of these before it looks for them in there.
        "code_scanning_alert" => whole::<CodeScanningAlertWebhookEventPayload>(event),
        _ => whole::<RepositoryAdvisoryWebhookEventPayload>(event),
    }
}

fn whole<T: DeserializeOwned>(event: &Event) -> Result<(), String> {
    event.json::<T>().map(drop).map_err(|error| error.to_string())
}

fn check(events: &[Event], via: Via, known: &[&str]) {
    let wrong: Vec<_> = events.iter().filter_map(|event| Some((event.kind(), judge(event).err()?))).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(events.iter().all(|event| event.via() == via));
    let kinds: BTreeSet<&str> = events.iter().map(|event| event.kind().as_str()).collect();
    assert_eq!(kinds, known.iter().copied().collect(), "every kind has a payload, and no other");
}

#[tokio::test]
async fn every_event_that_is_pushed_is_one_to_others() {
    let scene = Scene::new().await;
    let mut keeper = Keeper::run(|hook| scene.config("webhook", hook, ""), |app| app).await;
    // The webhook is there, and its ping was answered.
    scene.repo.tap().until(|counters| counters.pushes_ok == 1).await;
    let count = scene.happens().len();
    let events = keeper.hears(count).await;
    scene.repo.drained().await;
    assert!(keeper.stop().await.is_empty(), "nothing comes twice");
    check(&events, Via::Webhook, GitHub.kinds());
}

#[tokio::test]
async fn every_event_that_is_polled_is_one_to_others() {
    let scene = Scene::new().await;
    let mut done = scene.happens();
    let otherwise = Things::of(&scene.repo, 1, 2).told_otherwise();
    done.extend(otherwise.iter().map(|(kind, document)| scene.bob.causes(&scene.repo, kind, document)));
    let count = done.iter().filter(|done| done.event.is_some()).count();
    let config = |hook| scene.config("polling", hook, "history = \"all\"\n");
    let mut keeper = Keeper::run(config, |app| app).await;
    let events = keeper.hears(count).await;
    assert!(keeper.stop().await.is_empty(), "nothing comes twice");
    check(&events, Via::Polling, &TOLD);
}

#[test]
fn the_kinds_that_the_judge_does_not_know_are_listed() {
    let is_strange = |kind: &&&str| matches!(serde_json::from_value(json!(kind)), Ok(WebhookEventType::Unknown(_)));
    let strange: BTreeSet<_> = GitHub.kinds().iter().filter(is_strange).copied().collect();
    assert_eq!(strange, BTreeSet::from(STRANGE));
}
