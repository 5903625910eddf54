//! What things of GitHub's look like in JSON, with the fields that bots read most.

use std::time::SystemTime;

use serde_json::{Value, json};

use super::super::time;
use crate::stage::Person;

/// The one repository.
pub(super) const REPOSITORY: &str = "octocat/hello-world";
const API: &str = "https://api.github.com";
const SITE: &str = "https://github.com";

pub(super) fn user(person: &Person) -> Value {
    account(person.number, &person.name)
}

fn account(id: u64, login: &str) -> Value {
    let url = format!("{API}/users/{login}");
    json!({
        "login": login, "id": id, "node_id": format!("U_{id}"), "url": url, "html_url": format!("{SITE}/{login}"),
        "avatar_url": format!("https://avatars.githubusercontent.com/u/{id}?v=4"), "gravatar_id": "",
        "followers_url": format!("{url}/followers"), "following_url": format!("{url}/following{{/other_user}}"),
        "gists_url": format!("{url}/gists{{/gist_id}}"), "starred_url": format!("{url}/starred{{/owner}}{{/repo}}"),
        "subscriptions_url": format!("{url}/subscriptions"), "organizations_url": format!("{url}/orgs"),
        "repos_url": format!("{url}/repos"), "events_url": format!("{url}/events{{/privacy}}"),
        "received_events_url": format!("{url}/received_events"),
        "type": if login.ends_with("[bot]") { "Bot" } else { "User" }, "site_admin": false,
    })
}

pub(super) fn repository(wall: SystemTime) -> Value {
    let (owner, name) = REPOSITORY.split_once('/').unwrap_or_default();
    let (url, site, now) = (format!("{API}/repos/{REPOSITORY}"), format!("{SITE}/{REPOSITORY}"), time::write(wall));
    json!({
        "id": 1_296_269, "node_id": "R_kgDOABPHjQ", "name": name, "full_name": REPOSITORY, "private": false,
        "owner": account(583_231, owner), "url": url, "html_url": site, "description": null, "fork": false,
        "issues_url": format!("{url}/issues{{/number}}"), "clone_url": format!("{site}.git"),
        "created_at": "2011-01-26T19:01:12Z", "updated_at": now, "pushed_at": now, "default_branch": "main",
        "visibility": "public", "archived": false, "open_issues_count": 1, "stargazers_count": 80, "forks_count": 9,
    })
}

pub(super) fn issue(number: u64, title: &str, text: &str, by: &Person, wall: SystemTime) -> Value {
    let url = format!("{API}/repos/{REPOSITORY}/issues/{number}");
    let now = time::write(wall);
    json!({
        "url": url, "repository_url": format!("{API}/repos/{REPOSITORY}"),
        "comments_url": format!("{url}/comments"), "events_url": format!("{url}/events"),
        "labels_url": format!("{url}/labels{{/name}}"), "html_url": format!("{SITE}/{REPOSITORY}/issues/{number}"),
        "id": 1_000_000 + number, "node_id": format!("I_{number}"), "number": number, "title": title,
        "user": user(by), "labels": [], "state": "open", "locked": false, "assignee": null, "assignees": [],
        "milestone": null, "comments": 0, "created_at": now, "updated_at": now, "closed_at": null,
        "author_association": "NONE", "active_lock_reason": null, "body": text, "state_reason": null,
    })
}

pub(super) fn comment(id: u64, number: u64, text: &str, by: &Person, wall: SystemTime) -> Value {
    let now = time::write(wall);
    json!({
        "url": format!("{API}/repos/{REPOSITORY}/issues/comments/{id}"),
        "html_url": format!("{SITE}/{REPOSITORY}/issues/{number}#issuecomment-{id}"),
        "issue_url": format!("{API}/repos/{REPOSITORY}/issues/{number}"), "id": id, "node_id": format!("IC_{id}"),
        "user": user(by), "created_at": now, "updated_at": now, "author_association": "NONE", "body": text,
    })
}
