//! What things of GitHub's look like in JSON.

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

    /// The repository in a webhook.
    pub(crate) fn repository(&self, date: &str) -> Value {
        json!({
            "id": self.id,
            "node_id": format!("R_{}", self.id),
            "name": self.repo,
            "full_name": self.full(),
            "private": false,
            "owner": user(&self.owner),
            "html_url": self.site(),
            "description": null,
            "fork": false,
            "url": self.api(),
            "hooks_url": format!("{}/hooks", self.api()),
            "events_url": format!("{}/events", self.api()),
            "issues_url": format!("{}/issues{{/number}}", self.api()),
            "issue_comment_url": format!("{}/issues/comments{{/number}}", self.api()),
            "pulls_url": format!("{}/pulls{{/number}}", self.api()),
            "created_at": date,
            "updated_at": date,
            "pushed_at": date,
            "default_branch": "main",
            "has_issues": true,
            "archived": false,
            "disabled": false,
            "visibility": "public",
        })
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

    /// A pull request; `issue` is the issue that carries its number.
    pub(crate) fn pull_request(&self, issue: &Value, branch: &str, date: &str) -> Value {
        let number = &issue["number"];
        let (url, site) = (format!("{}/pulls/{number}", self.api()), format!("{}/pull/{number}", self.site()));
        let side = |name: &str| {
            json!({
                "label": format!("{}:{name}", self.owner),
                "ref": name,
                "sha": format!("{:040x}", user_id(name)),
                "user": user(&self.owner),
                "repo": self.repository(date),
            })
        };
        json!({
            "url": url,
            "id": issue["id"],
            "node_id": format!("PR_{}", issue["id"]),
            "html_url": site,
            "diff_url": format!("{site}.diff"),
            "patch_url": format!("{site}.patch"),
            "issue_url": issue["url"],
            "commits_url": format!("{url}/commits"),
            "review_comments_url": format!("{url}/comments"),
            "review_comment_url": format!("{}/pulls/comments{{/number}}", self.api()),
            "comments_url": issue["comments_url"],
            "statuses_url": format!("{}/statuses/{:040x}", self.api(), user_id(branch)),
            "number": number,
            "state": "open",
            "locked": false,
            "title": issue["title"],
            "user": issue["user"],
            "body": issue["body"],
            "labels": [],
            "assignees": [],
            "requested_reviewers": [],
            "requested_teams": [],
            "draft": false,
            "merged": false,
            "created_at": date,
            "updated_at": date,
            "head": side(branch),
            "base": side("main"),
            "author_association": "NONE",
            "comments": 0,
            "commits": 1,
            "additions": 1,
            "deletions": 0,
            "changed_files": 1,
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
