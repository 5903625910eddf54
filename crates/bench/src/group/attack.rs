//! Right requests while wrong secrets arrive at full speed from the other side, against the same at rest.

use std::time::Duration;

use futures::future::{select, try_join_all};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep_until};

use super::contestant;
use crate::Error;
use crate::contestant::{Door, Who, Work};
use crate::cores::Lab;
use crate::figure::{Figure, shown, value};
use crate::load::{Api, Manner, Pusher};
use crate::rounds::Values;
use crate::update::{SECRET_HEADER, update};

/// How many times as long the slowest hundredth takes under attack; at rest and under attack in microseconds; and how
/// many wrong secrets were refused in a second.
pub(crate) const FIGURES: [Figure; 4] = [
    value("attack_p99", "x", 3.0),
    shown("attack_p99_at_rest", "us"),
    shown("attack_p99_attacked", "us"),
    shown("attack_refused", "1/s"),
];

/// Connections that are right, and those that are wrong.
const RIGHT: u64 = 8;
const WRONG: usize = 16;
/// Right requests in a second.
const RATE: u64 = 500;
const CHATS: u64 = 1_000;

pub(crate) async fn run(lab: &Lab) -> Result<Values, Error> {
    let api = Api::start(Manner::Holds).await?;
    let contestant = contestant(lab, &api, Who::Ours, Door::Hook, Work::Count).await?;
    let connect = (0..RIGHT).map(|_| Pusher::connect(&contestant.address));
    let mut right = try_join_all(connect).await?;
    let many = RATE * lab.secs;
    // Until it is warm.
    slowest_hundredth(&mut right, 0..RATE).await?;
    let rest = slowest_hundredth(&mut right, RATE..RATE + many).await?;

    let mut refused = [0_u64; WRONG];
    let begun = Instant::now();
    let attacked = {
        let attacks = try_join_all(refused.iter_mut().map(|refused| guess(&contestant.address, refused)));
        let pushed = slowest_hundredth(&mut right, RATE + many..RATE + 2 * many);
        match select(Box::pin(pushed), Box::pin(attacks)).await {
            futures::future::Either::Left((attacked, _)) => attacked?,
            futures::future::Either::Right((ended, _)) => {
                return Err(ended.err().unwrap_or_else(|| "the attack ended".into()));
            }
        }
    };
    let refused = refused.iter().sum::<u64>() as f64 / begun.elapsed().as_secs_f64();
    Ok(vec![attacked / rest, rest, attacked, refused])
}

/// Pushes these at their rate; what all but a hundredth of them took at most, in microseconds.
async fn slowest_hundredth(right: &mut [Pusher], numbers: std::ops::Range<u64>) -> Result<f64, Error> {
    let (start, first) = (Instant::now(), numbers.start);
    let at = |n: u64| start + Duration::from_micros((n - first) * 1_000_000 / RATE);
    let all = right.iter_mut().zip(first..).map(async |(pusher, from)| {
        let mut took = Vec::new();
        for n in (from..numbers.end).step_by(RIGHT as usize) {
            sleep_until(at(n)).await;
            let asked = Instant::now();
            pusher.push_until_taken(&update(1 + n, 1 + n % CHATS, 0)).await?;
            took.push(asked.elapsed().as_secs_f64() * 1e6);
        }
        Ok::<_, Error>(took)
    });
    let mut took = try_join_all(all).await?.concat();
    took.sort_by(f64::total_cmp);
    Ok(took.get(took.len() * 99 / 100).copied().unwrap_or(f64::NAN))
}

/// Guesses on one connection for ever, one guess at a time, and counts.
async fn guess(address: &str, refused: &mut u64) -> Result<(), Error> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let request = format!(
        "POST /hook HTTP/1.1\r\nhost: {address}\r\n{SECRET_HEADER}: a-guess-of-the-usual-length\r\ncontent-length: 0\r\n\r\n"
    );
    let mut heard = [0; 1024];
    loop {
        stream.write_all(request.as_bytes()).await?;
        let read = stream.read(&mut heard).await?;
        if !heard[..read].starts_with(b"HTTP/1.1 401") {
            return Err("a guess was not refused".into());
        }
        *refused += 1;
    }
}
