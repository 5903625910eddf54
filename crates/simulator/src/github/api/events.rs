//! `GET /repos/{o}/{r}/events`: pages, ETags, and how often to ask.

use std::time::Duration;

use serde_json::Value;

use super::address;
use crate::Fault;
use crate::answer::Answer;
use crate::github::desk::Desk;
use crate::github::desk::feed::Page;
use crate::github::errors::Refusal;
use crate::log::What;
use crate::site::Site;
use crate::visit::Visit;

pub(super) fn page(repo: &Site<Desk>, visit: &mut Visit<'_>) -> Result<Answer, Refusal> {
    let count = |name: &str, default: usize| visit.query(name).and_then(|text| text.parse().ok()).unwrap_or(default);
    let (number, per_page) = (count("page", 1).max(1), count("per_page", 30).clamp(1, 100));
    let mut page = repo.read(|desk, now| desk.feed.page(number, per_page, now)).ok_or_else(|| {
        Refusal::new(422, "In order to keep the API fast for everyone, pagination is limited for this resource.")
    })?;
    let interval = visit.interval(repo);
    if visit.header("if-none-match").is_some_and(|known| is_one_of(known, &page.etag)) {
        let unchanged = Answer::json(304, "").header("etag", &page.etag).header("x-poll-interval", &interval);
        return Ok(unchanged);
    }
    disturb(&mut page, visit.fault.as_ref());
    if visit.is_seen() {
        repo.change(|desk, now| page.ids.iter().for_each(|id| desk.feed.notes.delivered(id, now)));
    }
    let mut answer = Answer::json(200, Value::from(page.events).to_string());
    answer = answer.header("etag", &page.etag).header("x-poll-interval", &interval);
    let links = links(visit, number, per_page, page.last);
    if !links.is_empty() {
        answer = answer.header("link", &links);
    }
    visit.entry.what = What::Fetch { held: Duration::ZERO, items: page.ids, status: None };
    Ok(answer)
}

impl Visit<'_> {
    fn interval(&self, repo: &Site<Desk>) -> String {
        repo.tap().stage.options.github.poll_interval.to_string()
    }
}

/// Weak comparison, as RFC 9110 has it for `If-None-Match`. Quotes belong to an ETag.
fn is_one_of(known: &str, etag: &str) -> bool {
    let opaque = |etag: &str| etag.trim().trim_start_matches("W/").to_owned();
    known.trim() == "*" || known.split(',').any(|known| opaque(known) == opaque(etag))
}

fn disturb(page: &mut Page, fault: Option<&Fault>) {
    match fault {
        Some(Fault::Twice) => {
            page.events.extend(page.events.first().cloned());
            page.ids.extend(page.ids.first().cloned());
        }
        Some(Fault::OutOfOrder) => {
            page.events.reverse();
            page.ids.reverse();
        }
        _ => {}
    }
}

fn links(visit: &Visit<'_>, number: usize, per_page: usize, last: usize) -> String {
    let link = |page: usize, name: &str| {
        format!("<{}>; rel=\"{name}\"", address(visit, &format!("per_page={per_page}&page={page}")))
    };
    let mut links = Vec::new();
    if number > 1 {
        links.extend([link(number - 1, "prev"), link(1, "first")]);
    }
    if number < last {
        links.extend([link(number + 1, "next"), link(last, "last")]);
    }
    links.join(", ")
}
