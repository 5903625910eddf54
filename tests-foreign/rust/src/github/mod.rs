//! Payloads of webhooks in full, as GitHub documents them: at least one for each kind, without `repository` and `sender`,
//! which the network puts in.

mod branches;
mod checks;
mod releases;
mod security;
mod settings;
mod talk;

use pollhook_simulator::github::Repo;
use serde_json::{Value, json};

use crate::Document;

const API: &str = "https://api.github.com/repos/anna/site";
const SITE: &str = "https://github.com/anna/site";
const DATE: &str = "2026-11-24T08:00:00Z";
const LATER: &str = "2026-11-24T08:00:30Z";
const SHA: &str = "6dcb09b5b57875f334f61aebed695e2e4193db5e";

/// What payloads speak of, as the network shows it.
pub struct Things {
    repository: Value,
    issue: Value,
    pull_request: Value,
    user: Value,
}

impl Things {
    /// Of a repository with an issue and a pull request of these numbers.
    pub fn of(repo: &Repo, issue: u64, pull_request: u64) -> Self {
        let issue = repo.issue(issue).expect("it was opened");
        let pull_request = repo.pull_request(pull_request).expect("it was opened");
        Self { repository: repo.shown(), user: issue["user"].clone(), issue, pull_request }
    }

    /// Every document.
    pub fn documents(&self) -> Vec<Document> {
        [self.branches(), self.checks(), self.releases(), self.security(), self.settings(), self.talk()].concat()
    }

    /// What the Events API words in its own way: it is not what a webhook would say.
    pub fn told_otherwise(&self) -> Vec<Document> {
        let about = |action: &str, more: (&str, Value)| {
            let mut about = json!({"action": action, "number": 2, "pull_request": self.pull_request});
            about[more.0] = more.1;
            about
        };
        let mut review = self.review();
        review["state"] = "approved".into();
        vec![
            (
                "create",
                json!({
                    "ref": null, "ref_type": "repository", "master_branch": "main", "description": null,
                    "pusher_type": "user",
                }),
            ),
            ("pull_request", about("merged", ("reason", Value::Null))),
            ("pull_request_review", about("created", ("review", review.clone()))),
            ("pull_request_review", about("updated", ("review", review))),
            ("commit_comment", json!({"comment": self.commit_comment()})),
        ]
    }

    /// A pull request in short, as checks and runs show it.
    fn brief_pull_request(&self) -> Value {
        let side = |name: &str| {
            let side = &self.pull_request[name];
            let repo = json!({"id": side["repo"]["id"], "name": side["repo"]["name"], "url": side["repo"]["url"]});
            json!({"ref": side["ref"], "sha": side["sha"], "repo": repo})
        };
        let pull = &self.pull_request;
        json!({
            "id": pull["id"], "number": pull["number"], "url": pull["url"], "head": side("head"), "base": side("base"),
        })
    }

    /// The repository in short, as runs show it: who it is, and its addresses in the API.
    fn brief_repository(&self) -> Value {
        let is_brief = |name: &str| match name {
            "clone_url" | "git_url" | "mirror_url" | "ssh_url" | "svn_url" => false,
            "id" | "node_id" | "name" | "full_name" | "owner" | "private" | "description" | "fork" | "url" => true,
            name => name.ends_with("_url"),
        };
        let all = self.repository.as_object().into_iter().flatten();
        all.filter(|(name, _)| is_brief(name)).map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    /// The app that runs the checks.
    fn app(&self) -> Value {
        json!({
            "id": 15368, "slug": "github-actions", "node_id": "MDM6QXBwMTUzNjg=", "owner": self.user,
            "name": "GitHub Actions", "description": "Automates work", "external_url": "https://help.github.com/",
            "html_url": "https://github.com/apps/github-actions", "created_at": DATE, "updated_at": DATE,
            "permissions": {"checks": "write", "contents": "read"}, "events": ["check_run", "push"],
        })
    }
}

/// Who wrote a commit.
fn writer() -> Value {
    json!({"name": "Bob", "email": "bob@example.com", "date": DATE})
}

/// A commit, as checks and runs show it.
fn brief_commit() -> Value {
    let writer = json!({"name": "Bob", "email": "bob@example.com"});
    json!({
        "id": SHA, "tree_id": SHA, "message": "A change", "timestamp": DATE, "author": writer, "committer": writer,
    })
}

fn reactions(url: &str) -> Value {
    json!({
        "url": format!("{url}/reactions"), "total_count": 1, "+1": 1, "-1": 0, "laugh": 0, "hooray": 0, "confused": 0,
        "heart": 0, "rocket": 0, "eyes": 0,
    })
}

fn label() -> Value {
    json!({
        "id": 208_045_946, "node_id": "MDU6TGFiZWwyMDgwNDU5NDY=", "url": format!("{API}/labels/bug"), "name": "bug",
        "description": "Something is wrong", "color": "f29513", "default": true,
    })
}

fn organization() -> Value {
    let url = "https://api.github.com/orgs/octo-org";
    json!({
        "login": "octo-org", "id": 5430, "node_id": "O_5430", "url": url, "repos_url": format!("{url}/repos"),
        "events_url": format!("{url}/events"), "hooks_url": format!("{url}/hooks"),
        "issues_url": format!("{url}/issues"), "members_url": format!("{url}/members{{/member}}"),
        "public_members_url": format!("{url}/public_members{{/member}}"),
        "avatar_url": "https://avatars.githubusercontent.com/u/5430?v=4", "description": null,
    })
}

/// An object without some of its fields.
fn without(object: &Value, fields: &[&str]) -> Value {
    let mut object = object.clone();
    let known = object.as_object_mut().expect("it is one");
    fields.iter().for_each(|field| drop(known.remove(*field)));
    object
}
