//! Whole answers, and all that can be wrong with one: late, slow, long, half, cut, no HTTP.

use std::io::Write;
use std::time::Duration;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::Method;
use pollhook_core::{Auth, Body, Call, Http, HttpErrorKind, Part, PartContent};

use crate::server::{Server, Step, answer, client, fails, nobody};

const SHORT: Duration = Duration::from_millis(200);

fn get(url: String) -> Call {
    Call::get(url, Auth::None)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A chunked answer that says to be compressed, as far as it goes.
fn compressed(body: &[u8]) -> Vec<u8> {
    let mut bytes = b"HTTP/1.1 200 -\r\ncontent-encoding: gzip\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    bytes.extend(format!("{:x}\r\n", body.len()).bytes());
    bytes.extend(body);
    bytes.extend(b"\r\n");
    bytes
}

#[tokio::test]
async fn any_status_is_an_answer() {
    for status in [200, 204, 304, 400, 404, 409, 429, 500, 503] {
        let body = if matches!(status, 204 | 304) { "" } else { "words" };
        let server = Server::saying(answer(status, "x-what: ever\r\n", body)).await;
        let answer = client("").send(get(server.url("/"))).await.unwrap();
        assert_eq!((answer.status.as_u16(), &*answer.body), (status, body.as_bytes()));
        assert_eq!(answer.headers["x-what"], "ever");
    }
}

#[tokio::test]
async fn it_says_who_it_is_and_takes_gzip() {
    let mut body = compressed(&gzip(b"hello"));
    body.extend(b"0\r\n\r\n");
    let server = Server::saying(body).await;
    assert_eq!(client("").send(get(server.url("/"))).await.unwrap().body, "hello");
    let request = &server.requests()[0];
    assert!(request.contains("accept-encoding: gzip\r\n"), "{request}");
    assert!(request.contains("user-agent: pollhook/0."), "{request}");
}

#[tokio::test]
async fn a_hundred_calls_take_one_connection() {
    let server = Server::saying(answer(200, "", "hi")).await;
    let client = client("");
    for _ in 0..100 {
        client.send(get(server.url("/"))).await.unwrap();
    }
    assert_eq!((server.requests().len(), server.connections()), (100, 1));
}

#[tokio::test]
async fn the_deadline_covers_the_head() {
    let server = Server::start(|_, _| vec![Step::Hang]).await;
    let error = fails(&client(""), get(server.url("/")).deadline(SHORT), HttpErrorKind::Timeout).await;
    assert_eq!(error.to_string(), "no answer within 200ms");
}

#[tokio::test]
async fn the_deadline_covers_the_body() {
    let head = b"HTTP/1.1 200 -\r\ncontent-length: 9\r\n\r\n1234".to_vec();
    let server = Server::start(move |_, _| vec![Step::Say(head.clone()), Step::Hang]).await;
    let error = fails(&client(""), get(server.url("/")).deadline(SHORT), HttpErrorKind::Timeout).await;
    assert_eq!(error.to_string(), "the answer began, but did not end within 200ms");
}

#[tokio::test]
async fn who_drips_does_not_gain_time() {
    for head in ["HTTP/1.1 200 -\r\ncontent-length: 999999\r\n\r\n", "HTTP/1.1 200 -\r\nx-drip: "] {
        let server = Server::start(|_, _| vec![Step::Say(head.into()), Step::Drip]).await;
        fails(&client(""), get(server.url("/")).deadline(SHORT), HttpErrorKind::Timeout).await;
    }
}

#[tokio::test]
async fn a_declared_length_above_the_cap_is_refused_at_once() {
    let head = b"HTTP/1.1 200 -\r\ncontent-length: 1001\r\n\r\n".to_vec();
    let server = Server::start(move |_, _| vec![Step::Say(head.clone()), Step::Hang]).await;
    let error = fails(&client(""), get(server.url("/")).cap(1000), HttpErrorKind::TooLarge).await;
    assert_eq!(error.to_string(), "the answer is longer than 1000 bytes");
}

#[tokio::test]
async fn the_cap_is_the_last_length_that_fits() {
    let chunks = "HTTP/1.1 200 -\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\ndef\r\n2\r\ngh\r\n0\r\n\r\n";
    let server = Server::saying(chunks).await;
    let answer = client("").send(get(server.url("/")).cap(8)).await.unwrap();
    assert_eq!(answer.body, "abcdefgh");
    for cap in [0, 2, 5, 7] {
        fails(&client(""), get(server.url("/")).cap(cap), HttpErrorKind::TooLarge).await;
    }
}

#[tokio::test]
async fn a_bomb_ends_at_the_cap_while_it_streams() {
    let bomb = gzip(&vec![0; 64 << 20]);
    assert!(bomb.len() < 1 << 17, "a bomb is small");
    // Half of it, and then silence: who would decompress all of it first waits in vain.
    let half = compressed(&bomb[..bomb.len() / 2]);
    let server = Server::start(move |_, _| vec![Step::Say(half.clone()), Step::Hang]).await;
    fails(&client(""), get(server.url("/")).cap(1 << 20), HttpErrorKind::TooLarge).await;
}

#[tokio::test]
async fn half_an_answer_is_none() {
    let halves = [
        "HTTP/1.1 200 -\r\ncontent-length: 9\r\n\r\n1234",
        "HTTP/1.1 200 -\r\ntransfer-encoding: chunked\r\n\r\n9\r\n1234",
        "HTTP/1.1 200 -\r\ntransfer-encoding: chunked\r\n\r\n4\r\n1234\r\n",
    ];
    for half in halves {
        let server = Server::start(|_, _| vec![Step::Say(half.into()), Step::Close]).await;
        let error = fails(&client(""), get(server.url("/")), HttpErrorKind::Cut).await;
        assert!(error.to_string().starts_with("the connection broke in the middle of the answer: "), "{error}");
        assert!(error.may_have_arrived());
    }
}

#[tokio::test]
async fn a_connection_that_is_cut_leaves_it_open_what_happened() {
    for said in ["", "HTTP/1.1 200", "SSH-2.0-OpenSSH_9.9\r\n"] {
        let server = Server::start(|_, _| vec![Step::Say(said.into()), Step::Close]).await;
        let error = fails(&client(""), get(server.url("/")), HttpErrorKind::Cut).await;
        assert!(error.to_string().starts_with("the connection broke before an answer came: "), "{error}");
    }
}

#[tokio::test]
async fn what_is_no_gzip_says_so() {
    let server = Server::saying(compressed(b"this was never compressed")).await;
    let error = fails(&client(""), get(server.url("/")), HttpErrorKind::Cut).await;
    assert_eq!(error.to_string(), "the answer could not be decompressed");
}

#[tokio::test]
async fn who_is_not_there_refuses() {
    let error = fails(&client(""), get(nobody()), HttpErrorKind::Connect).await;
    assert_eq!(error.to_string(), "the connection was refused: does the API run there?");
    assert!(!error.may_have_arrived());
}

#[tokio::test]
async fn a_name_that_nobody_knows_is_said_to_be_the_trouble() {
    // Longer than any label of a name may be, so that no resolver asks the network.
    let url = format!("http://{}.invalid/", "a".repeat(70));
    let error = fails(&client(""), get(url), HttpErrorKind::Connect).await;
    assert!(error.to_string().starts_with("the name of the API's host could not be resolved"), "{error}");
}

#[tokio::test]
async fn retry_after_is_read_whatever_its_form() {
    let date = "date: Wed, 21 Oct 2015 07:27:15 GMT\r\nretry-after: Wed, 21 Oct 2015 07:28:00 GMT\r\n";
    for (headers, seconds) in [("retry-after: 7\r\n", 7), (date, 45), ("retry-after: 1000000000\r\n", 86_400)] {
        let server = Server::saying(answer(429, headers, "")).await;
        let answer = client("").send(get(server.url("/"))).await.unwrap();
        assert_eq!(answer.retry_after(), Some(Duration::from_secs(seconds)), "{headers}");
    }
}

#[tokio::test]
async fn bodies_go_out_as_they_are() {
    let server = Server::saying(answer(200, "", "")).await;
    client("").send(Call::post_json(server.url("/json"), Auth::None, r#"{"a":1}"#)).await.unwrap();
    client("").send(Call::new(Method::POST, server.url("/empty"), Auth::None)).await.unwrap();
    let [json, empty] = server.requests().try_into().unwrap();
    assert!(json.starts_with("POST /json ") && json.ends_with("\r\n\r\n{\"a\":1}"), "{json}");
    assert!(json.contains("content-type: application/json\r\n"), "{json}");
    assert!(empty.contains("content-length: 0\r\n"), "{empty}");
}

fn part(name: &str, file_name: Option<&str>, content_type: Option<&str>, bytes: &'static str) -> Part {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    Part {
        name: name.into(),
        file_name: owned(file_name),
        content_type: owned(content_type),
        content: PartContent::Bytes(Bytes::from_static(bytes.as_bytes())),
    }
}

#[tokio::test]
async fn a_form_carries_fields_and_files_with_a_known_length() {
    let server = Server::saying(answer(200, "", "")).await;
    let mut call = Call::post_json(server.url("/"), Auth::None, "");
    call.body = Body::Multipart(vec![
        part("chat_id", None, None, "5"),
        part("photo", Some("menu.jpg"), Some("image/jpeg"), "JPEG"),
    ]);
    client("").send(call.clone()).await.unwrap();
    let request = &server.requests()[0];
    let field = "content-disposition: form-data; name=\"chat_id\"\r\n\r\n5\r\n";
    let file = "content-disposition: form-data; name=\"photo\"; filename=\"menu.jpg\"\r\ncontent-type: image/jpeg\r\n\r\nJPEG\r\n";
    let lower = request.to_lowercase();
    assert!(lower.contains(field) && lower.contains(&file.to_lowercase()), "{request}");
    assert_eq!(lower.matches("\r\ncontent-type: multipart/form-data; boundary=").count(), 1, "{request}");
    assert!(!lower.contains("application/json") && !lower.contains("chunked"), "{request}");

    call.body = Body::Multipart(vec![part("photo", None, Some("no type"), "")]);
    fails(&client(""), call, HttpErrorKind::Invalid).await;
}
