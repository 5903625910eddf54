//! The one HTTP client: every exchange with a platform's API goes through it.
//!
//! [`HttpClient`] carries out a [`Call`](pollhook_core::Call) and knows what a bot must not have to think about:
//!
//! - a *deadline* that covers the whole exchange: credential, connection, head and body;
//! - a *cap* on the decompressed body, held while it streams, so that a gzip bomb ends at the cap; a body that is
//!   [fetched](pollhook_core::Http::fetch) is passed on piece by piece;
//! - *files*, which go out as they are read, and with a length that is known;
//! - the *credential*, which it fills in where the call says, and renews once when it is refused;
//! - *redirects*, followed to the same scheme, host and port only, so that no other host ever sees the credential;
//! - `Retry-After` in seconds, whatever its form;
//! - *silence*: no URL and no credential is in an error, in `Debug` or in a log line, ours or a dependency's.
//!
//! [`Speaker`] is how a bot speaks through it, at the platform's pace, and [`ask`] is for a single question whose answer a
//! platform reads.
//!
//! Deliberately absent: HTTP/2, cookies.
//!
//! ```no_run
//! use std::sync::Arc;
//! use pollhook_core::{Auth, Call, Clock, Http, SecretString};
//! use pollhook_http::{Constant, HttpClient, HttpSettings};
//!
//! # async fn example(clock: Arc<dyn Clock>) -> Result<(), Box<dyn std::error::Error>> {
//! let token = Constant::new(SecretString::from("123:abc"));
//! let http = HttpClient::new(Arc::new(token), clock, &HttpSettings::default())?;
//! let answer = http.send(Call::get("https://api.telegram.org/bot{}/getMe", Auth::Path)).await?;
//! println!("{}: {} bytes", answer.status, answer.body.len());
//! # Ok(()) }
//! ```

mod ask;
mod client;
mod connector;
mod credentials;
mod deadline;
mod download;
mod error;
mod form;
mod pace;
mod patience;
mod read_body;
mod redirect;
mod request;
mod retry_after;
mod server_time;
mod settings;
mod speaker;
mod tls;
mod uploads;

pub use ask::ask;
pub use client::HttpClient;
pub use credentials::Constant;
pub use patience::SpeakerSettings;
pub use server_time::server_time;
pub use settings::{HttpSettings, Proxy};
pub use speaker::Speaker;
