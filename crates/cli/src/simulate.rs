//! `simulate`: the simulated social network on its own, until it is told to stop.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command speaks by its terminal")]

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, value_parser};
use pollhook_simulator::{Faults, Network, Options};

/// There is no next port after it.
const LAST: i64 = 65_534;

/// How the network is to be.
#[derive(Args, Debug)]
pub(crate) struct Simulate {
    /// Where its API listens; the notification service takes the next port. With 0 both take any that is free
    #[arg(long, default_value_t = 8081, value_parser = value_parser!(u16).range(..=LAST))]
    port: u16,
    /// How far away it is, in milliseconds each way
    #[arg(long, value_name = "MS", default_value_t = 0)]
    delay: u64,
    /// What goes wrong by chance, such as `late,twice,cut=0.2,5xx,429`
    #[arg(long, value_name = "LIST")]
    faults: Option<Faults>,
    /// Where chance begins
    #[arg(long, default_value_t = 0)]
    seed: u64,
}

impl Simulate {
    /// Simulates until Ctrl-C.
    pub(crate) fn run(self) -> ExitCode {
        match self.serve() {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("error: {error}");
                ExitCode::FAILURE
            }
        }
    }

    fn serve(self) -> io::Result<()> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(async {
            let network = Network::start(self.options()).await?;
            introduce(&network);
            network.serve_until(stopped()).await;
            Ok(())
        })
    }

    fn options(self) -> Options {
        let at = |port| SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port);
        let next = if self.port == 0 { 0 } else { self.port + 1 };
        Options {
            api: at(self.port),
            notifications: at(next),
            delay: Duration::from_millis(self.delay),
            seed: self.seed,
            faults: self.faults.unwrap_or_default(),
            // Whoever comes is welcome: there is nobody to register a bot with.
            open: true,
            local: true,
            ..Options::default()
        }
    }
}

fn introduce(network: &Network) {
    let (api, notifications) = (network.api_url(), network.notifications_url());
    println!("a social network is simulated here; Ctrl-C ends it");
    println!();
    println!("  its API            {api}");
    println!("  its notifications  {notifications}");
    println!();
    println!("a bot for it, by any token of this form:");
    println!();
    println!("  [bot]");
    println!("  platform = \"telegram\"");
    println!("  token    = \"1:secret\"");
    println!("  api      = \"{api}\"");
    println!();
    println!("somebody says something:");
    println!();
    println!("  curl {notifications}/say -d '{{\"user\": \"Anna\", \"text\": \"hi\"}}'");
}

/// SIGINT, or whatever else ends a program on this system.
async fn stopped() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
