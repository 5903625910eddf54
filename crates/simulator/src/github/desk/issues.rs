//! Issues, comments, reactions: what people and bots write, and what happens because of it.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};

use super::{Desk, Traces};
use crate::github::errors::Refusal;
use crate::github::shapes;

/// What a reaction may be.
const REACTIONS: [&str; 8] = ["+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes"];
/// The longest body of an issue or a comment.
const LONGEST_BODY: usize = 65_536;

/// An issue, or what a pull request has of one.
#[derive(Debug)]
pub(crate) struct Issue {
    value: Value,
    /// The pull request, if it is one.
    pull: Option<Value>,
    comments: Vec<Value>,
    reactions: BTreeSet<(Option<u64>, String, String)>,
}

impl Desk {
    /// Somebody opens an issue; returns its number.
    pub(crate) fn open_issue(
        &mut self,
        who: &str,
        title: &str,
        body: &str,
        now: Duration,
    ) -> Result<(u64, Traces), Refusal> {
        if title.trim().is_empty() {
            return Err(Refusal::invalid("Issue", "title", "title can't be blank"));
        }
        check_body("Issue", body)?;
        let number = self.file(who, (title, body), now);
        let issue = self.issue(number)?;
        let traces = self.happen("issues", &json!({"action": "opened", "issue": issue}), who, now);
        Ok((number, traces))
    }

    /// Somebody opens a pull request.
    pub(crate) fn open_pull(&mut self, who: &str, title: &str, now: Duration) -> (u64, Traces) {
        let number = self.file(who, (title, ""), now);
        let (date, link) = (self.date(now), self.name.pull_request_link(number));
        let mut pull = Value::Null;
        if let Some(issue) = self.issues.get_mut(&number) {
            issue.value["html_url"] = link["html_url"].clone();
            issue.value["pull_request"] = link;
            pull = self.name.pull_request(&issue.value, "patch", &date);
            issue.pull = Some(pull.clone());
        }
        let payload = json!({"action": "opened", "number": number, "pull_request": pull});
        (number, self.happen("pull_request", &payload, who, now))
    }

    fn file(&mut self, who: &str, texts: (&str, &str), now: Duration) -> u64 {
        let number = self.issues.len() as u64 + 1;
        let (id, date) = (self.new_id(), self.date(now));
        let value = self.name.issue(id, number, who, texts, &date);
        self.issues.insert(number, Issue { value, pull: None, comments: Vec::new(), reactions: BTreeSet::new() });
        number
    }

    pub(crate) fn issue(&self, number: u64) -> Result<Value, Refusal> {
        self.issues.get(&number).map(|issue| issue.value.clone()).ok_or_else(Refusal::not_found)
    }

    /// All of them, pull requests too, the oldest first.
    pub(crate) fn issues(&self) -> impl Iterator<Item = &Value> {
        self.issues.values().map(|issue| &issue.value)
    }

    pub(crate) fn pull_request(&self, number: u64) -> Option<Value> {
        self.issues.get(&number)?.pull.clone()
    }

    pub(crate) fn comments(&self, number: u64) -> Result<Vec<Value>, Refusal> {
        self.issues.get(&number).map(|issue| issue.comments.clone()).ok_or_else(Refusal::not_found)
    }

    pub(crate) fn comment(
        &mut self,
        who: &str,
        number: u64,
        body: &str,
        now: Duration,
    ) -> Result<(Value, Traces), Refusal> {
        check_body("IssueComment", body)?;
        if body.trim().is_empty() {
            return Err(Refusal::invalid("IssueComment", "body", "body can't be blank"));
        }
        let (id, date) = (self.new_id(), self.date(now));
        let comment = self.name.comment(id, number, who, body, &date);
        let issue = self.issues.get_mut(&number).ok_or_else(Refusal::not_found)?;
        issue.comments.push(comment.clone());
        issue.value["comments"] = json!(issue.comments.len());
        issue.value["updated_at"] = json!(date);
        let payload = json!({"action": "created", "issue": issue.value, "comment": comment});
        let traces = self.happen("issue_comment", &payload, who, now);
        Ok((comment, traces))
    }

