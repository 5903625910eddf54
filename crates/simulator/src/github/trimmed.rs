//! What the Events API makes of what a webhook says: another name, and less in it.

use serde_json::{Value, json};

/// The kinds of webhooks that have a counterpart, and its name.
const TYPES: [(&str, &str); 16] = [
    ("commit_comment", "CommitCommentEvent"),
    ("create", "CreateEvent"),
    ("delete", "DeleteEvent"),
    ("discussion", "DiscussionEvent"),
    ("fork", "ForkEvent"),
    ("gollum", "GollumEvent"),
    ("issue_comment", "IssueCommentEvent"),
    ("issues", "IssuesEvent"),
    ("member", "MemberEvent"),
    ("public", "PublicEvent"),
    ("pull_request", "PullRequestEvent"),
    ("pull_request_review", "PullRequestReviewEvent"),
    ("pull_request_review_comment", "PullRequestReviewCommentEvent"),
    ("push", "PushEvent"),
    ("release", "ReleaseEvent"),
    ("watch", "WatchEvent"),
];

/// What is left of a pull request since October 2025.
const PULL_REQUEST: [&str; 5] = ["url", "id", "number", "head", "base"];
/// What is left of a push since then; its commits are gone.
const PUSH: [&str; 3] = ["ref", "head", "before"];

/// The name of a kind in the Events API. `None`: it is not seen there.
pub(crate) fn type_of(kind: &str) -> Option<&'static str> {
    TYPES.iter().find(|(known, _)| *known == kind).map(|(_, name)| *name)
}

/// The payload of a kind in the Events API, of what a webhook says besides repository and sender.
pub(crate) fn payload(kind: &str, webhook: &Value, repository: u64, id: u64) -> Value {
    match kind {
        "push" => {
            let mut push = only(&PUSH, webhook);
            push["head"] = webhook["after"].clone();
            push["repository_id"] = json!(repository);
            push["push_id"] = json!(id);
            push
        }
        _ if webhook.get("pull_request").is_some() => {
            let mut payload = webhook.clone();
            let mut pull = only(&PULL_REQUEST, &webhook["pull_request"]);
            for side in ["head", "base"] {
                let mut brief = only(&["ref", "sha"], &pull[side]);
                brief["repo"] = only(&["id", "name", "url"], &pull[side]["repo"]);
                pull[side] = brief;
            }
            payload["pull_request"] = pull;
            payload
        }
        _ => webhook.clone(),
    }
}

fn only(names: &[&str], whole: &Value) -> Value {
    names.iter().filter_map(|name| Some(((*name).to_owned(), whole.get(*name)?.clone()))).collect()
}
