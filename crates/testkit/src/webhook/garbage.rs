//! What is authenticated but makes no sense is one event nevertheless: nothing that was sent to us is dropped unseen.

use std::collections::HashMap;

use pollhook_core::{Bytes, Draft, EventId, Verdict, WebhookProtocol};
use serde::de::IgnoredAny;

use super::Sample;

pub(super) fn is_kept(protocol: &dyn WebhookProtocol, sample: &Sample) {
    let mut ids: HashMap<EventId, Bytes> = HashMap::new();
    for body in bodies(&sample.body) {
        let Some(sample) = sample.proving(body.clone()) else { return };
        let Some(draft) = kept(protocol, &sample) else { continue };
        let again = kept(protocol, &sample).map(|draft| draft.id);
        assert_eq!(again.as_ref(), Some(&draft.id), "what cannot be decoded has a stable id");
        if let Some(other) = ids.insert(draft.id.clone(), body.clone()) {
            assert_eq!(other, body, "two bodies that cannot be decoded have two ids, not both `{}`", draft.id);
        }
    }
}

/// The event that stands for a body that cannot be decoded; `None` when it could be.
fn kept(protocol: &dyn WebhookProtocol, sample: &Sample) -> Option<Draft> {
    let body = &sample.body;
    let mut drafts = match sample.heard(protocol) {
        Ok(Verdict::Accept(drafts)) => drafts,
        Ok(_) => return None,
        Err(refusal) => panic!("what is authenticated is not refused ({}): {body:?}", refusal.why),
    };
    let Some(at) = drafts.iter().position(|draft| draft.undecodable.is_some()) else {
        assert!(!drafts.is_empty() || is_json(body), "what cannot be decoded is one event, not none: {body:?}");
        return None;
    };
    if is_json(body) {
        // Of several items in good JSON it may be one that makes no sense.
        return (drafts.len() == 1).then(|| drafts.remove(at));
    }
    assert_eq!(drafts.len(), 1, "what cannot be decoded is one event, not {}: {body:?}", drafts.len());
    let draft = drafts.remove(at);
    assert_eq!(draft.payload, body, "what cannot be decoded is kept as it came");
    Some(draft)
}

fn is_json(body: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(body).is_ok()
}

/// Nonsense of every sort; the same on every run.
fn bodies(good: &Bytes) -> Vec<Bytes> {
    let mut all: Vec<Bytes> =
        ["", " ", "{", "}", "null", "true", "42", "\"\"", "[]", "{}", "{\"a\":1}", "[[]]", "nul", "<html>"]
            .map(Bytes::from)
            .to_vec();
    all.push(Bytes::from_static(&[0xff, 0xfe, 0x00]));
    all.push("[".repeat(100_000).into());
    all.push("{\"a\":".repeat(100_000).into());
    all.push(format!("{{\"a\":{}}}", "9".repeat(10_000)).into());
    all.extend((0..good.len()).step_by(good.len().div_ceil(64).max(1)).map(|cut| good.slice(..cut)));
    let mut noise = Noise(0x9e37_79b9_7f4a_7c15);
    all.extend((0..200).map(|length| noise.bytes(length).into()));
    all.extend((0..200).map(|_| noise.spoil(good).into()));
    all
}

/// Marsaglia's xorshift: enough to be nobody's idea of a body.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| self.next().to_le_bytes()[0]).collect()
    }

    /// A good body with a few bytes that are not.
    fn spoil(&mut self, good: &[u8]) -> Vec<u8> {
        let mut body = good.to_vec();
        for _ in 0..=self.next() % 4 {
            let (at, byte) = (self.next() as usize, self.next().to_le_bytes()[0]);
            if let Some(place) = at.checked_rem(body.len()).and_then(|at| body.get_mut(at)) {
                *place = byte;
            }
        }
        body
    }
}
