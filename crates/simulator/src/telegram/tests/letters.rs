//! Facts about a push as HTTP, beyond what a webhook shows in the tests over sockets.

use std::io::Write;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use http::Response;
use http::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, HOST};

use super::form;
use crate::telegram::hook::Hook;
use crate::telegram::letter;

fn hook(params: &str) -> Hook {
    Hook::from_params(&form(params), true).unwrap().unwrap()
}

#[test]
fn a_name_in_the_address_is_sent_as_basic_authorization() {
    let hook = hook("url=http://anna:pass@bot.example:8080/a?b=c");
    let request = letter::parcel(&hook, Bytes::new()).request();
    assert_eq!(request.headers()[AUTHORIZATION], "Basic YW5uYTpwYXNz");
    assert_eq!(request.headers()[HOST], "bot.example:8080");
    assert_eq!(request.uri(), "/a?b=c");
}

#[test]
fn half_a_request_promises_all_of_it() {
    let hook = hook("url=http://bot/");
    let letter = letter::parcel(&hook, Bytes::from_static(b"12345678"));
    let half = String::from_utf8(letter.bytes(4)).unwrap();
    assert!(half.starts_with("POST / HTTP/1.1\r\nhost: bot\r\n"), "{half}");
    assert!(half.ends_with("content-length: 8\r\n\r\n1234"), "{half}");
}

#[test]
fn no_secret_is_shown() {
    let shown = format!("{:?}", hook("url=http://bot/&secret_token=hush"));
    assert!(shown.contains("Secret") && !shown.contains("hush"), "{shown}");
}

#[test]
fn a_method_rides_in_a_packed_answer_too() {
    let text = br#"{"method": "sendMessage", "text": "hi"}"#;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    let mut deflate = ZlibEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(text).unwrap();
    deflate.write_all(text).unwrap();
    let packed =
        [("identity", text.to_vec()), ("gzip", gzip.finish().unwrap()), ("deflate", deflate.finish().unwrap())];
    for (encoding, body) in packed {
        let head = Response::builder().header(CONTENT_TYPE, "application/json").header(CONTENT_ENCODING, encoding);
        let (parts, ()) = head.body(()).unwrap().into_parts();
        let (_, call) = letter::read(Ok((parts, body.into())));
        let (method, params) = call.expect(encoding);
        assert_eq!((method.as_str(), params.text("text").as_deref()), ("sendmessage", Some("hi")));
    }
}

#[test]
fn nothing_rides_in_a_refusal() {
    let head = Response::builder().status(500).header(CONTENT_TYPE, "application/json");
    let (parts, ()) = head.body(()).unwrap().into_parts();
    let (_, call) = letter::read(Ok((parts, Bytes::from_static(br#"{"method": "sendMessage"}"#))));
    assert!(call.is_none());
}
