//! From a request to what happened: refuse by the head, read the body within bounds, let the protocol judge.
//!
//! Nothing is read before the head has passed, and nothing is parsed before it is authenticated.

use http::StatusCode;
use http_body::Body;
use pollhook_core::{Count, Draft, Now, Parts, Refusal, Verdict, WebhookAnswer};

use crate::answer::bare;
use crate::budget::Held;
use crate::hook::Hook;
use crate::read_body::{Bounds, Unread, declared, read_body};

impl Hook {
    /// Hears a request out.
    ///
    /// # Errors
    /// The answer, when there is nothing to admit.
    pub(crate) async fn hear<B: Body>(
        &self,
        parts: &Parts,
        body: B,
        now: Now,
        held: &mut Held<'_>,
    ) -> Result<Vec<Draft>, WebhookAnswer> {
        self.protocol.head(parts, now).map_err(|refusal| self.refuse(refusal, Rewritten::No, now))?;
        let announced = declared(&parts.headers);
        let body =
            read_body(body, announced, self.bounds(now), held).await.map_err(|unread| self.unread(unread, now))?;
        match self.protocol.body(parts, &body, now) {
            Verdict::Accept(drafts) => Ok(drafts),
            Verdict::Respond(answer) => Err(answer),
            Verdict::Reject(refusal) => Err(self.refuse(refusal, Rewritten::compare(announced, body.len()), now)),
            _ => Err(bare(StatusCode::NOT_IMPLEMENTED)),
        }
    }

    fn bounds(&self, now: Now) -> Bounds {
        let within = self.rules.ack_within.map_or(self.settings.body_within, |ack| ack.min(self.settings.body_within));
        Bounds { length: self.rules.body_limit, until: now.at + within }
    }

    fn refuse(&self, refusal: Refusal, rewritten: Rewritten, now: Now) -> WebhookAnswer {
        let Refusal { status, why } = refusal;
        let secret = matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
        self.stats.add(if secret { Count::Unauthenticated } else { Count::Malformed });
        let bot = self.origin.bot();
        if !self.refusals.due(now.at) {
            tracing::debug!(%bot, status = status.as_u16(), why, "a request was refused");
        } else if let Rewritten::Yes { announced, seen } = rewritten {
            tracing::warn!(
                %bot, status = status.as_u16(), why, announced, seen,
                "a request was refused, and its body is not as long as its Content-Length: a layer before the webhook \
                 rewrites bodies, decompression perhaps; mount the webhook outside of it"
            );
        } else {
            tracing::warn!(%bot, status = status.as_u16(), why, "a request was refused; more of them within a minute are only counted");
        }
        bare(status)
    }

    fn unread(&self, unread: Unread, now: Now) -> WebhookAnswer {
        let (status, why) = match unread {
            Unread::TooLong => (StatusCode::PAYLOAD_TOO_LARGE, "its body is longer than this platform's are"),
            Unread::Slow => (StatusCode::REQUEST_TIMEOUT, "its body did not arrive in time"),
            Unread::Broken => (StatusCode::BAD_REQUEST, "its body broke off"),
            Unread::NoBudget => return self.no_budget(now),
        };
        self.refuse(Refusal::new(status, why), Rewritten::No, now)
    }

    fn no_budget(&self, now: Now) -> WebhookAnswer {
        self.stats.add(Count::TurnedAway);
        if self.turned_away.due(now.at) {
            tracing::warn!(bot = %self.origin.bot(), "requests are turned away: too many bytes wait to be answered");
        }
        WebhookAnswer::again(Some(Self::jittered()))
    }
}

/// Whether a body is not the one that was sent.
#[derive(Clone, Copy)]
enum Rewritten {
    No,
    Yes { announced: usize, seen: usize },
}

impl Rewritten {
    fn compare(announced: Option<usize>, seen: usize) -> Self {
        match announced {
            Some(announced) if announced != seen => Self::Yes { announced, seen },
            _ => Self::No,
        }
    }
}
