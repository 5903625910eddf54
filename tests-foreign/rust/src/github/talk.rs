//! What people talk about: issues, discussions, reviews, and what these are sorted by.

use serde_json::{Value, json};

use super::{API, DATE, SHA, SITE, Things, label, organization, reactions, without};
use crate::Document;

impl Things {
    pub(super) fn talk(&self) -> Vec<Document> {
        let (discussion, pull) = (self.discussion(), self.pull_request_in_reviews());
        let comment = self.review_comment();
        vec![
            ("issues", json!({"action": "labeled", "issue": self.labelled(), "label": label()})),
            (
                "issues",
                json!({
                    "action": "edited", "issue": self.issue, "changes": {"title": {"from": "broken"}},
                }),
            ),
            ("pull_request", self.merged()),
            ("pull_request_review", json!({"action": "submitted", "pull_request": pull, "review": self.review()})),
            (
                "pull_request_review_comment",
                json!({
                    "action": "created", "pull_request": pull, "comment": comment,
                }),
            ),
            (
                "pull_request_review_thread",
                json!({
                    "action": "resolved", "pull_request": pull, "thread": {"node_id": "PRRT_1", "comments": [comment]},
                }),
            ),
            ("discussion", json!({"action": "created", "discussion": discussion})),
            (
                "discussion_comment",
                json!({
                    "action": "created", "discussion": discussion, "comment": self.discussion_comment(),
                }),
            ),
            ("label", json!({"action": "created", "label": label()})),
            ("milestone", json!({"action": "created", "milestone": self.milestone()})),
            (
                "sub_issues",
                json!({
                    "action": "sub_issue_added", "sub_issue_id": self.issue["id"], "sub_issue": self.issue,
                    "sub_issue_repo": self.repository, "parent_issue_id": self.issue["id"], "parent_issue": self.issue,
                }),
            ),
            (
                "issue_dependencies",
                json!({
                    "action": "blocked_by_added", "blocked_issue_id": self.issue["id"], "blocked_issue": self.issue,
                    "blocking_issue_id": self.issue["id"], "blocking_issue": self.issue,
                    "blocking_issue_repo": self.repository, "organization": organization(),
                }),
            ),
        ]
    }

    fn labelled(&self) -> Value {
        let mut issue = self.issue.clone();
        issue["labels"] = json!([label()]);
        issue["milestone"] = self.milestone();
        issue["assignee"] = self.user.clone();
        issue["assignees"] = json!([self.user]);
        issue
    }

    fn merged(&self) -> Value {
        let mut pull = self.pull_request.clone();
        pull["state"] = "closed".into();
        pull["merged"] = true.into();
        pull["merged_by"] = self.user.clone();
        pull["merge_commit_sha"] = SHA.into();
        for date in ["closed_at", "merged_at", "updated_at"] {
            pull[date] = DATE.into();
        }
        json!({"action": "closed", "number": pull["number"], "pull_request": pull})
    }

    /// Reviews do not show what was counted, nor what became of it.
    fn pull_request_in_reviews(&self) -> Value {
        without(
            &self.pull_request,
            &[
                "additions",
                "changed_files",
                "comments",
                "commits",
                "deletions",
                "maintainer_can_modify",
                "mergeable",
                "mergeable_state",
                "merged",
                "merged_by",
                "rebaseable",
                "review_comments",
            ],
        )
    }

    pub(super) fn review(&self) -> Value {
        let page = format!("{SITE}/pull/2#pullrequestreview-237895671");
        json!({
            "id": 237_895_671, "node_id": "PRR_237895671", "user": self.user, "body": null, "commit_id": SHA,
            "submitted_at": DATE, "updated_at": DATE, "state": "commented", "html_url": page,
            "pull_request_url": self.pull_request["url"], "author_association": "NONE",
            "_links": {"html": {"href": page}, "pull_request": {"href": self.pull_request["url"]}},
        })
    }

    fn review_comment(&self) -> Value {
        let (url, page) = (format!("{API}/pulls/comments/284312630"), format!("{SITE}/pull/2#discussion_r284312630"));
        let mut comment = json!({
            "url": url, "html_url": page, "pull_request_url": self.pull_request["url"], "id": 284_312_630,
            "node_id": "PRRC_284312630", "pull_request_review_id": 237_895_671, "diff_hunk": "@@ -1 +1 @@\n-a\n+b",
            "path": "README.md", "commit_id": SHA, "original_commit_id": SHA, "user": self.user, "body": "Why?",
            "created_at": DATE, "updated_at": DATE, "author_association": "NONE", "reactions": reactions(&url),
            "side": "RIGHT", "subject_type": "line",
            "_links": {
                "self": {"href": url}, "html": {"href": page}, "pull_request": {"href": self.pull_request["url"]},
            },
        });
        for place in ["position", "original_position", "line", "original_line"] {
            comment[place] = 1.into();
        }
        for place in ["start_line", "original_start_line", "start_side"] {
            comment[place] = Value::Null;
        }
        comment
    }

    fn discussion(&self) -> Value {
        let category = json!({
            "id": 32_078_107, "node_id": "DIC_32078107", "repository_id": self.repository["id"], "emoji": ":pray:",
            "name": "Q&A", "description": "Questions", "slug": "q-a", "is_answerable": true, "created_at": DATE,
            "updated_at": DATE,
        });
        json!({
            "repository_url": API, "category": category, "answer_html_url": null, "answer_chosen_at": null,
            "answer_chosen_by": null, "html_url": format!("{SITE}/discussions/90"), "id": 3_297_442, "number": 90,
            "node_id": "D_3297442", "title": "How?", "user": self.user, "labels": [], "state": "open",
            "state_reason": null, "locked": false, "comments": 0, "created_at": DATE, "updated_at": DATE,
            "author_association": "NONE", "active_lock_reason": null, "body": "How does it work?",
            "reactions": reactions(&format!("{API}/discussions/90")), "timeline_url": format!("{API}/discussions/90/timeline"),
        })
    }

    fn discussion_comment(&self) -> Value {
        json!({
            "id": 544_078, "node_id": "DC_544078", "html_url": format!("{SITE}/discussions/90#discussioncomment-544078"),
            "parent_id": null, "child_comment_count": 0, "repository_url": "anna/site", "discussion_id": 3_297_442,
            "author_association": "NONE", "user": self.user, "created_at": DATE, "updated_at": DATE, "body": "Well.",
            "reactions": reactions(&format!("{API}/discussions/comments/544078")),
        })
    }

    fn milestone(&self) -> Value {
        let url = format!("{API}/milestones/1");
        json!({
            "url": url, "html_url": format!("{SITE}/milestone/1"), "labels_url": format!("{url}/labels"),
            "id": 4_317_517, "node_id": "MI_4317517", "number": 1, "title": "v1.0", "description": null,
            "creator": self.user, "open_issues": 1, "closed_issues": 0, "state": "open", "created_at": DATE,
            "updated_at": DATE, "due_on": DATE, "closed_at": null,
        })
    }
}
