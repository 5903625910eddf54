//! What owners do: to the repository itself, its members, its keys, its webhooks.

use serde_json::{Value, json};

use super::{API, DATE, Things, organization};
use crate::Document;

impl Things {
    pub(super) fn settings(&self) -> Vec<Document> {
        let key = json!({
            "id": 100, "key": "ssh-ed25519 AAAA", "url": format!("{API}/keys/100"), "title": "deploy",
            "verified": true, "created_at": DATE, "read_only": true, "added_by": "anna", "last_used": null,
            "enabled": true,
        });
        let values = |value: &str| json!([{"property_name": "team", "value": value}]);
        vec![
            ("public", json!({})),
            ("repository", json!({"action": "archived"})),
            ("repository", json!({"action": "renamed", "changes": {"repository": {"name": {"from": "page"}}}})),
            ("repository_import", json!({"status": "success"})),
            ("member", json!({"action": "added", "member": self.user, "changes": {"permission": {"to": "write"}}})),
            ("team_add", json!({"team": team()})),
            ("deploy_key", json!({"action": "created", "key": key})),
            ("meta", json!({"action": "deleted", "hook_id": 109_948_940, "hook": hook()})),
            (
                "custom_property_values",
                json!({
                    "action": "updated", "organization": organization(), "new_property_values": values("web"),
                    "old_property_values": values("site"),
                }),
            ),
        ]
    }
}

fn team() -> Value {
    let url = "https://api.github.com/organizations/5430/team/3253328";
    json!({
        "name": "web", "id": 3_253_328, "node_id": "T_3253328", "slug": "web", "description": null,
        "privacy": "closed", "notification_setting": "notifications_enabled", "url": url,
        "html_url": "https://github.com/orgs/octo-org/teams/web", "members_url": format!("{url}/members{{/member}}"),
        "repositories_url": format!("{url}/repos"), "permission": "push", "parent": null,
    })
}

fn hook() -> Value {
    json!({
        "type": "Repository", "id": 109_948_940, "name": "web", "active": true, "events": ["*"],
        "config": {"content_type": "json", "insecure_ssl": "0", "url": "https://bot.example.org/hook"},
        "created_at": DATE, "updated_at": DATE,
    })
}
