//! Who stands in between.

use pollhook_core::{Auth, Call, Http, HttpErrorKind};
use pollhook_http::HttpSettings;

use crate::process;
use crate::server::{Server, answer, client, client_with, fails};

/// A host that no resolver knows, and of which none asks the network: a label of a name cannot be as long.
fn elsewhere() -> String {
    format!("http://{}.invalid/x", "a".repeat(70))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_environment_may_name_one_but_not_for_loopback() {
    let server = Server::saying(answer(200, "", "hi")).await;
    let test = "proxies::the_environment_may_name_one_but_not_for_loopback";
    if !process::with(&[("HTTP_PROXY", &server.url(""))], test) {
        // The other process found its way to this one, as to a proxy.
        let [request] = server.requests().try_into().unwrap();
        assert!(request.starts_with(&format!("GET {} HTTP/1.1\r\n", elsewhere())), "{request}");
        return;
    }
    let by_environment = client_with("", &HttpSettings::default());
    by_environment.send(Call::get(elsewhere(), Auth::None)).await.unwrap();
    by_environment.send(Call::get(server.url("/x"), Auth::None)).await.unwrap();
    assert!(server.requests()[0].starts_with("GET /x HTTP/1.1\r\n"));

    let by_nobody = client("");
    fails(&by_nobody, Call::get(elsewhere(), Auth::None), HttpErrorKind::Connect).await;
}
