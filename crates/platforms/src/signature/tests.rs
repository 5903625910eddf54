//! Signatures that others published, and those that must not pass.

use proptest::prelude::*;

use super::*;

const GITHUB: &str = "It's a Secret to Everybody";
const META: &str = "app_secret_0123456789abcdef";

/// As Meta writes what is not ASCII.
const ESCAPED: &str = r#"{"object":"page","entry":[{"id":"1","time":1,"messaging":[{"message":{"mid":"m_1","text":"\u00e4\u00f6\u00e5"}}]}]}"#;

/// As most others would write the same.
const WRITTEN_ANEW: &str =
    r#"{"object":"page","entry":[{"id":"1","time":1,"messaging":[{"message":{"mid":"m_1","text":"äöå"}}]}]}"#;

/// Secret, body, and the header's value. The first is published in GitHub's documentation, the second in RFC 4231, 4.3; the
/// others were computed with Python's `hmac`.
const SIGNED: &[(&str, &str, &str)] = &[
    (GITHUB, "Hello, World!", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"),
    ("Jefe", "what do ya want for nothing?", "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
    (GITHUB, "", "sha256=66a0c074deaa0f489ead6537e0d32f9a344b90bbeda705b6ed45ecd3b413fb40"),
    (META, ESCAPED, "sha256=607f402aa3aafa083b78e6bab0ecc12866e2bca791d0e713bf10ba72a36b2747"),
    (META, WRITTEN_ANEW, "sha256=c85a5667268927140ea659d59c53b55c81f53e352661a15cfa572a4e6a538081"),
];

fn check(secrets: &[&str], given: &[&str], body: &[u8]) -> Result<(), Refusal> {
    let secrets: Vec<_> = secrets.iter().map(|secret| SecretString::from(*secret)).collect();
    let mut headers = HeaderMap::new();
    for value in given {
        headers.append(HEADER, value.parse().unwrap());
    }
    Secrets::new(&secrets).unwrap().check(&headers, body)
}

#[test]
fn what_others_signed_is_let_in() {
    for (secret, body, value) in SIGNED {
        assert_eq!(check(&[secret], &[value], body.as_bytes()), Ok(()), "{body}");
        assert_eq!(check(&["another", secret], &[value], body.as_bytes()), Ok(()), "while one is being replaced");
        assert!(check(&["another"], &[value], body.as_bytes()).is_err(), "{body}");
        assert_eq!(header(secret, body.as_bytes()), *value);
    }
}

/// RFC 4231, 4.2, 4.4 and 4.7: keys and data that are no text.
#[test]
fn the_published_digests_of_hmac_sha256() {
    let rows: &[(&[u8], &[u8], &str)] = &[
        (&[0x0b; 20], b"Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        (&[0xaa; 20], &[0xdd; 50], "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        (
            &[0xaa; 131],
            b"Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        ),
    ];
    for (key, data, expected) in rows {
        assert_eq!(keyed(key, data), digest(format!("sha256={expected}").as_bytes()).unwrap());
    }
}

#[test]
fn a_body_that_was_written_anew_is_another_body() {
    assert!(check(&[META], &[SIGNED[4].2], ESCAPED.as_bytes()).is_err());
    assert!(check(&[META], &[SIGNED[3].2], WRITTEN_ANEW.as_bytes()).is_err());
}

#[test]
fn only_one_header_of_the_right_form_is_a_claim() {
    let (_, body, good) = SIGNED[0];
    let hex = &good["sha256=".len()..];
    let rows: &[&[&str]] = &[
        &[],
        &[""],
        &[hex],
        &["sha256="],
        &[&good[..good.len() - 1]],
        &[&format!("{good}0")],
        &[&format!("sha1={}", &hex[..40])],
        &[&format!("SHA256={hex}")],
        &[&format!("sha256={}", hex.to_uppercase())],
        &[&format!("sha256={}", "zz".repeat(32))],
        &[good, good],
    ];
    for given in rows {
        assert_eq!(check(&[GITHUB], given, body.as_bytes()).unwrap_err().status, 401, "{given:?}");
    }
}

#[test]
fn no_secret_or_an_empty_one_opens_nothing() {
    for secrets in [&[][..], &[""], &["good", ""], &[" \t"]] {
        let secrets: Vec<_> = secrets.iter().map(|secret| SecretString::from(*secret)).collect();
        assert!(Secrets::new(&secrets).is_none());
    }
}

proptest! {
    /// Whatever is changed in the body or in the signature, it is not let in any more.
    #[test]
    fn one_changed_bit_is_refused(
        body in prop::collection::vec(any::<u8>(), 1..100),
        at in any::<prop::sample::Index>(),
        bit in 0_u32..8,
    ) {
        let value = header("secret", &body);
        prop_assert_eq!(check(&["secret"], &[&value], &body), Ok(()));
        let mut changed = body;
        let at = at.index(changed.len());
        changed[at] ^= 1 << bit;
        prop_assert!(check(&["secret"], &[&value], &changed).is_err());
    }

    /// Whatever stands in the header, it is a digest or none, and a digest is what its hex says.
    #[test]
    fn any_header_is_a_digest_or_none(value in prop::collection::vec(any::<u8>(), 0..80), bytes: Digest) {
        let _ = digest(&value);
        let written: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        prop_assert_eq!(digest(format!("sha256={written}").as_bytes()), Some(bytes));
    }
}
