//! What machines do: checks, workflows, deployments.

use serde_json::{Value, json};

use super::{API, DATE, LATER, SHA, SITE, Things, brief_commit, without};
use crate::Document;

impl Things {
    pub(super) fn checks(&self) -> Vec<Document> {
        let (workflow, run, deployment) = (workflow(), self.workflow_run(), self.deployment());
        let run_in_short = without(&run, &["head_commit", "head_repository", "triggering_actor"]);
        vec![
            ("check_run", json!({"action": "created", "check_run": self.check_run()})),
            ("check_suite", json!({"action": "completed", "check_suite": self.check_suite()})),
            ("workflow_job", json!({"action": "queued", "workflow_job": job()})),
            ("workflow_run", json!({"action": "requested", "workflow_run": run, "workflow": workflow})),
            (
                "deployment",
                json!({
                    "action": "created", "deployment": deployment, "workflow": workflow, "workflow_run": run_in_short,
                }),
            ),
            (
                "deployment_status",
                json!({
                    "action": "created", "deployment": deployment, "deployment_status": self.deployment_status(),
                    "check_run": null, "workflow": null, "workflow_run": null,
                }),
            ),
        ]
    }

    fn check_run(&self) -> Value {
        let url = format!("{API}/check-runs/128620228");
        let suite = json!({
            "id": 118_578_147, "node_id": "MDEwOkNoZWNrU3VpdGUxMTg1NzgxNDc=", "head_branch": "patch", "head_sha": SHA,
            "status": "queued", "conclusion": null, "url": format!("{API}/check-suites/118578147"), "before": SHA,
            "after": SHA, "pull_requests": [self.brief_pull_request()], "app": self.app(), "created_at": DATE,
            "updated_at": DATE,
        });
        json!({
            "id": 128_620_228, "node_id": "MDg6Q2hlY2tSdW4xMjg2MjAyMjg=", "head_sha": SHA, "external_id": "",
            "url": url, "html_url": format!("{SITE}/runs/128620228"), "details_url": "https://ci.example.org/1",
            "status": "queued", "conclusion": null, "started_at": DATE, "completed_at": null, "name": "build",
            "output": {
                "title": null, "summary": null, "text": null, "annotations_count": 0,
                "annotations_url": format!("{url}/annotations"),
            },
            "check_suite": suite, "app": self.app(), "pull_requests": [self.brief_pull_request()],
        })
    }

    fn check_suite(&self) -> Value {
        let url = format!("{API}/check-suites/118578147");
        json!({
            "id": 118_578_147, "node_id": "MDEwOkNoZWNrU3VpdGUxMTg1NzgxNDc=", "head_branch": "patch", "head_sha": SHA,
            "status": "completed", "conclusion": "success", "url": url, "before": SHA, "after": SHA,
            "pull_requests": [self.brief_pull_request()], "app": self.app(), "created_at": DATE, "updated_at": LATER,
            "latest_check_runs_count": 1, "check_runs_url": format!("{url}/check-runs"), "head_commit": brief_commit(),
        })
    }

    fn workflow_run(&self) -> Value {
        let (url, repository) = (format!("{API}/actions/runs/289782451"), self.brief_repository());
        json!({
            "id": 289_782_451, "node_id": "WFR_289782451", "name": "ci", "head_branch": "patch", "head_sha": SHA,
            "path": ".github/workflows/ci.yml", "display_title": "A change", "run_number": 7, "run_attempt": 1,
            "event": "push", "status": "queued", "conclusion": null, "workflow_id": 6_776_401,
            "check_suite_id": 118_578_147, "check_suite_node_id": "MDEwOkNoZWNrU3VpdGUxMTg1NzgxNDc=", "url": url,
            "html_url": format!("{SITE}/actions/runs/289782451"), "pull_requests": [self.brief_pull_request()],
            "created_at": DATE, "updated_at": DATE, "run_started_at": DATE, "actor": self.user,
            "triggering_actor": self.user, "jobs_url": format!("{url}/jobs"), "logs_url": format!("{url}/logs"),
            "check_suite_url": format!("{API}/check-suites/118578147"), "artifacts_url": format!("{url}/artifacts"),
            "cancel_url": format!("{url}/cancel"), "rerun_url": format!("{url}/rerun"), "previous_attempt_url": null,
            "workflow_url": format!("{API}/actions/workflows/6776401"), "head_commit": brief_commit(),
            "head_repository": repository, "repository": repository, "referenced_workflows": [],
        })
    }

    fn deployment(&self) -> Value {
        let url = format!("{API}/deployments/145988746");
        json!({
            "url": url, "id": 145_988_746, "node_id": "DE_145988746", "sha": SHA, "ref": "main", "task": "deploy",
            "payload": {}, "original_environment": "production", "environment": "production", "description": null,
            "creator": self.user, "created_at": DATE, "updated_at": DATE, "statuses_url": format!("{url}/statuses"),
            "repository_url": API, "production_environment": true, "transient_environment": false,
        })
    }

    fn deployment_status(&self) -> Value {
        let deployment = format!("{API}/deployments/145988746");
        json!({
            "url": format!("{deployment}/statuses/209916254"), "id": 209_916_254, "node_id": "DES_209916254",
            "state": "success", "creator": self.user, "description": "", "environment": "production",
            "target_url": "https://example.org/", "created_at": DATE, "updated_at": DATE, "deployment_url": deployment,
            "repository_url": API, "environment_url": "https://example.org/", "log_url": "",
        })
    }
}

fn workflow() -> Value {
    json!({
        "id": 6_776_401, "node_id": "W_6776401", "name": "ci", "path": ".github/workflows/ci.yml", "state": "active",
        "created_at": DATE, "updated_at": DATE, "url": format!("{API}/actions/workflows/6776401"),
        "html_url": format!("{SITE}/blob/main/.github/workflows/ci.yml"),
        "badge_url": format!("{SITE}/workflows/ci/badge.svg"),
    })
}

fn job() -> Value {
    let url = format!("{API}/actions/jobs/2832853555");
    json!({
        "id": 2_832_853_555_u64, "run_id": 289_782_451, "run_url": format!("{API}/actions/runs/289782451"),
        "run_attempt": 1, "node_id": "CR_2832853555", "head_sha": SHA, "head_branch": "patch", "url": url,
        "html_url": format!("{SITE}/runs/2832853555"), "status": "queued", "conclusion": null, "created_at": DATE,
        "started_at": DATE, "completed_at": null, "name": "build", "workflow_name": "ci",
        "check_run_url": format!("{API}/check-runs/2832853555"), "labels": ["ubuntu-latest"], "runner_id": null,
        "runner_name": null, "runner_group_id": null, "runner_group_name": null,
        "steps": [{
            "name": "test", "status": "queued", "conclusion": null, "number": 1, "started_at": null,
            "completed_at": null,
        }],
    })
}
