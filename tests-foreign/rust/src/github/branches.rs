//! Branches and tags, commits, forks, pages, and who protects them.

use serde_json::{Value, json};

use super::{API, DATE, LATER, SHA, SITE, Things, reactions, writer};
use crate::Document;

impl Things {
    pub(super) fn branches(&self) -> Vec<Document> {
        let gone = json!({"ref": "v1", "ref_type": "tag", "pusher_type": "user"});
        let made = json!({
            "ref": "patch", "ref_type": "branch", "master_branch": "main", "description": null, "pusher_type": "user",
        });
        let page = json!({
            "page_name": "Home", "title": "Home", "summary": null, "action": "created", "sha": SHA,
            "html_url": format!("{SITE}/wiki/Home"),
        });
        vec![
            ("create", made),
            ("delete", gone),
            ("commit_comment", json!({"action": "created", "comment": self.commit_comment()})),
            ("status", self.status()),
            ("fork", json!({"forkee": self.fork()})),
            ("gollum", json!({"pages": [page]})),
            ("page_build", json!({"id": 15_995_382, "build": self.build()})),
            ("branch_protection_configuration", json!({"action": "enabled"})),
            ("branch_protection_rule", json!({"action": "created", "rule": self.rule()})),
            ("repository_ruleset", json!({"action": "created", "repository_ruleset": ruleset()})),
        ]
    }

    pub(super) fn commit_comment(&self) -> Value {
        let url = format!("{API}/comments/33548674");
        json!({
            "url": url, "html_url": format!("{SITE}/commit/{SHA}#commitcomment-33548674"), "id": 33_548_674,
            "node_id": "MDEzOkNvbW1pdENvbW1lbnQzMzU0ODY3NA==", "user": self.user, "position": null, "line": null,
            "path": null, "commit_id": SHA, "created_at": DATE, "updated_at": DATE, "author_association": "OWNER",
            "body": "Why?", "reactions": reactions(&url),
        })
    }

    fn status(&self) -> Value {
        let url = format!("{API}/commits/{SHA}");
        let verification = json!({
            "verified": false, "reason": "unsigned", "signature": null, "payload": null, "verified_at": null,
        });
        let commit = json!({
            "author": writer(), "committer": writer(), "message": "A change", "comment_count": 0,
            "tree": {"sha": SHA, "url": format!("{API}/git/trees/{SHA}")}, "url": format!("{API}/git/commits/{SHA}"),
            "verification": verification,
        });
        json!({
            "id": 6_805_126_730_u64, "sha": SHA, "name": "anna/site", "target_url": "https://ci.example.org/1",
            "avatar_url": self.user["avatar_url"], "context": "ci", "description": "All is well", "state": "success",
            "commit": {
                "sha": SHA, "node_id": "C_1", "commit": commit, "url": url, "html_url": format!("{SITE}/commit/{SHA}"),
                "comments_url": format!("{url}/comments"), "author": self.user, "committer": self.user, "parents": [],
            },
            "branches": [{"name": "main", "commit": {"sha": SHA, "url": url}, "protected": false}],
            "created_at": "2026-11-24T08:00:00+00:00", "updated_at": "2026-11-24T08:00:00+00:00",
        })
    }

    fn fork(&self) -> Value {
        let mut fork = self.repository.clone();
        fork["fork"] = true.into();
        fork["id"] = 186_853_261.into();
        fork["full_name"] = "bob/site".into();
        fork["owner"] = self.user.clone();
        fork
    }

    fn build(&self) -> Value {
        json!({
            "url": format!("{API}/pages/builds/130514899"), "status": "built", "error": {"message": null},
            "pusher": self.user, "commit": SHA, "duration": 16_000, "created_at": DATE, "updated_at": LATER,
        })
    }

    fn rule(&self) -> Value {
        let mut rule = json!({
            "id": 21_796_960, "repository_id": self.repository["id"], "name": "main", "created_at": DATE,
            "updated_at": DATE, "required_approving_review_count": 1, "required_status_checks": ["ci"],
            "authorized_actor_names": ["anna"],
        });
        for level in [
            "allow_deletions",
            "allow_force_pushes",
            "linear_history_requirement",
            "lock_branch",
            "merge_queue",
            "pull_request_reviews",
            "required_deployments",
            "required_status_checks",
            "signature_requirement",
        ] {
            rule[format!("{level}_enforcement_level")] = "off".into();
        }
        rule["required_conversation_resolution_level"] = "non_admins".into();
        for flag in [
            "admin_enforced",
            "authorized_actors_only",
            "authorized_dismissal_actors_only",
            "dismiss_stale_reviews_on_push",
            "ignore_approvals_from_contributors",
            "require_code_owner_review",
            "strict_required_status_checks_policy",
            "create_protected",
            "require_last_push_approval",
        ] {
            rule[flag] = (flag == "authorized_actors_only").into();
        }
        rule
    }
}

fn ruleset() -> Value {
    json!({
        "id": 42, "name": "releases", "target": "branch", "source_type": "Repository", "source": "anna/site",
        "enforcement": "active", "node_id": "RRS_42", "created_at": DATE, "updated_at": DATE,
        "conditions": {"ref_name": {"include": ["~DEFAULT_BRANCH"], "exclude": []}},
        "rules": [{"type": "deletion"}, {"type": "non_fast_forward"}],
    })
}
