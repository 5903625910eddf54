//! How GitHub and Meta sign what they push: a keyed hash over the bytes of the body.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::Sha256;

use crate::parcel::Parcel;

/// The value of `X-Hub-Signature-256`.
pub(crate) fn sha256(secret: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key may have any length");
    mac.update(body);
    format!("sha256={}", hex(&mac.finalize().into_bytes()))
}

/// The value of the older `X-Hub-Signature`, which still comes beside it.
fn sha1(secret: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret.as_bytes()).expect("a key may have any length");
    mac.update(body);
    format!("sha1={}", hex(&mac.finalize().into_bytes()))
}

/// Signs a parcel both ways.
pub(crate) fn sign(parcel: &mut Parcel, secret: &str) {
    let (old, new) = (sha1(secret, &parcel.body), sha256(secret, &parcel.body));
    parcel.set("x-hub-signature", &old);
    parcel.set("x-hub-signature-256", &new);
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// How somebody who does not know the secret pretends to be the platform.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Forgery {
    /// Without any signature.
    Unsigned,
    /// With the signature of another secret.
    WrongSecret,
    /// With the platform's own signature of another body: one byte was changed on the way.
    Tampered,
}

impl Forgery {
    /// Makes a forgery of a parcel.
    pub(crate) fn of(self, mut parcel: Parcel, secret: &str) -> Parcel {
        match self {
            Self::Unsigned => {}
            Self::WrongSecret => sign(&mut parcel, &format!("not {secret}")),
            Self::Tampered => {
                sign(&mut parcel, secret);
                // Spaces at the end of JSON change nothing but the bytes.
                parcel.body = [&parcel.body[..], b" "].concat().into();
            }
        }
        parcel
    }
}

#[cfg(test)]
mod tests {
    use super::{sha1, sha256};

    /// Secret, body, signature: the last two differ only in whether the body is escaped.
    const VECTORS: [(&str, &str, &str); 4] = [
        (
            "It's a Secret to Everybody",
            "Hello, World!",
            "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
        ),
        ("It's a Secret to Everybody", "", "sha256=66a0c074deaa0f489ead6537e0d32f9a344b90bbeda705b6ed45ecd3b413fb40"),
        (
            "app_secret_0123456789abcdef",
            r#"{"object":"page","entry":[{"id":"1","time":1,"messaging":[{"message":{"mid":"m_1","text":"\u00e4\u00f6\u00e5"}}]}]}"#,
            "sha256=607f402aa3aafa083b78e6bab0ecc12866e2bca791d0e713bf10ba72a36b2747",
        ),
        (
            "app_secret_0123456789abcdef",
            r#"{"object":"page","entry":[{"id":"1","time":1,"messaging":[{"message":{"mid":"m_1","text":"äöå"}}]}]}"#,
            "sha256=c85a5667268927140ea659d59c53b55c81f53e352661a15cfa572a4e6a538081",
        ),
    ];

    #[test]
    fn signatures_are_those_of_the_published_vectors() {
        for (secret, body, signature) in VECTORS {
            assert_eq!(sha256(secret, body.as_bytes()), signature, "{body}");
        }
        let old = sha1("It's a Secret to Everybody", b"Hello, World!");
        assert_eq!(old, "sha1=01dc10d0c83e72ed246219cdd91669667fe2ca59");
    }
}
