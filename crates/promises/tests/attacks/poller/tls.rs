//! A line over TLS that is cut, in the handshake and in answers, without the word by which TLS says that all was said.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::api::{Api, Scene};
use super::bot::{Polling, token};
use crate::extent::many;

/// A root, and a certificate of loopback's by it.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../http/tests/sockets/tls");

type Line = BufReader<StreamOwned<ServerConnection, TcpStream>>;

/// Stands before a plain server, and cuts every other answer that tells of something, each a little later.
struct Cutter {
    config: Arc<ServerConfig>,
    behind: SocketAddr,
    connections: AtomicUsize,
    told: AtomicUsize,
}

impl Cutter {
    /// Starts it; it lasts as long as the process.
    fn start(behind: SocketAddr) -> SocketAddr {
        let certificate = CertificateDer::from_pem_file(format!("{FOLDER}/server.pem")).unwrap();
        let key = PrivateKeyDer::from_pem_file(format!("{FOLDER}/server.key")).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let config = config.with_no_client_auth().with_single_cert(vec![certificate], key).unwrap();
        let cutter = Arc::new(Self {
            config: Arc::new(config),
            behind,
            connections: AtomicUsize::new(0),
            told: AtomicUsize::new(0),
        });
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let cutter = Arc::clone(&cutter);
                thread::spawn(move || cutter.serve(stream));
            }
        });
        address
    }

    fn serve(&self, mut stream: TcpStream) -> io::Result<()> {
        // Every fourth connection ends in the middle of its handshake.
        if self.connections.fetch_add(1, Relaxed) % 4 == 3 {
            stream.read_exact(&mut [0; 50])?;
            return stream.write_all(b"\x16\x03\x03\x00\x7a\x02");
        }
        let connection = ServerConnection::new(Arc::clone(&self.config)).map_err(io::Error::other)?;
        let mut line = BufReader::new(StreamOwned::new(connection, stream));
        let mut behind = BufReader::new(TcpStream::connect(self.behind)?);
        loop {
            let request = message(&mut line)?;
            behind.get_mut().write_all(&request)?;
            let answer = message(&mut behind)?;
            let news = answer.windows(9).any(|at| at == b"update_id");
            let told = if news { self.told.fetch_add(1, Relaxed) } else { 1 };
            if told.is_multiple_of(2) {
                return cut(&mut line, &answer[..(told * 9).min(answer.len())]);
            }
            line.get_mut().write_all(&answer)?;
            line.get_mut().flush()?;
        }
    }
}

/// Sends these bytes, and is gone.
fn cut(line: &mut Line, bytes: &[u8]) -> io::Result<()> {
    line.get_mut().write_all(bytes)?;
    line.get_mut().flush()
}

/// One request or answer: its head, and a body of the length that it declares.
fn message(from: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let (mut bytes, mut length) = (Vec::new(), 0);
    loop {
        let mut line = String::new();
        if from.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes.extend_from_slice(line.as_bytes());
        let lower = line.trim_end().to_ascii_lowercase();
        if lower.is_empty() {
            break;
        }
        length = lower.strip_prefix("content-length:").map_or(length, |length| length.trim().parse().unwrap_or(0));
    }
    let head = bytes.len();
    bytes.resize(head + length, 0);
    from.read_exact(&mut bytes[head..])?;
    Ok(bytes)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_over_tls_that_is_cut_anywhere_loses_nothing() {
    let api = Api::start().await;
    let url = format!("https://{}", Cutter::start(api.address));
    let root = format!("{FOLDER}/root.pem");
    let mut polling = Polling::at(api, &url, 1, &[("SSL_CERT_FILE", &root)]).await;
    for _ in 0..many(12, 60) {
        let update = polling.next(1);
        polling.api.plays(&token(0), [Scene::honest(update)]);
    }
    polling.withstood("a line over TLS that is cut", 32).await;
    let output = polling.end().await.output;
    assert!(output.contains("the connection broke"), "{output}");
}
