//! Files: read as they go out, and passed on as they come in.

use std::path::PathBuf;
use std::time::Duration;

use pollhook_core::{Auth, Body, Call, Download, Http, HttpErrorKind, Method, Part, PartContent};

use crate::server::{Server, Step, answer, client};

const SHORT: Duration = Duration::from_millis(200);

fn get(url: String) -> Call {
    Call::get(url, Auth::None)
}

/// A file that is there as long as this is.
struct File(PathBuf);

impl File {
    fn new(name: &str, content: &str) -> Self {
        let path = std::env::temp_dir().join(format!("pollhook-{}-{name}", std::process::id()));
        std::fs::write(&path, content).unwrap();
        Self(path)
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn upload(url: String, path: impl Into<PathBuf>, at_most: Option<u64>) -> Call {
    let content = PartContent::File { path: path.into(), at_most };
    let file = Part { name: "photo".into(), file_name: Some("menu.jpg".into()), content_type: None, content };
    let mut call = Call::new(Method::POST, url, Auth::None);
    call.body = Body::Multipart(vec![Part::field("chat_id", "5"), file]);
    call
}

#[tokio::test]
async fn a_file_goes_out_with_a_known_length_and_anew_at_every_try() {
    let server = Server::saying(answer(200, "", "")).await;
    let file = File::new("anew", "JPEG");
    let call = upload(server.url("/"), &file.0, Some(4));
    client("").send(call.clone()).await.unwrap();
    client("").send(call).await.unwrap();
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    for request in requests {
        let lower = request.to_lowercase();
        assert!(lower.contains("filename=\"menu.jpg\"\r\n\r\njpeg\r\n"), "{request}");
        assert!(lower.contains("\r\ncontent-length: ") && !lower.contains("chunked"), "{request}");
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_sent_is_named_and_nothing_is_sent() {
    let server = Server::saying(answer(200, "", "")).await;
    let file = File::new("large", "JPEG!");
    let rows = [
        (PathBuf::from("no/such/file.jpg"), "no/such/file.jpg: this file cannot be read: "),
        (std::env::temp_dir(), ": this is no file"),
        (file.0.clone(), ": this file has 5 bytes, and 4 is the most that may be sent"),
    ];
    for (path, words) in rows {
        let error = client("").send(upload(server.url("/"), path, Some(4))).await.unwrap_err();
        assert_eq!(error.kind(), HttpErrorKind::Unreadable);
        assert!(error.to_string().contains(words) && !error.may_have_arrived(), "{error}");
    }
    assert!(server.requests().is_empty());
}

async fn fetch(server: &Server, cap: u64) -> Result<Download, HttpErrorKind> {
    let fetched = client("").fetch(get(server.url("/")).deadline(SHORT), cap).await;
    fetched.map(Result::unwrap).map_err(|error| error.kind())
}

#[tokio::test]
async fn a_body_is_passed_on_piece_by_piece_up_to_its_cap() {
    let chunks = "HTTP/1.1 200 -\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n";
    let server = Server::saying(chunks).await;
    let whole = fetch(&server, 6).await.unwrap();
    assert_eq!((whole.size(), &*whole.bytes().await.unwrap()), (None, &b"abcdef"[..]));
    let mut capped = fetch(&server, 5).await.unwrap();
    let error = loop {
        if let Err(error) = capped.next().await {
            break error;
        }
    };
    assert_eq!(
        (error.kind(), error.to_string()),
        (HttpErrorKind::TooLarge, "the answer is longer than 5 bytes".into())
    );
}

#[tokio::test]
async fn a_declared_length_is_told_and_refused_above_the_cap() {
    let server = Server::saying(answer(200, "", "abcdef")).await;
    assert_eq!(fetch(&server, 6).await.unwrap().size(), Some(6));
    assert_eq!(fetch(&server, 5).await.unwrap_err(), HttpErrorKind::TooLarge);
}

#[tokio::test]
async fn a_body_may_take_its_time_but_not_stand_still() {
    let head = b"HTTP/1.1 200 -\r\ncontent-length: 9\r\n\r\n1234".to_vec();
    let server = Server::start(move |_, _| vec![Step::Say(head.clone()), Step::Hang]).await;
    let mut download = fetch(&server, 100).await.unwrap();
    let mut read = 0;
    let error = loop {
        match download.next().await {
            Ok(Some(piece)) => read += piece.len(),
            Ok(None) => panic!("it did not end"),
            Err(error) => break error,
        }
    };
    assert_eq!((read, error.kind()), (4, HttpErrorKind::Timeout));
    assert!(error.to_string().contains("nothing more of it came for 200ms"), "{error}");
}

#[tokio::test]
async fn an_answer_that_is_no_success_comes_whole() {
    let server = Server::saying(answer(404, "", "gone")).await;
    let refused = client("").fetch(get(server.url("/")), 1).await.unwrap().unwrap_err();
    assert_eq!((refused.status.as_u16(), &*refused.body), (404, &b"gone"[..]));
}

/// The address of a file on Telegram holds the token.
#[tokio::test]
async fn what_goes_wrong_with_a_file_shows_no_credential() {
    let server = Server::start(|_, _| vec![Step::Close]).await;
    let url = server.url("/file/bot{}/photos/file_0.jpg");
    let client = client("nobody-may-read-this");
    let error = client.fetch(Call::get(url, Auth::Path), 100).await.unwrap_err();
    assert!(server.requests()[0].contains("/file/botnobody-may-read-this/photos/file_0.jpg"), "premise");
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains("nobody-may-read-this") && !shown.contains("file_0"), "{shown}");
}
