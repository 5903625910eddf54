//! The notification service: connections that stay open and push one update after the other.
//!
//! It speaks HTTP/1.1 with bytes that are ready beforehand, so that the load costs less than what it measures.

use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::sleep;

use crate::Error;
use crate::update::{SECRET, SECRET_HEADER};

/// One connection.
pub(crate) struct Pusher {
    stream: BufReader<TcpStream>,
    head: String,
    line: String,
}

/// What an update was answered.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Pushed {
    Ok,
    /// To be pushed again, after this.
    Later(Duration),
}

impl Pusher {
    pub(crate) async fn connect(address: &str) -> Result<Self, Error> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let head = format!(
            "POST /hook HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n{SECRET_HEADER}: {SECRET}\r\n"
        );
        Ok(Self { stream: BufReader::new(stream), head, line: String::new() })
    }

    /// Pushes an update once.
    pub(crate) async fn push(&mut self, update: &str) -> Result<Pushed, Error> {
        let request = format!("{}content-length: {}\r\n\r\n{update}", self.head, update.len());
        self.stream.get_mut().write_all(request.as_bytes()).await?;
        let status = self.line().await?.split(' ').nth(1).unwrap_or_default().to_owned();
        let (mut length, mut later) = (0, 1);
        loop {
            let line = self.line().await?.to_ascii_lowercase();
            match line.trim_end().split_once(": ") {
                Some(("content-length", value)) => length = value.parse()?,
                Some(("retry-after", value)) => later = value.parse()?,
                None if line.trim_end().is_empty() => break,
                _ => {}
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).await?;
        match status.as_str() {
            "200" => Ok(Pushed::Ok),
            "503" => Ok(Pushed::Later(Duration::from_secs(later))),
            other => Err(format!("an update was answered {other}").into()),
        }
    }

    /// Pushes an update until it is taken; how often it was told to come again.
    pub(crate) async fn push_until_taken(&mut self, update: &str) -> Result<u64, Error> {
        let mut refused = 0;
        while let Pushed::Later(after) = self.push(update).await? {
            refused += 1;
            sleep(after).await;
        }
        Ok(refused)
    }

    async fn line(&mut self) -> Result<&str, Error> {
        self.line.clear();
        if self.stream.read_line(&mut self.line).await? == 0 {
            return Err("the contestant closed a connection".into());
        }
        Ok(&self.line)
    }
}