    /// Changes a comment; returns the number of its issue, and the comment.
    pub(crate) fn edit_comment(
        &mut self,
        who: &str,
        id: u64,
        body: &str,
        now: Duration,
    ) -> Result<(u64, Value), Refusal> {
        check_body("IssueComment", body)?;
        if body.trim().is_empty() {
            return Err(Refusal::invalid("IssueComment", "body", "body can't be blank"));
        }
        let (number, date) = (self.issue_of(id)?, self.date(now));
        let issue = self.issues.get_mut(&number).ok_or_else(Refusal::not_found)?;
        let comment = issue.comments.iter_mut().find(|comment| comment["id"] == id).ok_or_else(Refusal::not_found)?;
        let from = std::mem::replace(&mut comment["body"], json!(body));
        comment["updated_at"] = json!(date);
        let comment = comment.clone();
        let changes = json!({"body": {"from": from}});
        let payload = json!({"action": "edited", "changes": changes, "issue": issue.value, "comment": comment});
        self.happen("issue_comment", &payload, who, now);
        Ok((number, comment))
    }

    /// Takes a comment back; returns the number of its issue.
    pub(crate) fn delete_comment(&mut self, who: &str, id: u64, now: Duration) -> Result<u64, Refusal> {
        let number = self.issue_of(id)?;
        let issue = self.issues.get_mut(&number).ok_or_else(Refusal::not_found)?;
        let at = issue.comments.iter().position(|comment| comment["id"] == id).ok_or_else(Refusal::not_found)?;
        let comment = issue.comments.remove(at);
        issue.value["comments"] = json!(issue.comments.len());
        let payload = json!({"action": "deleted", "issue": issue.value, "comment": comment});
        self.happen("issue_comment", &payload, who, now);
        Ok(number)
    }

    /// Opens or closes an issue, or a pull request, of which its own kind tells.
    pub(crate) fn set_state(
        &mut self,
        who: &str,
        number: u64,
        open: bool,
        now: Duration,
    ) -> Result<(Value, Traces), Refusal> {
        let date = self.date(now);
        let issue = self.issues.get_mut(&number).ok_or_else(Refusal::not_found)?;
        let (state, action) = if open { ("open", "reopened") } else { ("closed", "closed") };
        for value in [Some(&mut issue.value), issue.pull.as_mut()].into_iter().flatten() {
            value["state"] = json!(state);
            value["closed_at"] = if open { Value::Null } else { json!(date) };
        }
        issue.value["state_reason"] = if open { json!("reopened") } else { json!("completed") };
        let value = issue.value.clone();
        let (kind, payload) = match &issue.pull {
            Some(pull) => ("pull_request", json!({"action": action, "number": number, "pull_request": pull})),
            None => ("issues", json!({"action": action, "issue": value})),
        };
        let traces = self.happen(kind, &payload, who, now);
        Ok((value, traces))
    }

    /// Reacts to an issue, or to one of its comments. The status is 201, or 200 for what was there already. Nobody hears
    /// of it: neither door tells of reactions.
    pub(crate) fn react(
        &mut self,
        who: &str,
        number: u64,
        comment: Option<u64>,
        content: &str,
        now: Duration,
    ) -> Result<(u16, Value), Refusal> {
        let (id, date) = (self.new_id(), self.date(now));
        let issue = self.issues.get_mut(&number).ok_or_else(Refusal::not_found)?;
        if !REACTIONS.contains(&content) {
            return Err(Refusal::invalid("Reaction", "content", "content is not one of the known reactions"));
        }
        let fresh = issue.reactions.insert((comment, who.to_owned(), content.to_owned()));
        let reaction = json!({
            "id": id,
            "node_id": format!("REA_{id}"),
            "user": shapes::user(who),
            "content": content,
            "created_at": date,
        });
        Ok((if fresh { 201 } else { 200 }, reaction))
    }

    /// The number of the issue that a comment stands under.
    pub(crate) fn issue_of(&self, comment: u64) -> Result<u64, Refusal> {
        let has = |issue: &Issue| issue.comments.iter().any(|known| known["id"] == comment);
        let found = self.issues.iter().find(|(_, issue)| has(issue));
        found.map(|(number, _)| *number).ok_or_else(Refusal::not_found)
    }
}

fn check_body(resource: &str, body: &str) -> Result<(), Refusal> {
    if body.chars().count() > LONGEST_BODY {
        let text = format!("body is too long (maximum is {LONGEST_BODY} characters)");
        return Err(Refusal::invalid(resource, "body", &text));
    }
    Ok(())
}
