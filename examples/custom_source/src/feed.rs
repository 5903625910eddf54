//! The other side: a feed that sends numbered lines over TCP and is told how far they were handled.
//!
//! ```text
//! feed:   1 order Anna two pizzas
//! feed:   2 order Ben a coffee
//! client: ack 2
//! ```
//!
//! `ack N` means that everything up to N is done. A new connection begins after the last number that was acknowledged.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::sleep;

/// A line is sent so long after the one before.
const PACE: Duration = Duration::from_millis(20);
/// The first connection is cut after so many lines, whatever was acknowledged.
const CUT_AFTER: usize = 5;

/// A feed with one client at a time.
pub(crate) struct Feed {
    listener: TcpListener,
    lines: &'static [&'static str],
    /// How far the client is.
    acked: watch::Sender<usize>,
}

impl Feed {
    pub(crate) async fn open(lines: &'static [&'static str]) -> io::Result<Self> {
        Ok(Self { listener: TcpListener::bind("127.0.0.1:0").await?, lines, acked: watch::Sender::new(0) })
    }

    pub(crate) fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Waits until everything is acknowledged.
    pub(crate) async fn done(&self) {
        // The sender lives in `self`, so there is always something to wait for.
        let _ = self.acked.subscribe().wait_for(|acked| *acked == self.lines.len()).await;
    }

    /// Serves one client after another, for ever.
    pub(crate) async fn serve(&self) -> io::Result<()> {
        for connection in 1.. {
            let (stream, _) = self.listener.accept().await?;
            let upto = if connection == 1 { CUT_AFTER } else { self.lines.len() };
            let from = *self.acked.borrow();
            println!("feed: a client comes; lines go out from {} on", from + 1);
            // A client that went away is no trouble of ours.
            let _ = self.talk(stream, from, upto).await;
        }
        Ok(())
    }

    async fn talk(&self, stream: TcpStream, from: usize, upto: usize) -> io::Result<()> {
        let (reader, mut writer) = stream.into_split();
        let mut said = BufReader::new(reader).lines();
        let send = async {
            for (number, line) in (1..).zip(self.lines).take(upto).skip(from) {
                writer.write_all(format!("{number} {line}\n").as_bytes()).await?;
                sleep(PACE).await;
            }
            if upto == self.lines.len() {
                // Everything is said; the client speaks on.
                std::future::pending::<()>().await;
            }
            println!("feed: the connection is cut after line {upto}");
            io::Result::Ok(())
        };
        let listen = async {
            while let Some(line) = said.next_line().await? {
                self.hear(&line);
            }
            Ok(())
        };
        tokio::select! {
            sent = send => sent,
            heard = listen => heard,
        }
    }

    fn hear(&self, line: &str) {
        if let Some(number) = line.strip_prefix("ack ").and_then(|number| number.parse::<usize>().ok()) {
            println!("feed: ack {number}");
            self.acked.send_replace(number);
        }
    }
}
