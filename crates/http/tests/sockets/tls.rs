//! TLS, and what is said when there is none.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use pollhook_core::{Auth, Call, Http, HttpErrorKind};
use pollhook_http::{HttpClient, HttpSettings, Proxy};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::process;
use crate::server::{Server, Step, answer, client, client_with, fails};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sockets/tls");

/// Answers one request over TLS; what the request was, or nothing when there was no handshake.
fn serve_one() -> (SocketAddr, JoinHandle<String>) {
    let certificate = CertificateDer::from_pem_file(format!("{FOLDER}/server.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(format!("{FOLDER}/server.key")).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let served = thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let connection = ServerConnection::new(Arc::new(config)).unwrap();
        let mut stream = BufReader::new(StreamOwned::new(connection, stream));
        let mut request = String::new();
        while !request.ends_with("\r\n\r\n") {
            if stream.read_line(&mut request).unwrap_or(0) == 0 {
                return String::new();
            }
        }
        stream.get_mut().write_all(&answer(200, "", "over TLS")).unwrap();
        request
    });
    (address, served)
}

fn get(address: SocketAddr) -> Call {
    Call::get(format!("https://{address}/bot{{}}/getMe"), Auth::Path)
}

/// What is said of a server that must not be trusted. It never sees the request.
async fn refuses(client: &HttpClient) -> String {
    let (address, served) = serve_one();
    let error = fails(client, get(address), HttpErrorKind::Connect).await;
    assert_eq!(served.join().unwrap(), "");
    error.to_string()
}

#[tokio::test]
async fn who_has_a_certificate_by_a_root_of_the_system_is_trusted() {
    let test = "tls::who_has_a_certificate_by_a_root_of_the_system_is_trusted";
    if process::with(&[("SSL_CERT_FILE", &format!("{FOLDER}/root.pem"))], test) {
        let (address, served) = serve_one();
        assert_eq!(client("s3cr3t").send(get(address)).await.unwrap().body, "over TLS");
        assert!(served.join().unwrap().starts_with("GET /bots3cr3t/getMe HTTP/1.1\r\n"));
    }
}

#[tokio::test]
async fn who_has_one_by_another_root_is_not() {
    let other = format!("{FOLDER}/server.pem");
    if process::with(&[("SSL_CERT_FILE", &other)], "tls::who_has_one_by_another_root_is_not") {
        let said = refuses(&client("s3cr3t")).await;
        assert!(said.starts_with("the certificate of the API is not trusted: "), "{said}");
        assert!(said.contains("SSL_CERT_FILE"), "{said}");
    }
}

#[tokio::test]
async fn a_system_without_roots_is_told_what_to_install_and_speaks_plain_http_all_the_same() {
    let test = "tls::a_system_without_roots_is_told_what_to_install_and_speaks_plain_http_all_the_same";
    if process::with(&[("SSL_CERT_FILE", "/dev/null")], test) {
        let client = client("s3cr3t");
        let said = refuses(&client).await;
        assert!(said.contains("install the package ca-certificates"), "{said}");
        let server = Server::saying(answer(200, "", "")).await;
        client.send(Call::get(server.url("/"), Auth::None)).await.unwrap();
    }
}

#[tokio::test]
async fn who_speaks_plain_http_at_an_https_address_is_found_out() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let served = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        tokio::io::AsyncWriteExt::write_all(&mut stream, b"HTTP/1.1 400 -\r\n\r\n").await.unwrap();
        stream
    });
    let error = fails(&client("s3cr3t"), get(address), HttpErrorKind::Connect).await;
    assert!(error.to_string().starts_with("what answers there does not speak TLS"), "{error}");
    served.await.unwrap();
}

#[tokio::test]
async fn a_handshake_that_does_not_end_is_no_connection() {
    let server = Server::start(|_, _| vec![Step::Hang]).await;
    let mut settings = HttpSettings::default();
    settings.connect_timeout = Duration::from_millis(200);
    settings.proxy = Proxy::None;
    let error = fails(&client_with("s3cr3t", &settings), get(server.address), HttpErrorKind::Connect).await;
    assert!(error.to_string().starts_with("no connection within 200ms"), "{error}");
    assert!(!error.may_have_arrived());
}
