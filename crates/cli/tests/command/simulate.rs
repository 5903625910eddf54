//! `simulate`: a network of its own, told by its own words how to live on it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};

use crate::printed::{Printed, Running, pollhook};

/// A simulated network, and what it said when it began.
struct Simulated {
    process: Running,
    said: Vec<String>,
}

impl Simulated {
    fn start() -> Self {
        let mut process = Running::start(pollhook(&["simulate", "--port", "0"]));
        let mut said = Vec::new();
        for line in BufReader::new(process.out()).lines().map(Result::unwrap) {
            said.push(line);
            if said.last().is_some_and(|line| line.contains("curl")) {
                break;
            }
        }
        Self { process, said }
    }

    fn line(&self, part: &str) -> &str {
        self.said.iter().find(|line| line.contains(part)).unwrap().trim()
    }

    /// The config that it offers.
    fn config(&self) -> String {
        let lines = self.said.iter().map(|line| line.trim());
        lines.skip_while(|line| *line != "[bot]").take_while(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
    }

    /// Asks its notification service.
    fn ask(&self, head: &str, body: &str) -> String {
        let address = self.line("its notifications").rsplit("http://").next().unwrap().to_owned();
        let mut client = TcpStream::connect(&address).unwrap();
        let length = body.len();
        write!(
            client,
            "{head} HTTP/1.1\r\nhost: {address}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        client.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        answer
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_bot_lives_on_it_by_the_config_that_it_prints() {
    let network = Simulated::start();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bot.toml");
    std::fs::write(&file, network.config()).unwrap();
    let mut bot = Running::start(pollhook(&["--config", file.to_str().unwrap()]));
    let mut lines = BufReader::new(bot.err()).lines().map(Result::unwrap);
    assert!(lines.any(|line| line.contains("the bot is running")));

    let (_, said) = network.line("curl").split_once("-d '").unwrap();
    network.ask("POST /say", said.trim_end_matches('\''));
    while !network.ask("GET /status", "").contains("\"polls_useful\":1") {
        tokio::task::yield_now().await;
    }
    bot.terminate();
    assert!(lines.any(|line| line.contains("the bot has stopped") && line.contains("1 admitted, 1 accepted")));
    bot.ends().await.is(0, &[]);
    network.process.terminate();
    network.process.ends().await;
}

#[test]
fn a_port_that_is_taken_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let told = format!("error: cannot listen at 127.0.0.1:{port}: ");
    Printed::by(&["simulate", "--port", &port.to_string()]).is(1, &[&told]);
}
