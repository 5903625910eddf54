//! The caller's side of the test kit's scripted platform `Pushed`: it posts once, waits a little, and forgets.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use pollhook_testkit::Word;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::script::{Script, Step};

/// The secret that the hook asks for.
pub const SECRET: &str = "nobody-may-read-this-either";

/// Calls a webhook. Requests are written by hand, so that one can also be cut in the middle.
#[derive(Clone, Copy, Debug)]
pub struct Pushed {
    to: SocketAddr,
    path: &'static str,
    patience: Duration,
}

impl Pushed {
    /// Calls `path` at `to`, and waits so long for an answer.
    #[must_use]
    pub fn new(to: SocketAddr, path: &'static str, patience: Duration) -> Self {
        Self { to, path, patience }
    }

    /// Posts what was said, and gives the status that it was answered with. `None`: there was no answer in time.
    pub async fn post(&self, words: &[Word]) -> Option<u16> {
        let exchange = async {
            let mut stream = self.send(words).await.ok()?;
            status(&mut stream).await.ok()
        };
        tokio::time::timeout(self.patience, exchange).await.ok().flatten()
    }

    /// Sends a request and gives the connection, without waiting for an answer: who drops it has cut the request.
    ///
    /// # Errors
    /// When the hook cannot be reached.
    pub async fn send(&self, words: &[Word]) -> io::Result<TcpStream> {
        let body = serde_json::to_vec(words).expect("words are JSON");
        let mut stream = TcpStream::connect(self.to).await?;
        let head = format!(
            "POST {} HTTP/1.1\r\nhost: {}\r\nx-secret: {SECRET}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\nconnection: close\r\n\r\n",
            self.path,
            self.to,
            body.len()
        );
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(&body).await?;
        Ok(stream)
    }
}

/// Something said, as the scripted platforms tell of it.
#[must_use]
pub fn word(chat: &str, number: u64, steps: &[Step]) -> Word {
    Word { id: number.to_string(), chat: chat.to_owned(), text: Script::new(number, steps).to_string() }
}

/// Reads the status of an answer, and the rest of it.
///
/// # Errors
/// When the connection is cut before.
pub async fn status(stream: &mut TcpStream) -> io::Result<u16> {
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    let line = String::from_utf8_lossy(&answer);
    let status = line.split(' ').nth(1).and_then(|word| word.parse().ok());
    status.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
}
