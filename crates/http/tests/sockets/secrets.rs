//! No credential in any error, in `Debug`, or in a log line at trace level, ours or that of anybody below us.

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use pollhook_core::{Auth, Call, Http, HttpErrorKind, SecretString};
use pollhook_http::{Constant, HttpSettings, Proxy};

use crate::server::{Server, Step, answer, client_with, nobody};

const SECRET: &str = "4815:s3cr3t-t0k3n";
/// Part of the secret, whatever is done to its colon.
const TRACE: &str = "s3cr3t";

/// All that anybody said.
#[derive(Clone, Default)]
struct Said(Arc<Mutex<Vec<u8>>>);

impl Said {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl Write for Said {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl log::Log for Said {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        writeln!(self.clone(), "{} {}", record.target(), record.args()).unwrap();
    }

    fn flush(&self) {}
}

/// Listens to `tracing` and to `log`, at their finest.
fn listen() -> Said {
    let said = Said::default();
    let writer = said.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(move || writer.clone())
        .with_ansi(false)
        .finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();
    log::set_logger(Box::leak(Box::new(said.clone()))).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    said
}

/// What a server does, and what comes of it.
struct Case {
    what: &'static str,
    steps: fn() -> Vec<Step>,
    kind: HttpErrorKind,
}

fn say(bytes: &[u8]) -> Step {
    Step::Say(bytes.to_vec())
}

/// Every way to fail with a server that has seen the request.
const CASES: &[Case] = &[
    Case { what: "silence", steps: || vec![Step::Hang], kind: HttpErrorKind::Timeout },
    Case {
        what: "half a body, then silence",
        steps: || vec![say(b"HTTP/1.1 200 -\r\ncontent-length: 9\r\n\r\n12"), Step::Hang],
        kind: HttpErrorKind::Timeout,
    },
    Case {
        what: "half a body, then the end",
        steps: || vec![say(b"HTTP/1.1 200 -\r\ncontent-length: 9\r\n\r\n12"), Step::Close],
        kind: HttpErrorKind::Cut,
    },
    Case { what: "the end", steps: || vec![Step::Close], kind: HttpErrorKind::Cut },
    Case { what: "no HTTP", steps: || vec![say(b"hello\r\n\r\n"), Step::Close], kind: HttpErrorKind::Cut },
    Case {
        what: "no gzip",
        steps: || vec![say(&answer(200, "content-encoding: gzip\r\n", "hello"))],
        kind: HttpErrorKind::Cut,
    },
    Case { what: "too much", steps: || vec![say(&answer(200, "", &"x".repeat(2_000)))], kind: HttpErrorKind::TooLarge },
    Case {
        what: "another host",
        steps: || vec![say(&answer(302, &format!("location: http://a.invalid/bot{SECRET}/x\r\n"), ""))],
        kind: HttpErrorKind::Redirect,
    },
    Case {
        what: "an address that is none",
        steps: || vec![say(&answer(302, &format!("location: http://[{SECRET}/\r\n"), ""))],
        kind: HttpErrorKind::Redirect,
    },
    Case {
        what: "circles",
        steps: || vec![say(&answer(302, &format!("location: /bot{SECRET}/x\r\n"), ""))],
        kind: HttpErrorKind::Redirect,
    },
];

#[tokio::test]
async fn nobody_tells_the_credential() {
    let said = listen();
    let mut settings = HttpSettings::default();
    settings.proxy = Proxy::None;
    settings.connect_timeout = Duration::from_secs(1);
    let client = client_with(SECRET, &settings);
    let fail = async |what: &str, url: String, auth: Auth, kind: HttpErrorKind| {
        let millis = if kind == HttpErrorKind::Timeout { 500 } else { 20_000 };
        let call = Call::get(url, auth).deadline(Duration::from_millis(millis)).cap(1_000);
        let error = client.send(call.clone()).await.expect_err(what);
        assert_eq!(error.kind(), kind, "{what}: {error}");
        let shown = format!("{error} {error:?} {error:#?} {call:?}");
        assert!(!shown.contains(TRACE), "{what}: {shown}");
        tracing::error!(%error, ?error, "{what}");
    };

    for auth in [Auth::Path, Auth::Bearer] {
        for case in CASES {
            let server = Server::start(|_, _| (case.steps)()).await;
            fail(case.what, server.url("/bot{}/getMe"), auth.clone(), case.kind).await;
            assert!(server.requests()[0].contains(SECRET), "{}: the server has not seen it", case.what);
        }
        let silent = Server::saying("").await;
        let unknown = format!("http://{}.invalid/", "a".repeat(70));
        for base in [silent.url("/").replace("http", "https"), nobody(), unknown] {
            fail("no connection", base + "bot{}/getMe", auth.clone(), HttpErrorKind::Connect).await;
        }
    }
    let server = Server::saying(answer(401, "", "no")).await;
    client.send(Call::get(server.url("/bot{}/getMe"), Auth::Path)).await.unwrap();
    fail("no place", server.url("/getMe"), Auth::Path, HttpErrorKind::Invalid).await;

    let constant = Constant::new(SecretString::from(SECRET));
    tracing::error!(?constant, ?client, "in Debug");

    let text = said.text();
    for heard in ["starting new connection", "hyper_util::client", "pollhook_http", "reqwest", "silence"] {
        assert!(text.contains(heard), "nothing was heard of {heard}");
    }
    let told: Vec<_> = text.lines().filter(|line| line.contains(TRACE)).collect();
    assert!(told.is_empty(), "{told:#?}");
}
