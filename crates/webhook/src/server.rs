//! One listener, bound for the life of the process; routes come and go behind it.

use std::io::{self, ErrorKind};
use std::net::SocketAddr;

use pollhook_core::Shutdown;
use tokio::net::{TcpListener, TcpSocket};

use crate::accept::Connections;
use crate::connection::Attendant;
use crate::{Routes, ServerSettings};

/// A bound listener. It is bound before anything is served, so that a port that is taken is known at once.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    routes: Routes,
    settings: ServerSettings,
}

impl Server {
    /// Binds an address; port 0 takes any that is free.
    ///
    /// # Errors
    /// [`BindError`], whose text says what to do.
    pub async fn bind(address: SocketAddr, settings: ServerSettings) -> Result<Self, BindError> {
        let failed = |source| BindError { address, source };
        let listener = listen(address).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let routes = Routes::new(settings.bytes_in_flight);
        Ok(Self { listener, address, routes, settings })
    }

    /// Where it listens.
    #[must_use]
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Its routes.
    #[must_use]
    pub fn routes(&self) -> Routes {
        self.routes.clone()
    }

    /// Serves until told to stop. Then new connections are refused, those that are open end with the request they are
    /// at, and whatever is left at the deadline is cut off. Tell it after the sources: theirs are the answers.
    ///
    /// *Cancel safety*: dropping it cuts off every connection.
    pub async fn run(self, shutdown: Shutdown) {
        let attendant = Attendant::new(self.routes, &self.settings);
        Connections::new(attendant, &self.settings).serve(self.listener, &shutdown).await;
    }
}

/// So many bytes of answers the system keeps for one connection. Answers are short; left to itself it would take megabytes
/// for whoever asks on and on and reads nothing.
const UNREAD: u32 = 64 << 10;
/// So many connections may wait to be accepted.
const BACKLOG: u32 = 1024;

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // Elsewhere it would let two processes have one address; here it lets one follow the other at once.
    if cfg!(unix) {
        socket.set_reuseaddr(true)?;
    }
    // Connections have what their listener has.
    socket.set_send_buffer_size(UNREAD)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// An address that cannot be listened at.
#[derive(Debug)]
pub struct BindError {
    address: SocketAddr,
    source: io::Error,
}

impl std::fmt::Display for BindError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let address = self.address;
        match self.source.kind() {
            ErrorKind::AddrInUse => write!(
                f,
                "{address} is in use, by another process or by a second owner in this one: stop that one, or listen at another port"
            ),
            ErrorKind::PermissionDenied => {
                write!(
                    f,
                    "{address} may not be listened at: choose a port from 1024 on, or allow this process the port"
                )
            }
            ErrorKind::AddrNotAvailable => {
                write!(f, "{address} is not an address of this machine: listen at 127.0.0.1, 0.0.0.0 or one that is")
            }
            _ => write!(f, "{address} cannot be listened at: {}", self.source),
        }
    }
}

impl std::error::Error for BindError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}
