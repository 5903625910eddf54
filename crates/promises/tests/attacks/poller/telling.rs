//! What a hostile server does to one answer.

use std::io;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Something that somebody said.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Update {
    /// As the server counts it.
    pub(crate) id: u64,
    /// As the test counts it.
    pub(crate) number: u64,
}

impl Update {
    /// Numbers that the server counts in order.
    pub(crate) fn of(numbers: impl IntoIterator<Item = u64>) -> Vec<Self> {
        numbers.into_iter().map(|number| Self { id: 1_000_000 + number, number }).collect()
    }

    /// As Telegram writes it, with the least that a message may have.
    pub(crate) fn json(self) -> Value {
        let chat = 5 + self.number % 100;
        let (from, chat) = (json!({ "id": 9, "first_name": "" }), json!({ "id": chat, "type": "" }));
        let message = json!({ "from": from, "chat": chat, "date": 1, "text": self.number.to_string() });
        json!({ "update_id": self.id, "message": message })
    }
}

/// One thing that a server does to its client.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// Sends these bytes.
    Say(Vec<u8>),
    /// Sends these bytes again and again, with a pause between, until nobody listens.
    Forever(Vec<u8>, Duration),
    /// Says nothing until the client hangs up.
    Hang,
    /// Ends the connection as if the machine had gone.
    Reset,
    /// Ends it in order.
    Close,
}

impl Act {
    /// Does it. Whatever follows an error cannot be done.
    pub(crate) async fn perform(&self, stream: &mut TcpStream) -> io::Result<()> {
        match self {
            Self::Say(bytes) => stream.write_all(bytes).await,
            Self::Forever(bytes, pause) => loop {
                stream.write_all(bytes).await?;
                if !pause.is_zero() {
                    tokio::time::sleep(*pause).await;
                }
            },
            Self::Hang => {
                let _ = stream.read_exact(&mut [0]).await;
                Err(io::ErrorKind::ConnectionAborted.into())
            }
            Self::Reset => {
                stream.set_zero_linger()?;
                Err(io::ErrorKind::ConnectionAborted.into())
            }
            Self::Close => {
                stream.shutdown().await?;
                Err(io::ErrorKind::ConnectionAborted.into())
            }
        }
    }
}

/// An answer with this status, these headers (each with its end) and this body.
pub(crate) fn answer(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\n{headers}content-length: {length}\r\n\r\n{body}")
        .into_bytes()
}

/// A page of these updates.
pub(crate) fn page<'a>(updates: impl IntoIterator<Item = &'a Update>) -> String {
    let updates: Vec<Value> = updates.into_iter().map(|update| update.json()).collect();
    json!({ "ok": true, "result": updates }).to_string()
}

/// The answer that an honest server gives.
pub(crate) fn honest<'a>(updates: impl IntoIterator<Item = &'a Update>) -> Vec<u8> {
    answer("200 OK", "", &page(updates))
}
