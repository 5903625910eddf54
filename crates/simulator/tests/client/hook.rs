//! The smallest webhook: it hands over what it is told, and answers what the test says.

use std::io;
use std::net::SocketAddr;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;

/// A request that waits for its answer. Dropped, its connection is closed.
pub struct Told {
    pub head: String,
    pub body: Vec<u8>,
    /// Which connection it came by, counted from 1.
    pub connection: usize,
    answer: oneshot::Sender<(String, Then)>,
}

/// What the webhook does with the connection.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Then {
    Stay,
    HangUp,
}

impl Told {
    pub fn id(&self) -> i64 {
        let update: Value = serde_json::from_slice(&self.body).unwrap();
        update["update_id"].as_i64().unwrap()
    }

    /// A status line without the version, further header lines, a body.
    pub fn answer(self, status: &str, headers: &str, body: &str) {
        self.answer_then(status, headers, body, Then::Stay);
    }

    fn answer_then(self, status: &str, headers: &str, body: &str, then: Then) {
        let length = body.len();
        // Nobody listens any more when the network has cut the connection.
        let text = format!("HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\n\r\n{body}");
        let _ = self.answer.send((text, then));
    }

    /// All is well, and the connection is closed without a word.
    pub fn ok_and_hang_up(self) {
        self.answer_then("200 OK", "", "", Then::HangUp);
    }

    pub fn ok(self) {
        self.answer("200 OK", "", "");
    }
}

/// What was cut off counts as nothing here; only whole requests come out.
pub struct Hook {
    pub address: SocketAddr,
    told: mpsc::Receiver<Told>,
    _tasks: JoinSet<()>,
}

impl Hook {
    pub async fn bind() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, told) = mpsc::channel(64);
        let mut tasks = JoinSet::new();
        tasks.spawn(accept(listener, sender));
        Self { address, told, _tasks: tasks }
    }

    pub async fn told(&mut self) -> Told {
        self.told.recv().await.expect("the listener lives as long as this")
    }

    pub fn has_more(&mut self) -> bool {
        !self.told.is_empty()
    }
}

async fn accept(listener: TcpListener, told: mpsc::Sender<Told>) {
    let mut connections = JoinSet::new();
    for connection in 1.. {
        let Ok((stream, _)) = listener.accept().await else { return };
        let told = told.clone();
        connections.spawn(async move {
            // The end of a connection, orderly or not, is no news here.
            let _ = serve(stream, connection, told).await;
        });
    }
}

async fn serve(stream: TcpStream, connection: usize, told: mpsc::Sender<Told>) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if stream.read_line(&mut head).await? == 0 {
                return Ok(());
            }
        }
        let length =
            head.to_lowercase().split("content-length: ").nth(1).and_then(|rest| rest.lines().next()?.parse().ok());
        let mut body = vec![0; length.unwrap_or(0)];
        stream.read_exact(&mut body).await?;
        let (answer, answered) = oneshot::channel();
        if told.send(Told { head, body, connection, answer }).await.is_err() {
            return Ok(());
        }
        let Ok((answer, then)) = answered.await else { return Ok(()) };
        stream.write_all(answer.as_bytes()).await?;
        if then == Then::HangUp {
            return Ok(());
        }
    }
}
