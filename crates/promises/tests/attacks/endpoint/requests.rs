//! Requests that are none, and such as two readers would read in two ways.

use pollhook_promises::pushed::SECRET;

use super::peer::{Peer, status};
use super::target::Target;
use crate::extent::many;

/// A head with these headers from who has the secret, and what follows it.
fn request(headers: &str, rest: &str) -> Vec<u8> {
    let known = format!("POST /hook HTTP/1.1\r\nhost: bot\r\nx-telegram-bot-api-secret-token: {SECRET}\r\n");
    [known.as_bytes(), headers.as_bytes(), b"\r\n", rest.as_bytes()].concat()
}

/// What is sent, and the one answer to it. None is given to HTTP/2, of which this speaks not even the refusal, and to what
/// never begins a head. A second request hides behind some of them: it must not be answered.
fn table() -> Vec<(&'static str, Vec<u8>, Option<u16>)> {
    let hidden = "GET /hidden HTTP/1.1\r\nhost: bot\r\n\r\n";
    let chunked = format!("0\r\n\r\n{hidden}");
    let long = format!("x-long: {}\r\n", "a".repeat(1 << 20));
    let lots: String = (0..40_000).map(|number| format!("x-{number}: a long value\r\n")).collect();
    let path = format!("POST /{} HTTP/1.1\r\nhost: bot\r\n\r\n", "a".repeat(1 << 20)).into_bytes();
    vec![
        ("a header of 1 MiB", request(&long, ""), Some(431)),
        ("a header block of 1 MiB", request(&lots, ""), Some(431)),
        ("a path of 1 MiB", path, Some(431)),
        (
            "chunks that end a length",
            request("content-length: 5\r\ntransfer-encoding: chunked\r\n", &chunked),
            Some(200),
        ),
        ("a length after chunks", request("transfer-encoding: chunked\r\ncontent-length: 5\r\n", &chunked), Some(200)),
        ("chunks that are not last", request("transfer-encoding: chunked, gzip\r\n", &chunked), Some(400)),
        ("chunks in other words", request("transfer-encoding: xchunked\r\n", &chunked), Some(400)),
        ("two lengths", request("content-length: 0\r\ncontent-length: 50\r\n", hidden), Some(400)),
        ("two lengths in one", request("content-length: 0, 50\r\n", hidden), Some(400)),
        ("a length below nothing", request("content-length: -1\r\n", hidden), Some(400)),
        ("a length with a sign", request("content-length: +0\r\n", hidden), Some(400)),
        ("a length beyond all", request("content-length: 99999999999999999999999\r\n", ""), Some(400)),
        ("a chunk of no number", request("transfer-encoding: chunked\r\n", "zz\r\n"), Some(400)),
        ("a chunk beyond all", request("transfer-encoding: chunked\r\n", "fffffffffffffffff\r\n"), Some(400)),
        (
            "a chunk with a long story",
            request("transfer-encoding: chunked\r\n", &format!("1;{}", "a".repeat(1 << 20))),
            Some(400),
        ),
        ("a name with a control byte", request("x-\u{1}: a\r\n", ""), Some(400)),
        ("a name with a space", request("content-length : 0\r\n", ""), Some(400)),
        ("a name with nothing", request(": a\r\n", ""), Some(400)),
        ("a value with a zero", request("x-a: \0\r\n", ""), Some(400)),
        ("a folded line", request("x-a: a\r\n b\r\n", ""), Some(400)),
        ("two secrets", request("x-telegram-bot-api-secret-token: guess\r\nconnection: close\r\n", ""), Some(401)),
        ("no version", b"POST /hook\r\n\r\n".to_vec(), Some(400)),
        ("another version", b"POST /hook HTTP/3.0\r\nhost: bot\r\n\r\n".to_vec(), Some(400)),
        ("HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(), None),
        ("TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 and so on\r\n\r\n".to_vec(), Some(400)),
        ("a tunnel", b"CONNECT 127.0.0.1:22 HTTP/1.1\r\nhost: bot\r\nconnection: close\r\n\r\n".to_vec(), Some(404)),
        (
            "another host's address",
            b"POST http://other/hook HTTP/1.1\r\nhost: other\r\nconnection: close\r\n\r\n".to_vec(),
            Some(401),
        ),
        ("noise", (0..=255).cycle().take(100_000).collect(), Some(400)),
        ("nothing but line ends", b"\r\n".repeat(50_000), None),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_request_is_refused_once_and_hides_nothing() {
    let mut target = Target::telegram().await;
    for round in 0..many(1, 50) {
        for (name, bytes, expected) in table() {
            let heard = Peer::hostile(0, target.to).says(&bytes).await;
            assert_eq!(status(&heard), expected, "{name}: {heard:?}");
            let answers = heard.matches("HTTP/1.1 ").count();
            assert!(answers <= 1, "{name} is answered once at most: {heard:?}");
            if round == 0 {
                target.answers(name).await;
            }
        }
    }
    target.withstood("requests that are none", 16).await;
    target.end().await;
}
