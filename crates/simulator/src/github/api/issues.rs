//! `/repos/{o}/{r}/issues`: issues, comments, reactions.

use std::time::Duration;

use http::Method;
use serde_json::Value;

use super::{Call, created, number, ok};
use crate::answer::Answer;
use crate::github::errors::Refusal;
use crate::github::sent::{Sent, Shown};

impl Call<'_> {
    pub(super) fn issues(&self, rest: &[&str], method: &Method) -> Result<Answer, Refusal> {
        match (rest, method) {
            ([], &Method::GET) => Ok(self.list_issues()),
            ([], &Method::POST) => self.open(),
            ([issue], &Method::GET) => {
                let issue = number(issue)?;
                Ok(ok(&self.repo.read(|desk, _| desk.issue(issue))?))
            }
            ([issue], &Method::PATCH) => self.set_state(number(issue)?),
            ([issue, "comments"], &Method::GET) => {
                let issue = number(issue)?;
                Ok(ok(&Value::from(self.repo.read(|desk, _| desk.comments(issue))?)))
            }
            ([issue, "comments"], &Method::POST) => self.comment(number(issue)?),
            (["comments", comment], &Method::PATCH) => self.edit(number(comment)?),
            (["comments", comment], &Method::DELETE) => self.delete(number(comment)?),
            (["comments", comment, "reactions"], &Method::POST) => {
                let comment = number(comment)?;
                self.react(self.repo.read(|desk, _| desk.issue_of(comment))?, Some(comment))
            }
            ([issue, "reactions"], &Method::POST) => self.react(number(issue)?, None),
            _ => Err(Refusal::not_found()),
        }
    }

    /// Open ones unless asked for others, the newest first unless asked for the oldest; whose they are can be asked, too.
    fn list_issues(&self) -> Answer {
        let (state, creator) = (self.visit.query("state"), self.visit.query("creator"));
        let state = state.as_deref().unwrap_or("open");
        let is_meant = |issue: &Value| {
            let by = creator
                .as_deref()
                .is_none_or(|who| issue["user"]["login"].as_str().is_some_and(|login| login.eq_ignore_ascii_case(who)));
            by && (state == "all" || issue["state"] == state)
        };
        let mut issues: Vec<_> =
            self.repo.read(|desk, _| desk.issues().filter(|issue| is_meant(issue)).cloned().collect());
        if self.visit.query("direction").as_deref() != Some("asc") {
            issues.reverse();
        }
        let count =
            |name: &str, default: usize| self.visit.query(name).and_then(|text| text.parse().ok()).unwrap_or(default);
        let (page, per_page) = (count("page", 1).max(1), count("per_page", 30).clamp(1, 100));
        ok(&issues.into_iter().skip((page - 1).saturating_mul(per_page)).take(per_page).collect())
    }

    fn open(&self) -> Result<Answer, Refusal> {
        let (who, body) = (self.login()?, self.body()?);
        let (title, text) = (text(&body, "title"), text(&body, "body"));
        let (at, issue, value) = self.repo.change(|desk, now| {
            let (issue, _) = desk.open_issue(who, &title, &text, now)?;
            Ok((now, issue, desk.issue(issue)?))
        })?;
        self.show(at, issue, Shown::Issue(title));
        Ok(created(&value))
    }

    fn comment(&self, issue: u64) -> Result<Answer, Refusal> {
        let (who, body) = (self.login()?, text(&self.body()?, "body"));
        let (at, comment) = self.repo.change(|desk, now| {
            let (comment, _) = desk.comment(who, issue, &body, now)?;
            Ok((now, comment))
        })?;
        self.show(at, issue, Shown::Comment(comment["id"].as_u64().unwrap_or(0), body));
        Ok(created(&comment))
    }

    fn edit(&self, comment: u64) -> Result<Answer, Refusal> {
        let (who, body) = (self.login()?, text(&self.body()?, "body"));
        let (at, issue, value) = self.repo.change(|desk, now| {
            let (issue, value) = desk.edit_comment(who, comment, &body, now)?;
            Ok((now, issue, value))
        })?;
        self.show(at, issue, Shown::Edited(comment, body));
        Ok(ok(&value))
    }

    fn delete(&self, comment: u64) -> Result<Answer, Refusal> {
        let who = self.login()?;
        let (at, issue) = self.repo.change(|desk, now| Ok((now, desk.delete_comment(who, comment, now)?)))?;
        self.show(at, issue, Shown::Deleted(comment));
        Ok(Answer::json(204, ""))
    }

    fn react(&self, issue: u64, comment: Option<u64>) -> Result<Answer, Refusal> {
        let (who, content) = (self.login()?, text(&self.body()?, "content"));
        let (at, status, value) = self.repo.change(|desk, now| {
            let (status, value) = desk.react(who, issue, comment, &content, now)?;
            Ok((now, status, value))
        })?;
        if status == 201 {
            self.show(at, issue, Shown::Reaction(comment, content));
        }
        Ok(Answer::json(status, value.to_string()))
    }

    fn set_state(&self, issue: u64) -> Result<Answer, Refusal> {
        let (who, state) = (self.login()?, text(&self.body()?, "state"));
        let (at, value) = self.repo.change(|desk, now| match state.as_str() {
            "open" | "closed" => Ok((now, desk.set_state(who, issue, state == "open", now)?.0)),
            _ => Err(Refusal::invalid("Issue", "state", "state must be open or closed")),
        })?;
        self.show(at, issue, Shown::State(state));
        Ok(ok(&value))
    }

    fn show(&self, at: Duration, number: u64, what: Shown) {
        let repo = self.repo.read(|desk, _| desk.name.full());
        self.hub.show(Sent { at, login: self.login.clone().unwrap_or_default(), repo, number, what });
    }
}

/// A text; what is no text counts as none.
fn text(body: &Value, name: &str) -> String {
    body[name].as_str().unwrap_or_default().to_owned()
}
