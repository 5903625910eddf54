//! `/repos/{o}/{r}/hooks`: webhooks, and what was delivered to them.

use http::Method;
use serde_json::Value;

use super::{Call, address, created, number, ok};
use crate::answer::Answer;
use crate::github::errors::Refusal;

impl Call<'_> {
    pub(super) fn hooks(&self, rest: &[&str], method: &Method) -> Result<Answer, Refusal> {
        // Who may see hooks may change them; others are not told that there are any.
        let who = self.login.as_deref().ok_or_else(Refusal::not_found)?;
        match (rest, method) {
            ([], &Method::GET) => Ok(ok(&Value::from(self.repo.read(|desk, _| desk.hooks())))),
            ([], &Method::POST) => {
                let wish = self.body()?;
                Ok(created(&self.repo.change(|desk, now| desk.add_hook(&wish, who, now))?))
            }
            ([id], &Method::GET) => {
                let id = number(id)?;
                Ok(ok(&self.repo.read(|desk, _| desk.hook(id))?))
            }
            ([id], &Method::PATCH) => {
                let (id, wish) = (number(id)?, self.body()?);
                Ok(ok(&self.repo.change(|desk, now| desk.change_hook(id, &wish, now))?))
            }
            ([id], &Method::DELETE) => {
                let id = number(id)?;
                self.repo.change(|desk, _| desk.remove_hook(id))?;
                Ok(Answer::json(204, ""))
            }
            ([id, "pings"], &Method::POST) => {
                let id = number(id)?;
                self.repo.change(|desk, now| desk.ping(id, who, now))?;
                Ok(Answer::json(204, ""))
            }
            ([id, "deliveries", rest @ ..], method) => self.deliveries(number(id)?, rest, method),
            _ => Err(Refusal::not_found()),
        }
    }

    fn deliveries(&self, hook: u64, rest: &[&str], method: &Method) -> Result<Answer, Refusal> {
        self.repo.read(|desk, _| desk.hook(hook))?;
        match (rest, method) {
            ([], &Method::GET) => Ok(self.list(hook)),
            ([id], &Method::GET) => {
                let id = number(id)?;
                let found = self.repo.read(|desk, _| desk.deliveries.detail(hook, id, |at| desk.date(at)));
                found.map(|value| ok(&value)).ok_or_else(Refusal::not_found)
            }
            ([id, "attempts"], &Method::POST) => {
                let id = number(id)?;
                let again = self.repo.change(|desk, now| desk.deliveries.again(hook, id, now));
                again.map(|_| Answer::json(202, "{}")).ok_or_else(Refusal::not_found)
            }
            _ => Err(Refusal::not_found()),
        }
    }

    fn list(&self, hook: u64) -> Answer {
        let count = self.visit.query("per_page").and_then(|text| text.parse().ok()).unwrap_or(30).clamp(1, 100);
        let below = self.visit.query("cursor").and_then(|cursor| cursor.strip_prefix("v1_")?.parse().ok());
        let below = below.unwrap_or(u64::MAX);
        let (page, next) = self.repo.read(|desk, _| desk.deliveries.list(hook, below, count, |at| desk.date(at)));
        let answer = ok(&Value::from(page));
        match next {
            None => answer,
            Some(next) => {
                let next = address(self.visit, &format!("per_page={count}&cursor=v1_{next}"));
                answer.header("link", &format!("<{next}>; rel=\"next\""))
            }
        }
    }
}
