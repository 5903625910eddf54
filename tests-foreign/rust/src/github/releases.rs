//! What others use: releases, packages, advisories about them.

use serde_json::{Value, json};

use super::{API, DATE, SITE, Things};
use crate::Document;

impl Things {
    pub(super) fn releases(&self) -> Vec<Document> {
        let (package, mut registered) = (self.package(), self.package());
        registered["package_version"]["package_url"] = "ghcr.io/anna/site:1.0.0".into();
        vec![
            ("release", json!({"action": "published", "release": self.release()})),
            ("package", json!({"action": "published", "package": package})),
            ("registry_package", json!({"action": "published", "registry_package": registered})),
            ("repository_advisory", json!({"action": "published", "repository_advisory": self.advisory()})),
        ]
    }

    fn release(&self) -> Value {
        let url = format!("{API}/releases/17372790");
        let asset = json!({
            "url": format!("{API}/releases/assets/1"), "id": 1, "node_id": "RA_1", "name": "site.tar.gz",
            "label": null, "state": "uploaded", "content_type": "application/gzip", "size": 1024, "download_count": 0,
            "digest": null, "created_at": DATE, "updated_at": DATE, "uploader": self.user,
            "browser_download_url": format!("{SITE}/releases/download/v1.0.0/site.tar.gz"),
        });
        json!({
            "url": url, "assets_url": format!("{url}/assets"), "upload_url": format!("{url}/assets{{?name,label}}"),
            "html_url": format!("{SITE}/releases/tag/v1.0.0"), "id": 17_372_790, "node_id": "RE_17372790",
            "tag_name": "v1.0.0", "target_commitish": "main", "name": "The first", "draft": false, "prerelease": false,
            "immutable": false, "author": self.user, "created_at": DATE, "updated_at": DATE, "published_at": DATE,
            "assets": [asset], "tarball_url": format!("{API}/tarball/v1.0.0"),
            "zipball_url": format!("{API}/zipball/v1.0.0"), "body": "It works.",
        })
    }

    fn package(&self) -> Value {
        let page = format!("{SITE}/pkgs/container/site");
        let file = json!({
            "id": 1, "name": "manifest.json", "size": 528, "state": "uploaded", "content_type": "application/json",
            "created_at": DATE, "updated_at": DATE, "md5": null, "sha1": null, "sha256": null,
            "download_url": format!("{page}/manifest.json"),
        });
        let version = json!({
            "id": 214, "name": "1.0.0", "version": "1.0.0", "summary": "", "description": "", "html_url": page,
            "metadata": [], "package_files": [file], "author": self.user, "created_at": DATE, "updated_at": DATE,
            "installation_command": "docker pull ghcr.io/anna/site:1.0.0",
        });
        json!({
            "id": 10_696, "name": "site", "namespace": "anna", "description": "", "ecosystem": "CONTAINER",
            "package_type": "CONTAINER", "html_url": page, "created_at": DATE, "updated_at": DATE, "owner": self.user,
            "package_version": version,
            "registry": {
                "about_url": "https://docs.github.com/packages", "name": "GitHub Container registry",
                "type": "container", "url": "https://ghcr.io/anna/site", "vendor": "GitHub Inc",
            },
        })
    }

    fn advisory(&self) -> Value {
        json!({
            "ghsa_id": "GHSA-abcd-1234-efgh", "cve_id": null, "url": format!("{API}/security-advisories/1"),
            "html_url": format!("{SITE}/security/advisories/GHSA-abcd-1234-efgh"), "summary": "Too much is said",
            "description": "A log shows a token.", "severity": "high", "author": null, "publisher": null,
            "identifiers": [{"type": "GHSA", "value": "GHSA-abcd-1234-efgh"}], "state": "published",
            "created_at": DATE, "updated_at": DATE, "published_at": DATE, "closed_at": null, "withdrawn_at": null,
            "submission": null, "cvss": {"vector_string": null, "score": null}, "cwes": [], "cwe_ids": [],
            "vulnerabilities": [{
                "package": {"ecosystem": "npm", "name": "site"}, "vulnerable_version_range": "< 1.0.1",
                "patched_versions": "1.0.1", "vulnerable_functions": [],
            }],
            "credits": [{"login": "bob", "type": "finder"}],
            "credits_detailed": [{"user": self.user, "type": "finder", "state": "accepted"}],
            "collaborating_users": [self.user], "collaborating_teams": null, "private_fork": null,
        })
    }
}
