//! The vocabulary of Pollhook: what an event is, how it is handed on, and who answers for it.
//!
//! ```text
//! platform bytes ─▶ protocol (pure) ─▶ transport = EventSource ─▶ EventSink ─▶ Once ─▶ Dispatcher │ Inbox │ …
//!                                           ▲                                              │
//!                                           └──────────── Outcome by Settle ◀──────────────┘
//! ```
//!
//! Two object-safe traits are the spine: whatever takes deliveries stands behind an [`EventSink`] as an [`Admit`], and
//! whatever waits for an outcome is a [`Settle`]. Everything that brings events is an [`EventSource`]. Knowledge of a
//! platform is *pure*: a [`PollProtocol`] or a [`WebhookProtocol`] turns bytes into events and never awaits.
//!
//! Deliberately absent: this crate opens no socket, spawns no task, reads no clock and knows no platform by name. Time
//! comes in as [`Now`], exchanges go out as [`Call`]s.
//!
//! # A source in a few lines
//!
//! ```
//! use std::time::SystemTime;
//! use pollhook_core::{
//!     Draft, EventSource, Health, Origin, SourceContext, SourceError, Via, async_trait,
//! };
//!
//! /// Counts to `upto`; each number is an event.
//! struct Numbers { upto: u32 }
//!
//! #[async_trait]
//! impl EventSource for Numbers {
//!     async fn run(&mut self, cx: SourceContext) -> Result<(), SourceError> {
//!         let origin = Origin::new(cx.bot.clone(), "numbers", Via::Source);
//!         cx.health.set(Health::Ready);
//!         for n in 1..=self.upto {
//!             let Some(slot) = cx.shutdown.unless(cx.sink.reserve()).await else { return Ok(()) };
//!             let draft = Draft::new(n.to_string(), "number", n.to_string());
//!             let outcome = slot?.emit(draft.stamp(&origin, cx.clock.now().wall)).await;
//!             println!("{n}: {outcome:?}");
//!         }
//!         Ok(())
//!     }
//! }
//! # let _ = (Numbers { upto: 3 }, SystemTime::UNIX_EPOCH);
//! ```

mod ack;
mod bots;
mod captures;
mod clock;
mod content;
mod context;
mod cursor;
mod dead_letter;
mod delivery;
mod error;
mod event;
mod extra;
mod from_stream;
mod health;
mod http;
mod ledger;
mod menu;
mod message;
#[cfg(all(test, loom))]
mod models;
mod once;
mod outcome;
mod platform;
mod protocol;
mod receipt;
mod replies;
mod secret;
mod shutdown;
mod sink;
mod source;
mod stats;
mod sync;
mod text;
mod webhook;
mod window;

pub use ::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
pub use ack::Ack;
pub use async_trait::async_trait;
pub use bots::Bots;
pub use bytes::Bytes;
pub use captures::Captures;
pub use clock::{Clock, Now};
pub use content::content_hash;
pub use context::{Context, ExtractError, FromContext};
pub use cursor::{Cursor, CursorKey, CursorStore, InvalidCursor};
pub use dead_letter::DeadLetters;
pub use delivery::{Delivery, Kept, Offer};
pub use error::{BoxError, Error, ErrorKind};
pub use event::{Draft, Event, Origin, Uid, Via};
pub use extra::{Door, Extra};
pub use from_stream::FromStream;
pub use health::{Health, HealthReporter};
pub use http::{Answer, Auth, Body, Call, Credentials, Http, HttpError, HttpErrorKind, Part, PartContent};
pub use ledger::Ledger;
pub use menu::{Menu, MenuEntry};
pub use message::{Attachment, Chat, ChatKind, Command, MediaKind, Message, Press, Sender, View, What};
pub use once::{Once, REMEMBERED};
pub use outcome::{Inline, NotKept, Outcome, Reason, ReasonKind, Settle};
pub use platform::{
    Bot, Consumes, Identify, Identity, Late, Order, Platform, Registered, Registration, Rules, Setup, SetupError,
    Wanted,
};
pub use protocol::{Ask, Failure, Heard, Item, Page, PollProtocol};
pub use receipt::Receipt;
pub use replies::{
    Act, Address, Button, Done, Download, Enclosure, Fetch, InvalidAddress, Limit, Media, NoReplies, Notice, Out,
    Pieces, Place, Posted, Replies, Reply, ReplyError, ReplyFailure, ReplyProtocol, Sent, Then, Unsupported,
};
pub use secrecy::{ExposeSecret, SecretString};
pub use secret::is_one_of;
pub use shutdown::{Shutdown, ShutdownOrder, ShutdownReason, Stopper};
pub use sink::{Admit, Closed, EventSink, NoRoom, Slot};
pub use source::{EventSource, SourceContext, SourceError};
pub use stats::{Count, Stats};
pub use text::{BotId, EventId, Key, Kind};
pub use webhook::{Parts, Refusal, Verdict, WebhookAnswer, WebhookProtocol};
pub use window::Window;
