//! Somebody who works on repositories, for whoever writes the script.

use std::time::Duration;

use serde_json::{Value, json};

use super::desk::Traces;
use super::repo::Repo;

/// An account of a human, by its login.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Developer {
    pub(super) login: String,
}

/// Something that a developer did, and what it is called by either door.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Done {
    /// When, counted from the start of the network.
    pub at: Duration,
    /// The number of the issue or pull request that it was about.
    pub number: u64,
    /// `X-GitHub-Delivery` of all its deliveries.
    pub guid: String,
    /// Its id in the Events API, if it is seen there.
    pub event: Option<String>,
}

impl Done {
    pub(super) fn new(at: Duration, number: u64, traces: Traces) -> Self {
        Self { at, number, guid: traces.guid, event: traces.event }
    }
}

impl Developer {
    pub(crate) fn new(login: &str) -> Self {
        Self { login: login.to_owned() }
    }

    /// Their name.
    pub fn login(&self) -> &str {
        &self.login
    }

    /// Opens an issue. `None`: it has no title, or too long a body.
    pub fn opens_issue(&self, repo: &Repo, title: &str, body: &str) -> Option<Done> {
        repo.site.change(|desk, now| {
            let (number, traces) = desk.open_issue(&self.login, title, body, now).ok()?;
            Some(Done::new(now, number, traces))
        })
    }

    /// Comments on an issue or a pull request. `None`: there is none of this number, or there is nothing to say.
    pub fn comments(&self, repo: &Repo, number: u64, body: &str) -> Option<Done> {
        repo.site.change(|desk, now| {
            let (_, traces) = desk.comment(&self.login, number, body, now).ok()?;
            Some(Done::new(now, number, traces))
        })
    }

    /// Closes an issue, or a pull request, which is not merged then.
    pub fn closes(&self, repo: &Repo, number: u64) -> Option<Done> {
        repo.site.change(|desk, now| {
            let (_, traces) = desk.set_state(&self.login, number, false, now).ok()?;
            Some(Done::new(now, number, traces))
        })
    }

    /// Opens a pull request.
    pub fn opens_pull_request(&self, repo: &Repo, title: &str) -> Done {
        repo.site.change(|desk, now| {
            let (number, traces) = desk.open_pull(&self.login, title, now);
            Done::new(now, number, traces)
        })
    }

    /// Pushes a commit with this message to `main`.
    pub fn pushes(&self, repo: &Repo, message: &str) -> Done {
        let sha = |seed: &str| format!("{:040x}", super::shapes::user_id(seed));
        let (before, after) = (sha("before"), sha(message));
        let page = format!("https://github.com/{}", repo.name());
        let email = format!("{}@example.com", self.login);
        let who = json!({"name": self.login, "email": email, "username": self.login});
        let commit = json!({
            "id": after,
            "tree_id": sha("tree"),
            "distinct": true,
            "message": message,
            "timestamp": repo.site.read(|desk, now| desk.date(now)),
            "url": format!("{page}/commit/{after}"),
            "author": who,
            "committer": who,
            "added": [],
            "removed": [],
            "modified": ["README.md"],
        });
        let push = json!({
            "ref": "refs/heads/main",
            "before": before,
            "after": after,
            "base_ref": null,
            "created": false,
            "deleted": false,
            "forced": false,
            "compare": format!("{page}/compare/{}...{}", &before[..12], &after[..12]),
            "pusher": {"name": self.login, "email": email},
            "commits": [commit],
            "head_commit": commit,
        });
        self.causes(repo, "push", &push)
    }

    /// Gives a star. By webhook it is told twice, as `star` and as `watch`; the Events API knows `WatchEvent`, to which
    /// the returned ids belong.
    pub fn stars(&self, repo: &Repo) -> Done {
        self.causes(repo, "star", &json!({"action": "created"}));
        self.causes(repo, "watch", &json!({"action": "started"}))
    }

    /// Whatever else somebody can cause: `kind` is the webhook's word, `payload` what a webhook says besides
    /// `repository` and `sender`.
    pub fn causes(&self, repo: &Repo, kind: &str, payload: &Value) -> Done {
        repo.site.change(|desk, now| Done::new(now, 0, desk.happen(kind, payload, &self.login, now)))
    }
}
