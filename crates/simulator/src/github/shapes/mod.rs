//! What things of GitHub's look like in JSON: whole, so that types that insist on every documented field can read them.

mod pull_request;
mod repository;

use serde_json::{Value, json};

const API: &str = "https://api.github.com";
const SITE: &str = "https://github.com";

/// The number of an account: the same in every run.
pub(crate) fn user_id(login: &str) -> u64 {
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    1_000 + login.bytes().fold(0xcbf2_9ce4_8422_2325, mix) % 100_000_000
}

/// An account.
pub(crate) fn user(login: &str) -> Value {
    let (id, url) = (user_id(login), format!("{API}/users/{login}"));
    json!({
        "login": login,
        "id": id,
        "node_id": format!("U_{id}"),
        "avatar_url": format!("https://avatars.githubusercontent.com/u/{id}?v=4"),
        "gravatar_id": "",
        "url": url,
        "html_url": format!("{SITE}/{login}"),
        "followers_url": format!("{url}/followers"),
        "following_url": format!("{url}/following{{/other_user}}"),
        "gists_url": format!("{url}/gists{{/gist_id}}"),
        "starred_url": format!("{url}/starred{{/owner}}{{/repo}}"),
        "subscriptions_url": format!("{url}/subscriptions"),
        "organizations_url": format!("{url}/orgs"),
        "repos_url": format!("{url}/repos"),
        "events_url": format!("{url}/events{{/privacy}}"),
        "received_events_url": format!("{url}/received_events"),
        "type": if login.ends_with("[bot]") { "Bot" } else { "User" },
        "user_view_type": "public",
        "site_admin": false,
    })
}

/// An account as the Events API shows it.
pub(crate) fn actor(login: &str) -> Value {
    let id = user_id(login);
    json!({
        "id": id,
        "login": login,
        "display_login": login.trim_end_matches("[bot]"),
        "gravatar_id": "",
        "url": format!("{API}/users/{login}"),
        "avatar_url": format!("https://avatars.githubusercontent.com/u/{id}?"),
    })
}

/// A repository: its full name and its number.
#[derive(Clone, Debug)]
pub(crate) struct Name {
    pub(crate) owner: String,
    pub(crate) repo: String,
    pub(crate) id: u64,
}

impl Name {
    pub(crate) fn full(&self) -> String {
        format!("{}/{}", self.owner, self.repo)
    }

    /// Where the API has it.
    pub(crate) fn api(&self) -> String {
        format!("{API}/repos/{}", self.full())
    }

    fn site(&self) -> String {
        format!("{SITE}/{}", self.full())
    }

    /// The repository as the Events API shows it.
    pub(crate) fn brief(&self) -> Value {
        json!({"id": self.id, "name": self.full(), "url": self.api()})
    }

    pub(crate) fn issue(&self, id: u64, number: u64, author: &str, (title, body): (&str, &str), date: &str) -> Value {
        let url = format!("{}/issues/{number}", self.api());
        json!({
            "url": url,
            "repository_url": self.api(),
            "labels_url": format!("{url}/labels{{/name}}"),
            "comments_url": format!("{url}/comments"),
            "events_url": format!("{url}/events"),
            "html_url": format!("{}/issues/{number}", self.site()),
            "timeline_url": format!("{url}/timeline"),
            "id": id,
            "node_id": format!("I_{id}"),
            "number": number,
            "title": title,
            "user": user(author),
            "labels": [],
            "state": "open",
            "state_reason": null,
            "locked": false,
            "assignee": null,
            "assignees": [],
            "milestone": null,
            "comments": 0,
            "created_at": date,
            "updated_at": date,
            "closed_at": null,
            "author_association": "NONE",
            "active_lock_reason": null,
            "body": body,
            "reactions": reactions(&url),
            "performed_via_github_app": null,
        })
    }

    pub(crate) fn comment(&self, id: u64, number: u64, author: &str, body: &str, date: &str) -> Value {
        let url = format!("{}/issues/comments/{id}", self.api());
        json!({
            "url": url,
            "html_url": format!("{}/issues/{number}#issuecomment-{id}", self.site()),
            "issue_url": format!("{}/issues/{number}", self.api()),
            "id": id,
            "node_id": format!("IC_{id}"),
            "user": user(author),
            "created_at": date,
            "updated_at": date,
            "author_association": "NONE",
            "body": body,
            "reactions": reactions(&url),
            "performed_via_github_app": null,
        })
    }
}

fn reactions(url: &str) -> Value {
    json!({
        "url": format!("{url}/reactions"),
        "total_count": 0,
        "+1": 0,
        "-1": 0,
        "laugh": 0,
        "hooray": 0,
        "confused": 0,
        "heart": 0,
        "rocket": 0,
        "eyes": 0,
    })
}
