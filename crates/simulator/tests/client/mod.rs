//! The smallest client that can be told apart from a real one only by what it does not do.

// Each test binary uses a part of this, and clippy does not see that all of it is test.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used)]

pub mod hook;
pub mod scene;

use std::io;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A head and a body as they came over the wire.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    fn read(bytes: &[u8]) -> io::Result<Self> {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").ok_or(io::ErrorKind::UnexpectedEof)?;
        let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        Ok(Self { status, head, body: bytes[end + 4..].to_vec() })
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    pub fn description(&self) -> String {
        self.json()["description"].as_str().unwrap_or_default().to_owned()
    }
}

/// Sends these bytes and reads until the other side hangs up.
pub async fn raw(url: &str, request: &[u8]) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(url.trim_start_matches("http://")).await?;
    stream.write_all(request).await?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await?;
    Ok(bytes)
}

/// A request with a body of this content type; whole answers only.
pub async fn post(url: &str, path: &str, kind: &str, body: &str) -> io::Result<Answer> {
    let length = body.len();
    let head = format!("POST {path} HTTP/1.1\r\nhost: network\r\nconnection: close\r\ncontent-type: {kind}\r\n");
    let request = format!("{head}content-length: {length}\r\n\r\n{body}");
    Answer::read(&raw(url, request.as_bytes()).await?)
}

/// Calls a method of the Bot API with JSON.
pub async fn call(url: &str, token: &str, method: &str, params: &Value) -> io::Result<Answer> {
    post(url, &format!("/bot{token}/{method}"), "application/json", &params.to_string()).await
}

/// A request of any method, with further header lines, each with its line break.
pub struct Request<'a> {
    pub method: &'a str,
    pub path: &'a str,
    pub headers: &'a str,
    pub body: &'a str,
}

impl Request<'_> {
    /// Sends it as JSON; whole answers only.
    pub async fn send(&self, url: &str) -> io::Result<Answer> {
        let Self { method, path, headers, body } = self;
        let length = body.len();
        let kind = "host: network\r\nconnection: close\r\ncontent-type: application/json\r\n";
        let request = format!("{method} {path} HTTP/1.1\r\n{kind}{headers}content-length: {length}\r\n\r\n{body}");
        Answer::read(&raw(url, request.as_bytes()).await?)
    }
}
