//! The bot: a greeting under the first issue that somebody opens.
//!
//! Neither door says that an issue is somebody's first. Both have `author_association` in it, but that tells who the
//! author is to the repository (`OWNER`, `MEMBER`, `CONTRIBUTOR`, …), and whoever has never committed is `NONE` at the
//! first issue and at the tenth. So those who belong here are let pass by it, and about all others GitHub is asked which
//! issue of theirs is the oldest. Not how many there are: what is polled comes minutes late, and by then there may be two.
//!
//! Both doors tell an issue under ids of their own, so after a change of the mode one may come by the other door again.
//! A greeting that stands there already is known by a mark that nobody sees.

use pollhook::prelude::*;
use serde::Deserialize;
use serde_json::json;

/// An HTML comment is in the text and not on the page.
const MARK: &str = "<!-- a greeting -->";
/// These need no welcome: they live here.
const AT_HOME: [&str; 4] = ["COLLABORATOR", "CONTRIBUTOR", "MEMBER", "OWNER"];

/// Of what happens to issues GitHub is asked for all; a new one by somebody else is a message, as everywhere.
pub(crate) fn app() -> App {
    App::new().on(kind("issues").and(message()).and(is_by_a_human), greet)
}

fn is_by_a_human(cx: &Context) -> bool {
    !cx.message().and_then(|message| message.sender.as_ref()).is_some_and(|sender| sender.is_bot)
}

/// What is read of the payload. By either door it is the one that GitHub documents for webhooks; any crate's types would
/// do as well.
#[derive(Deserialize)]
struct Opened {
    issue: Issue,
    repository: Repository,
}

#[derive(Deserialize)]
struct Issue {
    number: u64,
    user: Account,
    author_association: String,
}

#[derive(Deserialize)]
struct Account {
    login: String,
}

#[derive(Deserialize)]
struct Repository {
    full_name: String,
}

#[derive(Deserialize)]
struct Comment {
    body: String,
}

async fn greet(Json(Opened { issue, repository }): Json<Opened>, reply: Reply) -> Result<()> {
    let (issues, author) = (format!("/repos/{}/issues", repository.full_name), &issue.user.login);
    if AT_HOME.contains(&&*issue.author_association) {
        return Ok(());
    }
    let asked = json!({"creator": author, "state": "all", "sort": "created", "direction": "asc", "per_page": 1});
    let oldest: Vec<Issue> = reply.call(&format!("GET {issues}"), asked).await?;
    if oldest.first().is_none_or(|oldest| oldest.number != issue.number) {
        return Ok(());
    }
    let comments: Vec<Comment> = reply.call(&format!("GET {issues}/{}/comments", issue.number), json!({})).await?;
    if comments.iter().any(|comment| comment.body.contains(MARK)) {
        return Ok(());
    }
    reply.text(format!("Welcome, @{author}, and thank you for your first issue here!\n\n{MARK}")).await?;
    Ok(())
}

#[cfg(test)]
mod tests;
