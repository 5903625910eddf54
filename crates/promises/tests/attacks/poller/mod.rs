//! The poller under hostile servers.
//!
//! The server is a little Telegram that is honest until its script says otherwise: what it tells is confirmed by the next
//! offset and comes again until then. So whatever it does to one answer, its words allow that nothing is lost and
//! nothing runs twice; and that is what is checked.

mod api;
mod bot;
mod cuts;
mod floods;
mod lies;
mod redirects;
mod telling;
mod tls;
