//! `X-Hub-Signature-256`: a request signed over its raw body, as GitHub and Meta both do it.
//!
//! The header is `sha256=` and the HMAC-SHA256 of the body in lower-case hex, keyed with the secret's UTF-8 bytes (GitHub
//! documentation, "Validating webhook deliveries"; Meta's, "Webhooks, getting started"). It covers the bytes as they were
//! sent: whoever parses a body and writes it anew signs something else, for Meta writes `\u00e4` where others write `ä`.

use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, HeaderName};
use pollhook_core::{ExposeSecret, Refusal, SecretString};
use sha2::Sha256;
use subtle::{Choice, ConstantTimeEq};

/// Where the signature travels.
pub(crate) const HEADER: HeaderName = HeaderName::from_static("x-hub-signature-256");

/// Enough for a SHA-256.
type Digest = [u8; 32];

/// The secrets that a signature may have been made with: several while one is being replaced.
#[derive(Clone, Debug)]
pub(crate) struct Secrets(Vec<SecretString>);

impl Secrets {
    /// These secrets; `None` when there is none to check with, or one that anybody would guess.
    pub(crate) fn new(secrets: &[SecretString]) -> Option<Self> {
        let usable = !secrets.is_empty() && secrets.iter().all(|secret| !secret.expose_secret().trim().is_empty());
        usable.then(|| Self(secrets.to_vec()))
    }

    /// Whether the body was signed with one of the secrets. Every one is compared, and each to its end, so that the time
    /// taken tells nothing.
    pub(crate) fn check(&self, headers: &HeaderMap, body: &[u8]) -> Result<(), Refusal> {
        let given = claimed(headers)?;
        let same = |secret: &SecretString| sign(secret, body).ct_eq(&given);
        let any = self.0.iter().map(same).fold(Choice::from(0), |any, same| any | same);
        if any.into() {
            Ok(())
        } else {
            Err(Refusal::unauthenticated("it was signed with none of the secrets configured"))
        }
    }
}

/// The signature that a request claims. Without one of the right form its body need not be read.
pub(crate) fn claimed(headers: &HeaderMap) -> Result<Digest, Refusal> {
    let mut given = headers.get_all(HEADER).iter();
    match (given.next(), given.next()) {
        (Some(value), None) => digest(value.as_bytes())
            .ok_or(Refusal::unauthenticated("the signature is not `sha256=` and 64 digits of hex")),
        (Some(_), Some(_)) => Err(Refusal::unauthenticated("more than one signature")),
        (None, _) => Err(Refusal::unauthenticated("no signature: does the platform know the secret?")),
    }
}

fn sign(secret: &SecretString, body: &[u8]) -> Digest {
    keyed(secret.expose_secret().as_bytes(), body)
}

fn keyed(key: &[u8], body: &[u8]) -> Digest {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("an HMAC takes a key of any length");
    mac.update(body);
    mac.finalize().into_bytes().into()
}

fn digest(value: &[u8]) -> Option<Digest> {
    let hex = value.strip_prefix(b"sha256=")?;
    let mut digest = Digest::default();
    if hex.len() != 2 * digest.len() {
        return None;
    }
    for (byte, pair) in digest.iter_mut().zip(hex.chunks_exact(2)) {
        *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
    }
    Some(digest)
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

/// The header's value for a body, for the tests of those who check it and of the bots behind them.
#[cfg(any(test, feature = "stage"))]
pub(crate) fn header(secret: &str, body: &[u8]) -> String {
    use std::fmt::Write;

    let mut value = String::from("sha256=");
    for byte in sign(&SecretString::from(secret), body) {
        write!(value, "{byte:02x}").expect("a string takes everything");
    }
    value
}

#[cfg(test)]
mod tests;
