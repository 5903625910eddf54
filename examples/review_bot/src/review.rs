//! The bot: `/review` below a pull request, which takes its time, and `/ping`, which does not.
//!
//! A review has a time limit and a bound of its own: however many are asked for, two run, and all other events have the
//! rest of the bot's room. What is said on one pull request is handled in order, so a `/ping` below a review that runs is
//! answered after it, and anywhere else at once.
//!
//! A review that was interrupted is done again from its beginning, and that does no harm: an eye that is there already
//! stays one, and the verdict is the last thing that is said.

use std::time::Duration;

use pollhook::prelude::*;
use serde::Deserialize;

use crate::reviewer::Reviewer;

/// A review that takes longer is given up, and tried again later.
const LONGEST: Duration = Duration::from_secs(15 * 60);
/// So many at a time.
const AT_ONCE: usize = 2;

pub(crate) fn app(reviewer: Reviewer) -> App<Reviewer> {
    let review_is_asked_for = kind("issue_comment").and(command("review")).and(on_a_pull_request);
    App::with_state(reviewer)
        .on(review_is_asked_for, route(review).timeout(LONGEST).concurrency(AT_ONCE))
        .on(kind("issue_comment").and(command("ping")), ping)
}

/// What is read of a comment. A pull request is an issue that has one more field.
#[derive(Deserialize)]
struct Commented {
    issue: Issue,
}

#[derive(Deserialize)]
struct Issue {
    pull_request: Option<PullRequest>,
}

#[derive(Deserialize)]
struct PullRequest {
    html_url: String,
}

fn on_a_pull_request(cx: &Context) -> bool {
    cx.event().json().is_ok_and(|Commented { issue }| issue.pull_request.is_some())
}

/// Shows that somebody looks, looks, and says what there is to say.
async fn review(
    Json(Commented { issue }): Json<Commented>,
    State(reviewer): State<Reviewer>,
    reply: Reply,
) -> Result<()> {
    let Some(pull_request) = issue.pull_request else { return Ok(()) };
    if let Some(request) = reply.message() {
        request.react("👀").await?;
    }
    let verdict = reviewer.read(&pull_request.html_url).await?;
    reply.text(verdict).await?;
    Ok(())
}

async fn ping(reply: Reply) -> Result<()> {
    reply.text("pong").await?;
    Ok(())
}

#[cfg(test)]
mod tests;
