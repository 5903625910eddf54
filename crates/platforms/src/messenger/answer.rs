//! What the API answers: a result, or `{"error":{"message","code",…}}`, or something that is not Meta's at all.
//!
//! Only Meta's own words are a verdict. Its message may quote a token, so it is shown without anything that looks like
//! one.

use std::time::Duration;

use pollhook_core::{Answer, Failure, ReplyFailure};
use serde::Deserialize;
use serde_json::Value;

use crate::object;
use crate::said;

/// Reads the result out of an answer.
pub(super) fn result(answer: &Answer) -> Result<Value, Refusal> {
    match serde_json::from_slice(&answer.body) {
        Ok(Value::Object(result)) if answer.status.is_success() && !result.contains_key("error") => {
            Ok(Value::Object(result))
        }
        _ => Err(Refusal::read(answer)),
    }
}

#[derive(Deserialize)]
struct Refused {
    error: Error,
}

#[derive(Deserialize)]
struct Error {
    code: i64,
    error_subcode: Option<i64>,
    message: Option<String>,
}

/// An answer without a result.
#[derive(Debug)]
pub(super) struct Refusal {
    status: u16,
    /// Meta's code, and what it said; `None` when the answer is not Meta's.
    said: Option<(i64, String)>,
    after: Option<Duration>,
}

/// The token is none, or has expired.
const TOKEN: i64 = 190;
/// The app, the page or this call is used too often.
const RATES: [i64; 3] = [4, 32, 613];
/// Meta has a problem of its own.
const TEMPORARY: [i64; 2] = [1, 2];

impl Refusal {
    fn read(answer: &Answer) -> Self {
        let refused = object::read::<Refused>(&answer.body).ok();
        let said = refused.map(|Refused { error }| {
            let subcode = error.error_subcode.map(|code| format!(", {code}")).unwrap_or_default();
            let message = error.message.unwrap_or_else(|| "no reason".into());
            (error.code, format!("{} ({}{subcode})", said::fit_to_show(&message, looks_like_token), error.code))
        });
        Self { status: answer.status.as_u16(), said, after: answer.retry_after() }
    }

    /// What it means for whoever asks who the bot is.
    pub(super) fn failure(self) -> Failure {
        let why = self.words();
        match self.said {
            Some((TOKEN, _)) => Failure::Unauthorised(unauthorised(&why)),
            Some((code, _)) if !self.passes(code) => Failure::Fatal(why),
            _ => Failure::Retry { after: self.after, why },
        }
    }

    /// What it means for whoever sent something.
    pub(super) fn reply_failure(self) -> ReplyFailure {
        let why = self.words();
        match self.said {
            Some((TOKEN, _)) => ReplyFailure::Unauthorised(unauthorised(&why)),
            Some((code, _)) if self.passes(code) => ReplyFailure::Retry { after: self.after, why },
            Some(_) => ReplyFailure::Refused(why),
            // Somebody in between says that all is well, and not what became of the message.
            None if self.status < 300 => ReplyFailure::Unclear(why),
            None if self.status == 429 || self.status >= 500 => ReplyFailure::Retry { after: self.after, why },
            None => ReplyFailure::Refused(why),
        }
    }

    fn passes(&self, code: i64) -> bool {
        RATES.contains(&code) || TEMPORARY.contains(&code) || self.status == 429 || self.status >= 500
    }

    fn words(&self) -> String {
        match &self.said {
            Some((_, said)) => format!("Meta says: {said}"),
            None => format!("{}, and not in Meta's words: is something in between, or `api` wrong?", self.status),
        }
    }
}

fn unauthorised(why: &str) -> String {
    format!(
        "{why}: `token` must be an access token of the page, which the app's dashboard makes; one that expired stays dead"
    )
}

/// A page's token has more than a hundred letters and digits, an app's secret 32.
fn looks_like_token(part: &str) -> bool {
    part.split(|letter: char| !letter.is_ascii_alphanumeric()).any(|word| word.len() >= 24)
}
