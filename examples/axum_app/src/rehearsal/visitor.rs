//! Somebody who comes over HTTP: what a browser does, without the browser.

use std::net::{SocketAddr, TcpListener};

use pollhook::{Error, Result};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A port that nobody listens on.
pub(super) fn free_address() -> Result<String> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string())
}

pub(super) struct Visitor {
    site: SocketAddr,
}

impl Visitor {
    pub(super) fn new(site: SocketAddr) -> Self {
        Self { site }
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.site)
    }

    /// Asks for something, and prints what is answered. Every answer says which request it is for.
    pub(super) async fn asks(&self, method: &str, path: &str, status: u16, expected: &str) -> Result<()> {
        let answer = self.exchange(method, path).await?;
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let said = head.split(' ').nth(1).unwrap_or("no answer");
        let id = head.lines().find_map(|line| line.strip_prefix("x-request-id: ")).unwrap_or("missing");
        let line = format!("  {method:<4} {path:<16} {said}   x-request-id: {id}   {}", body.replace('\n', " · "));
        println!("{}", line.trim_end_matches([' ', '·']));
        let right = said == status.to_string() && id != "missing" && body.contains(expected);
        if right { Ok(()) } else { Err(Error::msg(format!("that should have been {status} {expected}"))) }
    }

    async fn exchange(&self, method: &str, path: &str) -> Result<String> {
        let (mut stream, mut answer) = (TcpStream::connect(self.site).await?, String::new());
        let head = format!("{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n", self.site);
        stream.write_all(format!("{head}content-length: 0\r\n\r\n").as_bytes()).await?;
        stream.read_to_string(&mut answer).await?;
        Ok(answer)
    }
}
