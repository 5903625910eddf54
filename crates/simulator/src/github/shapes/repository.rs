//! A repository, which has an address for everything in it.

use serde_json::{Value, json};

use super::{Name, user};

/// What the API has below a repository: the field that says where, and the path.
const BELOW: [(&str, &str); 37] = [
    ("archive_url", "/{archive_format}{/ref}"),
    ("assignees_url", "/assignees{/user}"),
    ("blobs_url", "/git/blobs{/sha}"),
    ("branches_url", "/branches{/branch}"),
    ("collaborators_url", "/collaborators{/collaborator}"),
    ("comments_url", "/comments{/number}"),
    ("commits_url", "/commits{/sha}"),
    ("compare_url", "/compare/{base}...{head}"),
    ("contents_url", "/contents/{+path}"),
    ("contributors_url", "/contributors"),
    ("deployments_url", "/deployments"),
    ("downloads_url", "/downloads"),
    ("events_url", "/events"),
    ("forks_url", "/forks"),
    ("git_commits_url", "/git/commits{/sha}"),
    ("git_refs_url", "/git/refs{/sha}"),
    ("git_tags_url", "/git/tags{/sha}"),
    ("hooks_url", "/hooks"),
    ("issue_comment_url", "/issues/comments{/number}"),
    ("issue_events_url", "/issues/events{/number}"),
    ("issues_url", "/issues{/number}"),
    ("keys_url", "/keys{/key_id}"),
    ("labels_url", "/labels{/name}"),
    ("languages_url", "/languages"),
    ("merges_url", "/merges"),
    ("milestones_url", "/milestones{/number}"),
    ("notifications_url", "/notifications{?since,all,participating}"),
    ("pulls_url", "/pulls{/number}"),
    ("releases_url", "/releases{/id}"),
    ("stargazers_url", "/stargazers"),
    ("statuses_url", "/statuses/{sha}"),
    ("subscribers_url", "/subscribers"),
    ("subscription_url", "/subscription"),
    ("tags_url", "/tags"),
    ("teams_url", "/teams"),
    ("trees_url", "/git/trees{/sha}"),
    ("url", ""),
];

impl Name {
    /// The repository in a webhook.
    pub(crate) fn repository(&self, date: &str) -> Value {
        let full = self.full();
        let mut repository = json!({
            "id": self.id,
            "node_id": format!("R_{}", self.id),
            "name": self.repo,
            "full_name": full,
            "owner": user(&self.owner),
            "html_url": self.site(),
            "svn_url": self.site(),
            "clone_url": format!("{}.git", self.site()),
            "git_url": format!("git://github.com/{full}.git"),
            "ssh_url": format!("git@github.com:{full}.git"),
            "topics": [],
            "visibility": "public",
            "default_branch": "main",
            "size": 1,
        });
        for (field, path) in BELOW {
            repository[field] = json!(format!("{}{path}", self.api()));
        }
        for field in ["created_at", "updated_at", "pushed_at"] {
            repository[field] = json!(date);
        }
        for field in ["description", "homepage", "language", "license", "mirror_url"] {
            repository[field] = Value::Null;
        }
        for field in ["archived", "disabled", "fork", "is_template", "private", "web_commit_signoff_required"] {
            repository[field] = json!(false);
        }
        for thing in ["forks", "open_issues", "watchers"] {
            repository[thing] = json!(0);
            repository[format!("{thing}_count")] = json!(0);
        }
        repository["stargazers_count"] = json!(0);
        repository["allow_forking"] = json!(true);
        for feature in ["discussions", "downloads", "issues", "pages", "projects", "wiki"] {
            repository[format!("has_{feature}")] = json!(true);
        }
        repository
    }
}
