//! Alerts: what machines found in the code, in its dependencies, in what should have been a secret.

use serde_json::{Value, json};

use super::{API, DATE, SHA, SITE, Things};
use crate::Document;

impl Things {
    pub(super) fn security(&self) -> Vec<Document> {
        let scan = json!({
            "action": "completed", "type": "backfill", "source": "git", "started_at": DATE, "completed_at": DATE,
            "secret_types": ["github_personal_access_token"],
        });
        vec![
            (
                "code_scanning_alert",
                json!({
                    "action": "created", "alert": code_alert(), "commit_oid": SHA, "ref": "refs/heads/main",
                }),
            ),
            ("dependabot_alert", json!({"action": "created", "alert": dependency_alert()})),
            ("repository_vulnerability_alert", json!({"action": "create", "alert": vulnerability()})),
            ("secret_scanning_alert", json!({"action": "created", "alert": secret_alert()})),
            (
                "secret_scanning_alert_location",
                json!({
                    "action": "created", "alert": secret_alert(), "location": location(),
                }),
            ),
            ("secret_scanning_scan", scan),
            (
                "security_and_analysis",
                json!({
                    "changes": {"from": {"security_and_analysis": {"secret_scanning": {"status": "disabled"}}}},
                }),
            ),
        ]
    }
}

fn code_alert() -> Value {
    json!({
        "number": 10, "created_at": DATE, "updated_at": DATE, "url": format!("{API}/code-scanning/alerts/10"),
        "html_url": format!("{SITE}/security/code-scanning/10"),
        "instances_url": format!("{API}/code-scanning/alerts/10/instances"), "state": "open", "fixed_at": null,
        "dismissed_by": null, "dismissed_at": null, "dismissed_reason": null, "dismissed_comment": null,
        "rule": {
            "id": "rust/log-injection", "severity": "error", "description": "A log shows a token",
            "name": "rust/log-injection", "full_description": "A log shows what it should not.", "help": null,
            "tags": ["security"],
        },
        "tool": {"name": "CodeQL", "version": "2.20.0", "guid": null},
        "most_recent_instance": {
            "ref": "refs/heads/main", "analysis_key": ".github/workflows/ci.yml:analyze", "environment": "{}",
            "category": "rust", "state": "open", "commit_sha": SHA, "message": {"text": "A token is shown."},
            "location": {
                "path": "src/log.rs", "start_line": 1, "end_line": 1, "start_column": 5, "end_column": 9,
            },
            "classifications": ["test"],
        },
    })
}

fn dependency_alert() -> Value {
    let package = json!({"ecosystem": "npm", "name": "left"});
    let vulnerability = json!({
        "package": package, "severity": "high", "vulnerable_version_range": "< 1.0.1",
        "first_patched_version": {"identifier": "1.0.1"},
    });
    json!({
        "number": 3, "state": "open",
        "dependency": {"package": package, "manifest_path": "package-lock.json", "scope": "runtime"},
        "security_advisory": {
            "ghsa_id": "GHSA-abcd-1234-efgh", "cve_id": null, "summary": "It breaks", "description": "It breaks.",
            "vulnerabilities": [vulnerability], "severity": "high", "cvss": {"vector_string": null, "score": 0.0},
            "cwes": [{"cwe_id": "CWE-400", "name": "Resource consumption"}],
            "identifiers": [{"type": "GHSA", "value": "GHSA-abcd-1234-efgh"}],
            "references": [{"url": "https://example.org/"}], "published_at": DATE, "updated_at": DATE,
            "withdrawn_at": null,
        },
        "security_vulnerability": vulnerability, "url": format!("{API}/dependabot/alerts/3"),
        "html_url": format!("{SITE}/security/dependabot/3"), "created_at": DATE, "updated_at": DATE,
        "dismissed_at": null, "dismissed_by": null, "dismissed_reason": null, "dismissed_comment": null,
        "fixed_at": null, "auto_dismissed_at": null,
    })
}

fn vulnerability() -> Value {
    json!({
        "id": 7_649_605, "number": 3, "node_id": "RVA_7649605", "affected_range": "< 1.0.1",
        "affected_package_name": "left", "external_reference": "https://example.org/", "external_identifier": "CVE-1",
        "fixed_in": "1.0.1", "ghsa_id": "GHSA-abcd-1234-efgh", "severity": "high", "state": "open",
        "created_at": DATE,
    })
}

fn secret_alert() -> Value {
    let url = format!("{API}/secret-scanning/alerts/2");
    json!({
        "number": 2, "created_at": DATE, "updated_at": DATE, "url": url,
        "html_url": format!("{SITE}/security/secret-scanning/2"), "locations_url": format!("{url}/locations"),
        "resolution": null, "resolved_at": null, "resolved_by": null, "resolution_comment": null,
        "secret_type": "github_personal_access_token", "secret_type_display_name": "GitHub Personal Access Token",
        "validity": "active", "push_protection_bypassed": false, "push_protection_bypassed_by": null,
        "push_protection_bypassed_at": null, "publicly_leaked": false, "multi_repo": false,
    })
}

fn location() -> Value {
    json!({"type": "commit", "details": {
        "path": "src/log.rs", "start_line": 1, "end_line": 1, "start_column": 1, "end_column": 40, "blob_sha": SHA,
        "blob_url": format!("{API}/git/blobs/{SHA}"), "commit_sha": SHA,
        "commit_url": format!("{API}/git/commits/{SHA}"),
    }})
}
