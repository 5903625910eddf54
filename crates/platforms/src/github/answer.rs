//! What the API answers: what was asked for, or `{"message":…}`, or something that is not GitHub's at all.
//!
//! Only GitHub's own words are a verdict. A page of a proxy in between says that something is wrong, and not with the
//! bot, so it is tried again.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::DATE;
use pollhook_core::{Answer, Failure, ReplyFailure};
use serde::Deserialize;

use crate::object;
use crate::said;
use crate::text::Text;

/// For how long to leave the API alone when it does not say ("Rate limits for the REST API", exceeding the limit).
const UNTOLD: Duration = Duration::from_secs(60);

/// Reads what was asked for. `now` helps where the answer does not tell the time.
pub(super) fn result<'a, T: Deserialize<'a>>(answer: &'a Answer, now: Option<SystemTime>) -> Result<T, Refusal> {
    if answer.status.is_success()
        && let Ok(result) = serde_json::from_slice(&answer.body)
    {
        return Ok(result);
    }
    Err(Refusal::read(answer, now))
}

/// An error, as far as it is read: `{"message", "documentation_url", "errors"?}`.
#[derive(Deserialize)]
struct Refused<'a> {
    #[serde(borrow)]
    message: Text<'a>,
    #[serde(default)]
    errors: Vec<Detail>,
}

/// What is wrong with a field, or in words alone.
#[derive(Deserialize)]
#[serde(untagged)]
enum Detail {
    Message { message: String },
    Field { field: String, code: String },
    Word(String),
    Other(serde::de::IgnoredAny),
}

impl Detail {
    fn words(&self) -> Option<String> {
        match self {
            Self::Message { message } | Self::Word(message) => Some(message.clone()),
            Self::Field { field, code } => Some(format!("`{field}` is {code}")),
            Self::Other(_) => None,
        }
    }
}

/// An answer without what was asked for.
#[derive(Debug)]
pub(super) struct Refusal {
    code: u16,
    /// What GitHub said; `None` when the answer is not GitHub's.
    said: Option<String>,
    after: Option<Duration>,
    /// It is a matter of how often, not of what.
    limited: bool,
}

impl Refusal {
    fn read(answer: &Answer, now: Option<SystemTime>) -> Self {
        let code = answer.status.as_u16();
        let said = words(&answer.body);
        let told = answer.retry_after();
        let used_up = header(&answer.headers, "x-ratelimit-remaining") == Some("0");
        // A 403 without a hint is a rate limit only if it says so; as a rule it is a missing right.
        let in_words = said.as_ref().is_some_and(|said| said.to_ascii_lowercase().contains("rate limit"));
        let limited = code == 429 || code == 403 && (used_up || told.is_some() || in_words);
        let reset = used_up.then(|| reset(&answer.headers, now)).flatten();
        let after = told.or(reset).or(limited.then_some(UNTOLD));
        Self { code, said, after, limited }
    }

    /// What it means for whoever polls or registers; `missing` is what to do when GitHub finds nothing there.
    pub(super) fn failure(self, missing: &str) -> Failure {
        let words = self.words();
        match self.code {
            _ if self.limited => Failure::Retry { after: self.after, why: words },
            401 => Failure::Unauthorised(self.unauthorised()),
            403 if self.said.is_some() => Failure::Fatal(format!("{words}: the token lacks a right that this needs")),
            404 if self.said.is_some() => Failure::Fatal(format!("{words}: {missing}")),
            408 | 500.. => Failure::Retry { after: self.after, why: words },
            400..500 if self.said.is_some() => Failure::Fatal(words),
            _ => Failure::Retry { after: self.after, why: words },
        }
    }

    /// What it means for whoever said something.
    pub(super) fn reply_failure(self) -> ReplyFailure {
        let why = self.words();
        match self.code {
            _ if self.limited => ReplyFailure::Retry { after: self.after, why },
            401 => ReplyFailure::Unauthorised(self.unauthorised()),
            // Somebody in between says that all is well, and not what became of the comment.
            200..300 => ReplyFailure::Unclear(why),
            408 | 500.. => ReplyFailure::Retry { after: self.after, why },
            _ => ReplyFailure::Refused(why),
        }
    }

    fn unauthorised(&self) -> String {
        format!("{}: the `token` has expired, was revoked, or is not one of this server", self.words())
    }

    fn words(&self) -> String {
        match self.said.as_deref() {
            Some("") => format!("GitHub answered {} without a word", self.code),
            Some(said) => format!("GitHub says: {said}"),
            None => format!("{}, and not in GitHub's words: is something in between, or `api` wrong?", self.code),
        }
    }
}

fn words(body: &[u8]) -> Option<String> {
    let refused = object::read::<Refused<'_>>(body).ok()?;
    let details: Vec<_> = refused.errors.iter().filter_map(Detail::words).collect();
    let said = match &details[..] {
        [] => refused.message.into_string(),
        details => format!("{} ({})", &*refused.message, details.join("; ")),
    };
    Some(said::fit_to_show(&said, is_token))
}

/// `ghp_…`, `github_pat_…` and their kin.
fn is_token(part: &str) -> bool {
    ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"].iter().any(|prefix| part.contains(prefix))
}

/// How long until the limit begins anew, by the server's own clock where it tells the time.
fn reset(headers: &HeaderMap, now: Option<SystemTime>) -> Option<Duration> {
    let at = header(headers, "x-ratelimit-reset")?.parse().ok()?;
    let at = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(at))?;
    let told = header(headers, DATE.as_str()).and_then(|date| httpdate::parse_http_date(date).ok());
    // At least a second: the reset is told in whole ones.
    Some(at.duration_since(told.or(now)?).unwrap_or_default().max(Duration::from_secs(1)))
}

/// A header's value, where it is a text.
pub(super) fn header<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    Some(headers.get(name)?.to_str().ok()?.trim())
}
