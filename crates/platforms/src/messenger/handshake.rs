//! The GET by which Meta asks whether a webhook is ours: it names the verify token, and gets back its challenge.

use std::slice;

use http::StatusCode;
use pollhook_core::{Refusal, SecretString, Setup, SetupError, WebhookAnswer, is_one_of};

/// The key of the config that holds the token.
pub(super) const TOKEN: &str = "verify_token";

/// Longer than any challenge.
const LONGEST: usize = 256;

#[derive(Debug)]
pub(super) struct Handshake {
    token: SecretString,
}

impl Handshake {
    pub(super) fn new(setup: &Setup) -> Result<Self, SetupError> {
        let token = setup.extra(TOKEN).filter(|token| !token.trim().is_empty()).ok_or_else(|| {
            SetupError(
                "without a verify token Meta cannot verify the webhook: add `verify_token = \"${VERIFY_TOKEN}\"` to \
                 [bot], any words of yours, and enter the same in the app's dashboard"
                    .into(),
            )
        })?;
        Ok(Self { token: SecretString::from(token) })
    }

    /// Reads the query of a GET: the challenge, if it names the token.
    pub(super) fn challenge(&self, query: Option<&str>) -> Result<String, Refusal> {
        let field = |wanted: &str| {
            let mut fields = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
            fields.find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
        };
        if field("hub.mode").as_deref() != Some("subscribe") {
            return Err(refused("a GET that does not verify the webhook: a browser perhaps"));
        }
        let given = field("hub.verify_token").unwrap_or_default();
        if !is_one_of(slice::from_ref(&self.token), given.as_bytes()) {
            return Err(refused("the verify token is not the one in the config: compare it with the app's dashboard"));
        }
        let challenge = field("hub.challenge").unwrap_or_default();
        let fits =
            (1..=LONGEST).contains(&challenge.len()) && challenge.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if fits { Ok(challenge) } else { Err(Refusal::new(StatusCode::BAD_REQUEST, "no challenge to answer")) }
    }
}

/// The bare challenge.
pub(super) fn answer(challenge: String) -> WebhookAnswer {
    WebhookAnswer::with_body(StatusCode::OK, "text/plain", challenge)
}

const fn refused(why: &'static str) -> Refusal {
    Refusal::new(StatusCode::FORBIDDEN, why)
}
