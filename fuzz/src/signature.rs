//! `X-Hub-Signature-256` once more, as plainly as it can be written, and requests that sign themselves.
//!
//! A fuzzer finds no signature. So `{new}` in a header's value stands for the one of this body with the newer secret,
//! `{old}` for the one with the older, and `{other}` for that of somebody else: what is around them is the fuzzer's.

use pollhook::core::{Bytes, HeaderValue, Parts};
use sha2::{Digest, Sha256};

/// The secrets that a webhook knows here, the newer first.
pub const SECRETS: [&str; 2] =
    ["app_secret_0123456789abcdef", "old secret, longer than a block of the hash is: sixty-four bytes"];
const STRANGER: &str = "somebody else's";
const HEADER: &str = "x-hub-signature-256";

/// HMAC (RFC 2104) in hexadecimal digits.
#[must_use]
pub fn of(secret: &str, body: &[u8]) -> String {
    const BLOCK: usize = 64;
    let mut key = [0; BLOCK];
    if secret.len() > BLOCK {
        key[..32].copy_from_slice(&Sha256::digest(secret));
    } else {
        key[..secret.len()].copy_from_slice(secret.as_bytes());
    }
    let inner = Sha256::digest([&key.map(|byte| byte ^ 0x36), body].concat());
    let outer = Sha256::digest([&key.map(|byte| byte ^ 0x5c), &inner[..]].concat());
    outer.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Puts signatures where the case asks for them.
pub fn sign(parts: &mut Parts, body: &[u8]) {
    let names = [("{new}", SECRETS[0]), ("{old}", SECRETS[1]), ("{other}", STRANGER)];
    for value in parts.headers.values_mut() {
        let Ok(text) = value.to_str() else { continue };
        let signed = names.iter().fold(text.to_owned(), |text, (name, secret)| {
            if text.contains(name) { text.replace(name, &of(secret, body)) } else { text }
        });
        *value = HeaderValue::try_from(signed).expect("digits can stand in a header");
    }
}

/// Whether a request is signed: by one signature, in exactly this form.
#[must_use]
pub fn is_good(parts: &Parts, body: &Bytes) -> bool {
    let given: Vec<&[u8]> = parts.headers.get_all(HEADER).iter().map(HeaderValue::as_bytes).collect();
    SECRETS.iter().any(|secret| given == [format!("sha256={}", of(secret, body)).as_bytes()])
}

/// Whether it claims a signature of the right form, whoever made it.
#[must_use]
pub fn is_claimed(parts: &Parts) -> bool {
    let given: Vec<&[u8]> = parts.headers.get_all(HEADER).iter().map(HeaderValue::as_bytes).collect();
    let [given] = given[..] else { return false };
    let is_digit = |byte: &u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(byte);
    given.strip_prefix(b"sha256=").is_some_and(|hex| hex.len() == 64 && hex.iter().all(is_digit))
}

#[cfg(test)]
mod tests {
    use super::of;

    /// The second test case of RFC 4231, and its sixth, whose key is longer than a block.
    #[test]
    fn it_is_the_published_one() {
        assert_eq!(
            of("Jefe", b"what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        let long = of(&"k".repeat(131), b"");
        assert_ne!(long, of(&"k".repeat(130), b""));
        assert_eq!(of(&"a".repeat(64), b"x").len(), 64);
    }
}
