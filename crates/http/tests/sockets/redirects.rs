//! Where an answer points to another place.

use http::Method;
use pollhook_core::{Auth, Call, Http, HttpErrorKind};

use crate::server::{Server, Step, answer, client, fails};

fn to(status: u16, location: &str) -> Vec<u8> {
    answer(status, &format!("location: {location}\r\n"), "")
}

/// A server that points from `/bot…/old` to `location` and knows everything else.
async fn pointing(status: u16, location: &'static str) -> Server {
    Server::start(move |_, request| {
        let old = request.split(' ').nth(1).unwrap().ends_with("/old");
        vec![Step::Say(if old { to(status, location) } else { answer(200, "", "here") })]
    })
    .await
}

fn lines(server: &Server) -> Vec<String> {
    server.requests().iter().map(|request| request.lines().next().unwrap().replace(" HTTP/1.1", "")).collect()
}

#[tokio::test]
async fn the_same_host_is_followed_with_the_credential_and_without_a_word_about_where_from() {
    for status in [301, 302, 303, 307, 308] {
        let server = pointing(status, "/new?a=1").await;
        let answer = client("s3cr3t").send(Call::get(server.url("/old"), Auth::Bearer)).await.unwrap();
        assert_eq!(answer.body, "here");
        assert_eq!(lines(&server), ["GET /old", "GET /new?a=1"]);
        let second = &server.requests()[1];
        assert!(second.contains("authorization: Bearer s3cr3t\r\n") && !second.contains("referer"), "{second}");
    }
}

#[tokio::test]
async fn what_was_posted_is_posted_again_only_where_that_is_what_the_answer_says() {
    let expected = [(301, "GET", ""), (302, "GET", ""), (303, "GET", ""), (307, "POST", "{}"), (308, "POST", "{}")];
    for (status, method, body) in expected {
        let server = pointing(status, "/new").await;
        client("").send(Call::post_json(server.url("/old"), Auth::None, "{}")).await.unwrap();
        let [_, second] = server.requests().try_into().unwrap();
        assert!(second.starts_with(&format!("{method} /new ")), "{status}: {second}");
        assert!(second.ends_with(&format!("\r\n\r\n{body}")), "{status}: {second}");
        assert_eq!(second.contains("content-type"), method == "POST", "{status}: {second}");
    }
}

#[tokio::test]
async fn another_host_never_sees_the_credential() {
    let other = Server::saying(answer(200, "", "thanks")).await;
    for auth in [Auth::Bearer, Auth::Path] {
        let location = other.url("/bots3cr3t/take");
        let server = Server::start(move |_, _| vec![Step::Say(to(307, &location))]).await;
        let error = fails(&client("s3cr3t"), Call::get(server.url("/bot{}/x"), auth), HttpErrorKind::Redirect).await;
        assert!(error.to_string().contains("another host, which must not see the credential"), "{error}");
        assert_eq!(server.requests().len(), 1);
    }
    assert_eq!(other.connections(), 0);
}

#[tokio::test]
async fn neither_another_port_nor_another_scheme_is_the_same_host() {
    for location in ["//127.0.0.1:1/x", "http://localhost/x", "ftp://127.0.0.1/x", "http://[::1/x"] {
        let server = pointing(302, location).await;
        fails(&client(""), Call::get(server.url("/old"), Auth::None), HttpErrorKind::Redirect).await;
    }
    let server = pointing(301, "https://127.0.0.1/x").await;
    let error = fails(&client(""), Call::get(server.url("/old"), Auth::None), HttpErrorKind::Redirect).await;
    assert!(error.to_string().ends_with("write https:// in the address of the API"), "{error}");
}

#[tokio::test]
async fn nobody_is_sent_round_in_circles() {
    let server = Server::saying(to(302, "/again")).await;
    let call = Call::new(Method::GET, server.url("/"), Auth::None);
    let error = fails(&client(""), call, HttpErrorKind::Redirect).await;
    assert!(error.to_string().starts_with("more than 3 redirects"), "{error}");
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn a_redirect_to_nowhere_is_an_answer() {
    let server = Server::saying(answer(302, "", "where?")).await;
    let answer = client("").send(Call::get(server.url("/"), Auth::None)).await.unwrap();
    assert_eq!((answer.status.as_u16(), &*answer.body), (302, b"where?".as_slice()));
}
