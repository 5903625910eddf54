//! Answers that point elsewhere.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;

use super::api::Scene;
use super::bot::{Polling, SECRET, token};
use super::telling::{Act, answer};

/// Another host, which writes down whatever it gets.
struct Other {
    address: std::net::SocketAddr,
    heard: Arc<Mutex<Vec<String>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Other {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.2:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let heard = Arc::<Mutex<Vec<String>>>::default();
        let hears = Arc::clone(&heard);
        let task = tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut bytes = vec![0; 1 << 16];
                let read = stream.read(&mut bytes).await.unwrap_or_default();
                let said = String::from_utf8_lossy(&bytes[..read]).into_owned();
                hears.lock().unwrap_or_else(PoisonError::into_inner).push(said);
            }
        });
        Self { address, heard, task }
    }

    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        self.task.abort();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_follows_to_no_other_host() {
    let (mut polling, other) = (Polling::new().await, Other::start().await);
    let (here, there) = (polling.api.address, other.address);
    let path = format!("bot{}/getUpdates", token(0));
    let locations = [
        format!("http://{there}/{path}"),
        format!("//{there}/{path}"),
        format!("http://{here}@{there}/{path}"),
        format!("http://{there}\\@{here}/{path}"),
        format!("http://127.0.0.1:{}/{path}", there.port()),
        format!("http://localhost:{}/{path}", here.port()),
        format!("https://{here}/{path}"),
        "ftp://other/".into(),
        "http://".into(),
        "\u{7f}".into(),
    ];
    for (at, location) in locations.iter().enumerate() {
        let status = ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"][at % 5];
        let update = polling.next(1);
        polling.plays(Scene::new(update, [Act::Say(answer(status, &format!("location: {location}\r\n"), ""))]));
        polling.withstood(&format!("a redirect to {}", location.replace(SECRET, "…")), 16).await;
    }
    assert_eq!(other.heard(), [""; 0], "nobody went there");
    polling.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn redirects_without_an_end_end() {
    let mut polling = Polling::new().await;
    let update = polling.next(1);
    let round = answer("307 Temporary", &format!("location: /bot{}/getUpdates\r\n", token(0)), "");
    // Each of a question's four; so it is three questions.
    polling.plays(Scene::new(update, [Act::Say(round)]).again(12));
    polling.withstood("redirects without an end", 16).await;
    let output = polling.end().await.output;
    assert!(output.contains("the API sends us round in circles"), "{output}");
}
