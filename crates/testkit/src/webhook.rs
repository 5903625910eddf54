//! What every [`WebhookProtocol`] promises, as one suite.
//!
//! It is given requests as the platform would send them, and how each of them proves itself; the rest it makes up: it
//! alters every byte of a proof, cuts and floods bodies, and sends nonsense with a valid proof.
//!
//! ```
//! # use std::sync::Arc;
//! use pollhook_testkit::{Pushed, webhook::{self, Proof, Sample}};
//! # use pollhook_core::{Platform, Setup};
//! # let mut setup = Setup::new("");
//! # setup.secrets = vec!["a-secret".to_owned().into()];
//! # let protocol = Pushed::waiting(std::time::Duration::from_secs(5)).webhook(&setup).unwrap().unwrap();
//!
//! let body = r#"[{"id": "1", "chat": "anna", "text": "hi"}]"#;
//! let sample = Sample::post("/", body, Proof::Secret("x-secret")).header("x-secret", "a-secret");
//! webhook::conforms(&*protocol, &[sample]);
//! ```

mod answers;
mod garbage;
mod strangers;

use std::collections::HashSet;

use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};
use pollhook_core::{Bytes, Clock, Draft, Now, Parts, Refusal, Verdict, WebhookProtocol};

use crate::TestClock;

/// A request as the platform would send it.
#[derive(Clone, Debug)]
pub struct Sample {
    parts: Parts,
    body: Bytes,
    now: Now,
    proof: Proof,
}

/// How a request proves where it comes from.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Proof {
    /// By a secret in this header. Whoever has it may send any body, so it is refused by the head alone.
    Secret(&'static str),
    /// By a signature over the body.
    Signature {
        /// The headers that make it up: each of them is altered.
        headers: &'static [&'static str],
        /// Signs another body anew.
        sign: fn(&mut Parts, &[u8]),
    },
    /// By something inside the body.
    InBody,
}

impl Sample {
    /// A POST of a body.
    ///
    /// # Panics
    /// When `target` is no request target.
    pub fn post(target: &str, body: impl Into<Bytes>, proof: Proof) -> Self {
        let uri: Uri = target.parse().expect("a request target");
        let parts = Parts { method: Method::POST, uri, headers: HeaderMap::new() };
        Self { parts, body: body.into(), now: TestClock::new().now(), proof }
    }

    /// Adds a header.
    ///
    /// # Panics
    /// When it is none.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.parts
            .headers
            .insert(HeaderName::from_static(name), HeaderValue::from_str(value).expect("a header's value"));
        self
    }

    /// Sets when it is heard, for protocols that refuse what is old.
    #[must_use]
    pub fn heard_at(mut self, now: Now) -> Self {
        self.now = now;
        self
    }

    /// The same head over another body, with a valid proof; `None` where the proof cannot be made for it.
    fn proving(&self, body: Bytes) -> Option<Self> {
        let mut sample = Self { body, ..self.clone() };
        match self.proof {
            Proof::Secret(_) => {}
            Proof::Signature { sign, .. } => sign(&mut sample.parts, &sample.body),
            Proof::InBody => return None,
        }
        Some(sample)
    }

    pub(crate) fn heard(&self, protocol: &dyn WebhookProtocol) -> Result<Verdict, Refusal> {
        protocol.head(&self.parts, self.now)?;
        match protocol.body(&self.parts, &self.body, self.now) {
            Verdict::Reject(refusal) => Err(refusal),
            verdict => Ok(verdict),
        }
    }
}

/// Holds a protocol to its promises.
///
/// # Panics
/// With the promise that is broken.
pub fn conforms(protocol: &dyn WebhookProtocol, samples: &[Sample]) {
    assert!(!samples.is_empty(), "a suite without samples proves nothing");
    for sample in samples {
        is_accepted(protocol, sample);
        strangers::are_refused(protocol, sample);
        garbage::is_kept(protocol, sample);
    }
    answers::are_what_the_platform_needs(protocol);
}

/// A good request is accepted, says the same whenever it is heard, and tells its events apart.
fn is_accepted(protocol: &dyn WebhookProtocol, sample: &Sample) {
    let hear = || match sample.heard(protocol) {
        Ok(Verdict::Accept(drafts)) => drafts,
        Ok(_) => Vec::new(),
        Err(refusal) => panic!("a good request is accepted, not answered {}: {}", refusal.status, refusal.why),
    };
    let drafts = hear();
    let again = hear();
    assert_eq!(
        drafts.iter().map(identity).collect::<Vec<_>>(),
        again.iter().map(identity).collect::<Vec<_>>(),
        "a redelivery has the same events"
    );
    let ids: HashSet<_> = drafts.iter().map(|draft| &draft.id).collect();
    assert_eq!(ids.len(), drafts.len(), "the events of one request have ids of their own");
    for draft in &drafts {
        assert_eq!(draft.undecodable, None, "a good request can be decoded");
        assert!(!draft.payload.is_empty(), "an event has a payload");
    }
}

/// All of a draft that dedup and order depend on.
pub(crate) fn identity(draft: &Draft) -> impl PartialEq + std::fmt::Debug + '_ {
    (&draft.id, &draft.kind, &draft.key, draft.time, &draft.payload)
}

#[cfg(test)]
mod tests;
