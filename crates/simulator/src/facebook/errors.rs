//! How the Graph API says no: a code decides, the HTTP status follows.

use serde_json::json;

use crate::answer::Answer;

/// A refused call.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) code: u32,
    pub(crate) text: String,
    subcode: Option<u32>,
}

impl Refusal {
    pub(crate) fn new(status: u16, code: u32, text: impl Into<String>) -> Self {
        Self { status, code, text: text.into(), subcode: None }
    }

    fn subcode(self, subcode: u32) -> Self {
        Self { subcode: Some(subcode), ..self }
    }

    /// 100: something about a parameter.
    pub(crate) fn parameter(text: &str) -> Self {
        Self::new(400, 100, format!("(#100) {text}"))
    }

    pub(crate) fn nobody() -> Self {
        Self::parameter("No matching user found").subcode(2_018_001)
    }

    pub(crate) fn outside_window() -> Self {
        let text = "(#10) This message is sent outside of allowed window.";
        Self::new(403, 10, text).subcode(2_018_278)
    }

    pub(crate) fn unavailable() -> Self {
        Self::new(400, 551, "(#551) This person isn't available right now.").subcode(1_545_041)
    }

    pub(crate) fn bad_token() -> Self {
        Self::new(401, 190, "Invalid OAuth access token - Cannot parse access token")
    }

    pub(crate) fn revoked() -> Self {
        let text = "Error validating access token: The session has been invalidated";
        Self::new(401, 190, text).subcode(460)
    }

    pub(crate) fn too_fast() -> Self {
        Self::new(400, 613, "(#613) Calls to this api have exceeded the rate limit.")
    }

    pub(crate) fn no_such_path() -> Self {
        let text = "Unsupported request. The object does not exist, or does not support this operation";
        Self::new(400, 100, text).subcode(33)
    }

    pub(crate) fn unverified(why: &str) -> Self {
        Self::new(400, 2200, format!("(#2200) Callback verification failed with the following errors: {why}"))
    }

    pub(crate) fn answer(&self) -> Answer {
        let mut error = json!({
            "message": self.text,
            "type": "OAuthException",
            "code": self.code,
            "fbtrace_id": "Asimulated",
        });
        if let Some(subcode) = self.subcode {
            error["error_subcode"] = json!(subcode);
        }
        if self.code <= 2 {
            error["is_transient"] = json!(true);
        }
        Answer::json(self.status, json!({"error": error}).to_string())
    }
}

/// The answer of a fault. Meta has no `Retry-After`: a header says how much of the allowance is used, and for how many
/// minutes there is none left.
pub(crate) fn refuse(status: u16, retry_after: Option<u64>) -> Answer {
    match status {
        401 => Refusal::bad_token().answer(),
        429 => {
            let minutes = retry_after.map_or(0, |seconds| seconds.div_ceil(60));
            let usage = json!({"call_count": 100, "total_cputime": 100, "total_time": 100});
            let business = json!({"1": [{
                "type": "messenger",
                "call_count": 100,
                "total_cputime": 100,
                "total_time": 100,
                "estimated_time_to_regain_access": minutes,
            }]});
            let answer = Refusal::too_fast().answer().header("x-app-usage", &usage.to_string());
            answer.header("x-business-use-case-usage", &business.to_string())
        }
        400..500 => Refusal::new(status, 100, "(#100) Invalid parameter").answer(),
        _ => Refusal::new(status, 2, "Service temporarily unavailable").answer(),
    }
}
