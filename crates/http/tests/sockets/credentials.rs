//! Where the credential goes, and what happens when it is refused.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use http::{HeaderName, Method};
use pollhook_core::{Auth, BoxError, Call, Credentials, Http, HttpErrorKind, SecretString};
use pollhook_http::{HttpClient, HttpSettings};
use pollhook_testkit::TestClock;

use crate::server::{Server, Step, answer, client, fails};

/// Gives `first`, and from the first refusal on `second`, if there is one.
#[derive(Default)]
struct Renewable {
    second: bool,
    renewed: AtomicUsize,
    scopes: Mutex<Vec<String>>,
}

#[async_trait]
impl Credentials for Renewable {
    async fn get(&self, scope: &str) -> Result<SecretString, BoxError> {
        self.scopes.lock().unwrap().push(scope.to_owned());
        Ok(SecretString::from("first"))
    }

    async fn renew(&self, _scope: &str) -> Option<SecretString> {
        self.renewed.fetch_add(1, SeqCst);
        self.second.then(|| SecretString::from("second"))
    }
}

struct Locked;

#[async_trait]
impl Credentials for Locked {
    async fn get(&self, _scope: &str) -> Result<SecretString, BoxError> {
        Err("the vault is locked".into())
    }
}

fn with(credentials: Arc<dyn Credentials>) -> HttpClient {
    HttpClient::new(credentials, Arc::new(TestClock::new()), &HttpSettings::default()).unwrap()
}

/// A server that takes `second` only.
async fn strict() -> Server {
    Server::start(|_, request| {
        let known = request.contains("second");
        vec![Step::Say(answer(if known { 200 } else { 401 }, "", ""))]
    })
    .await
}

#[tokio::test]
async fn it_stands_where_the_call_says() {
    let server = Server::saying(answer(200, "", "")).await;
    let client = client("123:s3cr3t");
    let header = Auth::Header { name: HeaderName::from_static("x-token"), prefix: "Token " };
    for auth in [Auth::Bearer, header, Auth::Path, Auth::None] {
        client.send(Call::get(server.url("/bot{}/getMe"), auth)).await.unwrap();
    }
    let [bearer, header, path, none] = server.requests().try_into().unwrap();
    assert!(bearer.contains("\r\nauthorization: Bearer 123:s3cr3t\r\n"), "{bearer}");
    assert!(header.contains("\r\nx-token: Token 123:s3cr3t\r\n"), "{header}");
    assert!(path.starts_with("GET /bot123:s3cr3t/getMe HTTP/1.1\r\n"), "{path}");
    assert!(!none.contains("s3cr3t"), "{none}");
}

#[tokio::test]
async fn a_refused_one_is_renewed_once_and_the_call_repeated_whatever_it_is() {
    for auth in [Auth::Bearer, Auth::Path] {
        let server = strict().await;
        let credentials = Arc::new(Renewable { second: true, ..Renewable::default() });
        let mut call = Call::post_json(server.url("/bot{}/send"), auth, "hello");
        call.method = Method::PUT;
        let answer = with(credentials.clone()).send(call).await.unwrap();
        assert_eq!(answer.status.as_u16(), 200);
        assert_eq!(credentials.renewed.load(SeqCst), 1);
        assert_eq!(*credentials.scopes.lock().unwrap(), ["127.0.0.1"]);
        let requests = server.requests();
        assert_eq!(requests.len(), 2);
        assert!(requests.iter().all(|request| request.starts_with("PUT ") && request.ends_with("hello")));
    }
}

#[tokio::test]
async fn a_second_refusal_is_the_answer() {
    let server = Server::saying(answer(401, "", "no")).await;
    let credentials = Arc::new(Renewable { second: true, ..Renewable::default() });
    let answer = with(credentials.clone()).send(Call::get(server.url("/"), Auth::Bearer)).await.unwrap();
    assert_eq!((answer.status.as_u16(), &*answer.body), (401, b"no".as_slice()));
    assert_eq!((credentials.renewed.load(SeqCst), server.requests().len()), (1, 2));
}

#[tokio::test]
async fn what_cannot_be_renewed_is_refused_in_the_words_of_the_platform() {
    let server = Server::saying(answer(401, "", "no")).await;
    let call = || Call::get(server.url("/{}"), Auth::Path);
    for client in [client("a"), with(Arc::new(Renewable::default()))] {
        let answer = client.send(call()).await.unwrap();
        assert_eq!((answer.status.as_u16(), &*answer.body), (401, b"no".as_slice()));
    }
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn without_one_nothing_is_sent() {
    let server = strict().await;
    let call = Call::get(server.url("/"), Auth::Bearer);
    let error = fails(&with(Arc::new(Locked)), call.clone(), HttpErrorKind::Invalid).await;
    assert_eq!(error.to_string(), "there is no credential to be had: the vault is locked");
    fails(&client(""), call, HttpErrorKind::Invalid).await;
    assert_eq!(server.connections(), 0);
}
