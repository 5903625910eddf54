//! Comparing a secret with what a stranger sent.

use secrecy::{ExposeSecret, SecretString};
use subtle::{Choice, ConstantTimeEq};

/// Whether what was given is one of the secrets. It is compared with every one, and with each to its end, so that the time
/// taken tells nothing. (It tells the length, as every such comparison does.)
#[must_use]
pub fn is_one_of(secrets: &[SecretString], given: &[u8]) -> bool {
    let same = |secret: &SecretString| secret.expose_secret().as_bytes().ct_eq(given);
    secrets.iter().map(same).fold(Choice::from(0), |any, same| any | same).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_of_them_is_known_and_nothing_else() {
        let secrets = ["new", "old"].map(SecretString::from);
        assert!(is_one_of(&secrets, b"new") && is_one_of(&secrets, b"old"));
        for stranger in [&b""[..], b"ne", b"news", b"newold", b"NEW"] {
            assert!(!is_one_of(&secrets, stranger), "{stranger:?}");
        }
        let twice = ["old", "old"].map(SecretString::from);
        assert!(is_one_of(&twice, b"old"), "one that is written twice");
        assert!(!is_one_of(&[], b""), "without a secret nobody is known");
    }
}
