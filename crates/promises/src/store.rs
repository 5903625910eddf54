//! A store on the other side of a socket: it counts the attempts, and brings again what was handed back.

use std::io;
use std::net::SocketAddr;

use pollhook_core::{
    Draft, EventSource, Health, Kept, Offer, Origin, Outcome, SourceContext, SourceError, Via, async_trait,
};
use pollhook_testkit::Word;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// Reads words from a store, a line each, and answers each line by how it ended: `done` or `again`.
#[derive(Debug)]
pub struct StoreSource(pub SocketAddr);

#[async_trait]
impl EventSource for StoreSource {
    async fn run(&mut self, cx: SourceContext) -> Result<(), SourceError> {
        let io = |error: io::Error| SourceError::Fatal(error.into());
        let (read, mut write) = TcpStream::connect(self.0).await.map_err(io)?.into_split();
        let mut lines = BufReader::new(read).lines();
        let origin = Origin::new(cx.bot.clone(), "store", Via::Replay);
        cx.health.set(Health::Ready);
        while let Some(Ok(Some(line))) = cx.shutdown.unless(lines.next_line()).await {
            let Some((attempt, text)) = line.split_once(' ') else { continue };
            let word: Word = serde_json::from_str(text).map_err(|error| SourceError::Fatal(error.into()))?;
            let draft = Draft::new(word.id.as_str(), "word", text.to_owned()).key(word.chat.as_str());
            let event = draft.stamp(&origin, cx.clock.now().wall);
            let attempt = attempt.parse().unwrap_or(1);
            let offer = Offer { kept: Kept::BySource, attempt, ..event.into() };
            let answer: &[u8] = match cx.sink.reserve().await?.emit(offer).await {
                Outcome::Retry(_) => b"again\n",
                _ => b"done\n",
            };
            write.write_all(answer).await.map_err(io)?;
        }
        Ok(())
    }
}

/// Serves one word on a listener, again and again until it is done; gives the number of attempts.
///
/// # Errors
/// When the connection breaks.
pub async fn keep(listener: TcpListener, word: &Word) -> io::Result<u32> {
    let (read, mut write) = listener.accept().await?.0.into_split();
    let mut answers = BufReader::new(read).lines();
    let mut attempt = 0;
    loop {
        attempt += 1;
        let text = serde_json::to_string(word).expect("a word is JSON");
        write.write_all(format!("{attempt} {text}\n").as_bytes()).await?;
        match answers.next_line().await?.as_deref() {
            Some("again") => {}
            Some(_) => return Ok(attempt),
            None => return Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }
}
