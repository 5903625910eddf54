//! A pull request, and what the issue that carries its number says of it.

use serde_json::{Value, json};

use super::{Name, user, user_id};

/// What it links to: the name of the link, and of the field that has the same address.
const LINKS: [(&str, &str); 8] = [
    ("self", "url"),
    ("html", "html_url"),
    ("issue", "issue_url"),
    ("comments", "comments_url"),
    ("review_comments", "review_comments_url"),
    ("review_comment", "review_comment_url"),
    ("commits", "commits_url"),
    ("statuses", "statuses_url"),
];

impl Name {
    /// A pull request; `issue` is the issue that carries its number.
    pub(crate) fn pull_request(&self, issue: &Value, branch: &str, date: &str) -> Value {
        let mut pull = self.addresses(issue, branch);
        for field in ["id", "number", "state", "locked", "active_lock_reason", "title", "user", "body", "comments"] {
            pull[field] = issue[field].clone();
        }
        for field in ["created_at", "updated_at"] {
            pull[field] = json!(date);
        }
        let nobody = ["assignee", "auto_merge", "closed_at", "merge_commit_sha", "merged_at", "merged_by", "milestone"];
        for field in nobody.into_iter().chain(["mergeable", "rebaseable"]) {
            pull[field] = Value::Null;
        }
        for field in ["assignees", "labels", "requested_reviewers", "requested_teams"] {
            pull[field] = json!([]);
        }
        for field in ["draft", "merged", "maintainer_can_modify"] {
            pull[field] = json!(false);
        }
        for (field, count) in
            [("review_comments", 0), ("commits", 1), ("additions", 1), ("deletions", 0), ("changed_files", 1)]
        {
            pull[field] = json!(count);
        }
        pull["node_id"] = json!(format!("PR_{}", issue["id"]));
        pull["author_association"] = json!("NONE");
        pull["mergeable_state"] = json!("unknown");
        pull["head"] = self.side(branch, date);
        pull["base"] = self.side("main", date);
        pull["_links"] =
            LINKS.iter().map(|(link, field)| ((*link).to_owned(), json!({"href": pull[*field]}))).collect();
        pull
    }

    /// What an issue has that is a pull request.
    pub(crate) fn pull_request_link(&self, number: u64) -> Value {
        let (url, page) = (format!("{}/pulls/{number}", self.api()), format!("{}/pull/{number}", self.site()));
        json!({
            "url": url,
            "html_url": page,
            "diff_url": format!("{page}.diff"),
            "patch_url": format!("{page}.patch"),
            "merged_at": null,
        })
    }

    fn addresses(&self, issue: &Value, branch: &str) -> Value {
        let number = &issue["number"];
        let (url, page) = (format!("{}/pulls/{number}", self.api()), format!("{}/pull/{number}", self.site()));
        json!({
            "url": url,
            "html_url": page,
            "diff_url": format!("{page}.diff"),
            "patch_url": format!("{page}.patch"),
            "issue_url": issue["url"],
            "commits_url": format!("{url}/commits"),
            "review_comments_url": format!("{url}/comments"),
            "review_comment_url": format!("{}/pulls/comments{{/number}}", self.api()),
            "comments_url": issue["comments_url"],
            "statuses_url": format!("{}/statuses/{:040x}", self.api(), user_id(branch)),
        })
    }

    /// Where it comes from, or where it goes.
    fn side(&self, branch: &str, date: &str) -> Value {
        json!({
            "label": format!("{}:{branch}", self.owner),
            "ref": branch,
            "sha": format!("{:040x}", user_id(branch)),
            "user": user(&self.owner),
            "repo": self.repository(date),
        })
    }
}
