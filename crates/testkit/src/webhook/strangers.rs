//! Who cannot prove where a request comes from is refused, and learns nothing but a status.

use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use pollhook_core::{Bytes, Parts, Refusal, WebhookProtocol};

use super::{Proof, Sample};

/// How many places of a body are altered.
const PLACES: usize = 256;

pub(super) fn are_refused(protocol: &dyn WebhookProtocol, sample: &Sample) {
    methods(protocol, sample);
    match sample.proof {
        Proof::Secret(header) => {
            for (how, parts) in altered(&sample.parts, header) {
                let refusal = protocol.head(&parts, sample.now);
                let refusal = refusal.err().unwrap_or_else(|| panic!("{how} `{header}` is refused by the head alone"));
                is_for_a_stranger(refusal, how);
            }
        }
        Proof::Signature { headers, .. } => {
            for header in headers {
                for (how, parts) in altered(&sample.parts, header) {
                    refused(protocol, &Sample { parts, ..sample.clone() }, &format!("{how} `{header}`"));
                }
            }
            for (how, body) in altered_bodies(&sample.body) {
                refused(protocol, &Sample { body, ..sample.clone() }, how);
            }
        }
        Proof::InBody => {
            for body in ["", "{", "{}", "[]", "null"] {
                refused(protocol, &Sample { body: body.into(), ..sample.clone() }, "a body without a proof");
            }
        }
    }
    let naked = Parts { headers: HeaderMap::new(), ..sample.parts.clone() };
    if !matches!(sample.proof, Proof::InBody) {
        refused(protocol, &Sample { parts: naked, ..sample.clone() }, "a request without any header");
    }
}

/// No platform delivers by these.
fn methods(protocol: &dyn WebhookProtocol, sample: &Sample) {
    for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS, Method::TRACE] {
        let parts = Parts { method: method.clone(), ..sample.parts.clone() };
        let refusal = protocol.head(&parts, sample.now).err();
        let status = refusal.map(|refusal| refusal.status);
        assert!(status.is_some_and(|status| status.is_client_error()), "{method} is refused by the head: {status:?}");
    }
}

fn refused(protocol: &dyn WebhookProtocol, sample: &Sample, how: &str) {
    match sample.heard(protocol) {
        Ok(verdict) => panic!("{how} is refused, not {verdict:?}"),
        Err(refusal) => is_for_a_stranger(refusal, how),
    }
}

fn is_for_a_stranger(refusal: Refusal, how: &str) {
    let status = refusal.status;
    assert!(status.is_client_error(), "{how} is the caller's fault: {status}");
    let closes_hooks = [StatusCode::NOT_FOUND, StatusCode::GONE];
    assert!(!closes_hooks.contains(&status), "{how} is not answered {status}, on which platforms switch a webhook off");
}

/// The head with one header altered in every way that a forger might try.
fn altered(parts: &Parts, header: &str) -> Vec<(&'static str, Parts)> {
    let name: HeaderName = header.parse().expect("the name of a header");
    let good = parts.headers.get(&name).unwrap_or_else(|| panic!("the sample has the header `{header}`"));
    let with = |how: &'static str, value: Option<Vec<u8>>| {
        let mut parts = parts.clone();
        parts.headers.remove(&name);
        if let Some(value) = value {
            parts.headers.insert(&name, HeaderValue::from_bytes(&value).expect("visible bytes"));
        }
        (how, parts)
    };
    let good = good.as_bytes();
    let cut = good.split_last().map_or(&[][..], |(_, rest)| rest);
    let mut all = vec![
        with("a missing", None),
        with("an empty", Some(Vec::new())),
        with("a shortened", Some(cut.to_vec())),
        with("a lengthened", Some([good, b"x"].concat())),
        with("a doubled", Some(good.repeat(2))),
        with("a binary", Some(vec![0xff; good.len().max(1)])),
        with("a very long", Some(vec![b'x'; 8 << 10])),
    ];
    for at in 0..good.len() {
        let mut value = good.to_vec();
        // Not merely the other case, in which some digests mean the same.
        value[at] = if value[at] == b'#' { b'$' } else { b'#' };
        all.push(with("an altered", Some(value)));
    }
    all
}

fn altered_bodies(good: &Bytes) -> Vec<(&'static str, Bytes)> {
    let mut all = vec![
        ("an emptied body", Bytes::new()),
        ("a body with a byte more", [good, &b" "[..]].concat().into()),
        ("a doubled body", good.repeat(2).into()),
    ];
    if let Some((_, cut)) = good.split_last() {
        all.push(("a shortened body", Bytes::copy_from_slice(cut)));
    }
    for at in (0..good.len()).step_by(good.len().div_ceil(PLACES).max(1)) {
        let mut body = good.to_vec();
        body[at] ^= 1 << (at % 8);
        all.push(("a body with a bit flipped", body.into()));
    }
    all.retain(|(_, body)| body != good);
    all
}
