//! Somebody at an address of their own.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

/// What an endpoint does it does within this, or never.
pub(crate) const PATIENCE: Duration = Duration::from_secs(40);

/// Somebody who may connect to a target.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer {
    from: Ipv4Addr,
    to: SocketAddr,
}

impl Peer {
    /// The attacker with this number.
    pub(crate) fn hostile(number: usize, to: SocketAddr) -> Self {
        let number = u16::try_from(number).expect("there are fewer");
        let [high, low] = (number + 2).to_be_bytes();
        Self { from: Ipv4Addr::new(127, 66, high, low), to }
    }

    /// Somebody who means well.
    pub(crate) fn good(to: SocketAddr) -> Self {
        Self { from: Ipv4Addr::new(127, 7, 7, 7), to }
    }

    /// Connects.
    pub(crate) async fn connect(self) -> io::Result<TcpStream> {
        self.connect_by(TcpSocket::new_v4()?).await
    }

    /// Connects, and has hardly any room for what it is told.
    pub(crate) async fn connect_narrow(self) -> io::Result<TcpStream> {
        let socket = TcpSocket::new_v4()?;
        socket.set_recv_buffer_size(4 << 10)?;
        self.connect_by(socket).await
    }

    async fn connect_by(self, socket: TcpSocket) -> io::Result<TcpStream> {
        socket.bind(SocketAddr::new(IpAddr::V4(self.from), 0))?;
        let stream = socket.connect(self.to).await?;
        stream.set_nodelay(true)?;
        Ok(stream)
    }

    /// Sends these bytes and reads whatever comes until the connection is closed. Who is refused may still be writing.
    pub(crate) async fn says(self, bytes: &[u8]) -> String {
        let exchange = async {
            let mut stream = self.connect().await?;
            let (mut reader, mut writer) = stream.split();
            let mut heard = Vec::new();
            let (_, read) = tokio::join!(writer.write_all(bytes), reader.read_to_end(&mut heard));
            // What came before a reset counts.
            drop(read);
            Ok::<_, io::Error>(String::from_utf8_lossy(&heard).into_owned())
        };
        let ended = tokio::time::timeout(PATIENCE, exchange).await;
        let start = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]);
        ended.unwrap_or_else(|_| panic!("not closed within {PATIENCE:?} after {start}")).unwrap()
    }
}

/// The status of the first answer in what was heard.
pub(crate) fn status(heard: &str) -> Option<u16> {
    heard.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()
}
