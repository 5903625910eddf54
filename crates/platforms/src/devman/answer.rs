//! What the API answers, or why not.

use std::borrow::Cow;

use http::StatusCode;
use pollhook_core::{Answer, Failure};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::stamp::Stamp;
use crate::object;
use crate::said;
use crate::text::Text;

/// What a question brought.
#[derive(Debug)]
pub(super) enum Told<'a> {
    /// Reviews, in the order in which they were told, and where to go on.
    Found(Vec<&'a RawValue>, Stamp<'a>),
    /// Nothing, and where to go on.
    Nothing(Stamp<'a>),
}

/// Both sorts of answer. Of the two timestamps only one is there.
#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow)]
    status: Text<'a>,
    #[serde(borrow)]
    new_attempts: Option<Vec<&'a RawValue>>,
    #[serde(borrow)]
    last_attempt_timestamp: Option<Stamp<'a>>,
    #[serde(borrow)]
    timestamp_to_request: Option<Stamp<'a>>,
}

/// Reads an answer.
pub(super) fn read(answer: &Answer) -> Result<Told<'_>, Failure> {
    if answer.status != StatusCode::OK {
        return Err(refused(answer));
    }
    let told = object::read::<Body<'_>>(&answer.body).ok().and_then(|body| match &*body.status {
        "found" => Some(Told::Found(body.new_attempts?, body.last_attempt_timestamp?)),
        "timeout" => Some(Told::Nothing(body.timestamp_to_request?)),
        _ => None,
    });
    told.ok_or_else(|| refused(answer))
}

/// An answer that tells nothing. Only a word about the credential is final: everything else may pass.
fn refused(answer: &Answer) -> Failure {
    let said = words(&answer.body);
    let code = answer.status.as_u16();
    let why = match &said {
        Some(said) => format!("Devman answered {code}: {said}"),
        None => format!("{code}, and not in Devman's words: is something in between, or `api` wrong?"),
    };
    match (code, said) {
        // A page of somebody in between is no word about the token.
        (401 | 403, Some(_)) => Failure::Unauthorised(format!("{why}: compare `token` with the one in your profile")),
        _ => Failure::Retry { after: answer.retry_after(), why },
    }
}

/// What a JSON document gives as its reason; `None` when it is not the API that speaks.
fn words(body: &[u8]) -> Option<String> {
    let Ok(Value::Object(body)) = serde_json::from_slice(body) else { return None };
    let said = ["detail", "error", "status"].iter().find_map(|name| body.get(*name));
    let said = said.map_or(Cow::Borrowed("no reason"), |said| {
        said.as_str().map_or_else(|| Cow::Owned(said.to_string()), Cow::Borrowed)
    });
    Some(said::fit_to_show(&said, looks_like_token))
}

/// Forty hexadecimal digits today.
fn looks_like_token(part: &str) -> bool {
    part.split(|letter: char| !letter.is_ascii_alphanumeric()).any(|word| word.len() >= 20)
}
