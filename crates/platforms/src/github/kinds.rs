//! The kinds of events, in the webhook's words, and what the Events API calls them.

/// What a webhook of a repository can subscribe to; one of an organization knows all of them, too ("Webhook events and
/// payloads", the availability of each). Kinds that only a GitHub App or an organization gets are not among them: whoever
/// asks a repository for one is refused as a whole.
pub(super) static NAMES: [&str; 50] = [
    "branch_protection_configuration",
    "branch_protection_rule",
    "check_run",
    "check_suite",
    "code_scanning_alert",
    "commit_comment",
    "create",
    "custom_property_values",
    "delete",
    "dependabot_alert",
    "deploy_key",
    "deployment",
    "deployment_status",
    "discussion",
    "discussion_comment",
    "fork",
    "gollum",
    "issue_comment",
    "issue_dependencies",
    "issues",
    "label",
    "member",
    "meta",
    "milestone",
    "package",
    "page_build",
    "public",
    "pull_request",
    "pull_request_review",
    "pull_request_review_comment",
    "pull_request_review_thread",
    "push",
    "registry_package",
    "release",
    "repository",
    "repository_advisory",
    "repository_import",
    "repository_ruleset",
    "repository_vulnerability_alert",
    "secret_scanning_alert",
    "secret_scanning_alert_location",
    "secret_scanning_scan",
    "security_and_analysis",
    "star",
    "status",
    "sub_issues",
    "team_add",
    "watch",
    "workflow_job",
    "workflow_run",
];

/// Those of them that the Events API tells, too ("GitHub event types"). `repository` is what it calls the creation of one.
pub(super) static POLLED: [&str; 18] = [
    "commit_comment",
    "create",
    "delete",
    "discussion",
    "fork",
    "gollum",
    "issue_comment",
    "issues",
    "member",
    "public",
    "pull_request",
    "pull_request_review",
    "pull_request_review_comment",
    "pull_request_review_thread",
    "push",
    "release",
    "repository",
    "watch",
];

/// The kind of this name; `None` for one that is not in the list.
pub(super) fn find(name: &str) -> Option<&'static str> {
    NAMES.iter().find(|known| **known == name).copied()
}

/// The webhook's word for a type of the Events API: `IssueCommentEvent` is `issue_comment`. Every documented type follows
/// this rule, so it serves for those to come.
pub(super) fn word(event: &str) -> String {
    let name = event.strip_suffix("Event").filter(|name| !name.is_empty()).unwrap_or(event);
    let mut word = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !word.is_empty() {
            word.push('_');
        }
        word.push(letter.to_ascii_lowercase());
    }
    word
}
