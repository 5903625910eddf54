//! The client of the feed as an [`EventSource`]: the part to copy.
//!
//! Lines are emitted as they come. A [`Ledger`] knows which of them have settled and says how far they may be
//! acknowledged: never past one that has not. When the connection is lost, or somebody handed a line back, the source
//! connects anew, and the feed begins again after what was acknowledged; what runs or is done already is known by its id.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use pollhook::core::{
    BoxError, Cursor, EventSource, Health, Kept, Ledger, Offer, Origin, Settle, SourceContext, SourceError, Via,
    async_trait,
};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

use crate::line::Line;

/// Hears a feed.
pub(crate) struct FeedSource {
    address: SocketAddr,
    /// Counts connections: each begins where the feed was told to begin, so what was handed back may come again.
    epoch: u32,
}

impl FeedSource {
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self { address, epoch: 0 }
    }
}

#[async_trait]
impl EventSource for FeedSource {
    async fn run(&mut self, cx: SourceContext) -> Result<(), SourceError> {
        while cx.shutdown.order().is_none() {
            self.epoch += 1;
            let ended = async { Connection::open(self.address, self.epoch, &cx).await?.hear(&cx).await };
            if let Err(error) = ended.await {
                let now = cx.clock.now().at;
                cx.health.set(Health::Troubled { since: now, why: error.to_string(), next: now + PAUSE });
                let _ = cx.shutdown.unless(tokio::time::sleep(PAUSE)).await;
            }
        }
        Ok(())
    }
}

/// Between two connections.
const PAUSE: Duration = Duration::from_millis(100);

struct Connection {
    lines: Lines<BufReader<OwnedReadHalf>>,
    feed: OwnedWriteHalf,
    ledger: Arc<Ledger>,
    origin: Origin,
    epoch: u32,
}

impl Connection {
    async fn open(address: SocketAddr, epoch: u32, cx: &SourceContext) -> Result<Self, BoxError> {
        let (lines, feed) = TcpStream::connect(address).await?.into_split();
        cx.health.set(Health::Ready);
        let origin = Origin::new(cx.bot.clone(), "feed", Via::Source);
        Ok(Self { lines: BufReader::new(lines).lines(), feed, ledger: Arc::default(), origin, epoch })
    }

    /// Until told to stop, or until a line has to come again.
    async fn hear(mut self, cx: &SourceContext) -> Result<(), BoxError> {
        while self.ledger.window().handed_back().is_none() {
            tokio::select! {
                _ = cx.shutdown.requested() => break,
                line = self.lines.next_line() => self.emit(&line?.ok_or("the feed has cut the connection")?, cx).await?,
                () = self.ledger.changed() => self.acknowledge().await?,
            }
        }
        // What was emitted settles and is acknowledged. If it takes too long, whoever runs this drops it.
        while self.ledger.window().unsettled() > 0 {
            self.ledger.changed().await;
            self.acknowledge().await?;
        }
        self.acknowledge().await
    }

    /// Emits a line, once there is room for it. One that is known already joins what became of it.
    async fn emit(&mut self, text: &str, cx: &SourceContext) -> Result<(), BoxError> {
        // Told to stop while there is no room: then the line is not ours, and the feed has it still.
        let Some(slot) = cx.shutdown.unless(cx.sink.reserve()).await else { return Ok(()) };
        let slot = slot?;
        let draft = Line::draft(text);
        let upto = text.split(' ').next().and_then(|number| Cursor::new(number).ok());
        let place = self.ledger.window().open([(draft.id.clone(), upto)], None, text.len());
        let event = draft.stamp(&self.origin, cx.clock.now().wall);
        let settle: Arc<dyn Settle> = Arc::clone(&self.ledger) as _;
        if !cx.sink.join_to(&event, &settle, place) {
            slot.emit_to(Offer { epoch: self.epoch, kept: Kept::Upstream, ..event.into() }, settle, place);
        }
        Ok(())
    }

    /// Tells the feed how far everything has settled.
    async fn acknowledge(&mut self) -> Result<(), BoxError> {
        let upto = self.ledger.window().take_commit();
        if let Some(upto) = upto {
            self.feed.write_all(format!("ack {upto}\n").as_bytes()).await?;
        }
        Ok(())
    }
}
