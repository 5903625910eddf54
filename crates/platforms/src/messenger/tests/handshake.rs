//! The handshake: who gets the challenge back.

use super::*;

fn get(query: &str) -> Result<String, u16> {
    let parts = Parts { method: Method::GET, uri: format!("/hook{query}").parse().unwrap(), headers: HeaderMap::new() };
    webhook().head(&parts, now()).map_err(|refusal| refusal.status.as_u16())?;
    match webhook().body(&parts, &Bytes::new(), now()) {
        Verdict::Respond(answer) => {
            assert_eq!((answer.status.as_u16(), answer.content_type), (200, Some("text/plain")));
            Ok(String::from_utf8(answer.body.to_vec()).unwrap())
        }
        other => panic!("no answer: {other:?}"),
    }
}

const ROWS: &[(&str, Result<&str, u16>)] = &[
    ("?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=my+words+%26+more", Ok("1158201444")),
    ("?hub.verify_token=my%20words%20%26%20more&hub.challenge=1&hub.mode=subscribe&more=x", Ok("1")),
    ("?hub%2Emode=subscribe&hub%2Echallenge=1&hub%2Everify_token=my+words+%26+more", Ok("1")),
    ("?hub.mode=subscribe&hub.challenge=1&hub.verify_token=my+words", Err(403)),
    ("?hub.mode=subscribe&hub.challenge=1&hub.verify_token=MY+words+%26+more", Err(403)),
    ("?hub.mode=subscribe&hub.challenge=1&hub.verify_token=", Err(403)),
    ("?hub.mode=subscribe&hub.challenge=1", Err(403)),
    ("?hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=my+words+%26+more", Err(403)),
    ("?hub.challenge=1&hub.verify_token=my+words+%26+more", Err(403)),
    ("?hub_mode=subscribe&hub_challenge=1&hub_verify_token=my+words+%26+more", Err(403)),
    // The app's secret is another one.
    ("?hub.mode=subscribe&hub.challenge=1&hub.verify_token=app_secret_0123456789abcdef", Err(403)),
    ("", Err(403)),
    ("?", Err(403)),
    ("?hub.mode=subscribe&hub.verify_token=my+words+%26+more", Err(400)),
    ("?hub.mode=subscribe&hub.challenge=&hub.verify_token=my+words+%26+more", Err(400)),
    // Nothing that a browser could take for more than a number.
    ("?hub.mode=subscribe&hub.challenge=%3Cscript%3E&hub.verify_token=my+words+%26+more", Err(400)),
    ("?hub.mode=subscribe&hub.challenge=1%0d%0aX:1&hub.verify_token=my+words+%26+more", Err(400)),
];

#[test]
fn the_challenge_goes_back_to_who_knows_the_verify_token() {
    for (query, expected) in ROWS {
        assert_eq!(get(query), expected.map(str::to_owned), "{query}");
    }
    let long = "1".repeat(257);
    assert_eq!(get(&format!("?hub.mode=subscribe&hub.challenge={long}&hub.verify_token=my+words+%26+more")), Err(400));
}

/// A GET is never a push, whatever it is signed with.
#[test]
fn a_signed_get_delivers_nothing() {
    let body = push(&[&heard(r#""message":{"mid":"m_1"}"#)]);
    let parts = Parts { method: Method::GET, ..signed(body.as_bytes()) };
    assert_eq!(webhook().head(&parts, now()).unwrap_err().status, 403);
    assert!(matches!(webhook().body(&parts, &body.into(), now()), Verdict::Reject(_)));
}
