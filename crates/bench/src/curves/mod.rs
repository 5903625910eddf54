//! How cost grows: with routes, chats, connections, pages, payloads and cores. Each curve is a table and a drawing.

mod sweep;
mod write;

use std::path::Path;

use drawing::Ink;

use self::sweep::{polled, pushed, sweep};
use crate::Error;
use crate::contestant::{By, Door, Setup, Who};
use crate::cores::Lab;
use crate::update::LENGTH;

/// What was measured of one thing that grows.
pub(crate) struct Curve {
    /// The file of its drawing.
    name: &'static str,
    title: &'static str,
    /// What grows, and what is measured.
    across: &'static str,
    up: &'static str,
    /// What grows with it, and why.
    why: &'static str,
    lines: Vec<drawing::Line>,
}

const COST: &str = "µs of processor time an update";

/// The usual size of what is varied elsewhere.
const UPDATES: u64 = 30_000;
const CHATS: u64 = 1_000;
const PAGE: usize = 100;
const CONNECTIONS: u64 = 64;

const BOTH: [(&str, Ink, Who); 2] = [("Pollhook", Ink::Third, Who::Ours), ("bare", Ink::First, Who::Bare)];

/// Measures all of them, prints them, and writes them into a folder of documents.
pub(crate) async fn measure(lab: &Lab, docs: Option<&Path>) -> Result<(), Error> {
    let curves = [
        routes(lab).await?,
        keys(lab).await?,
        connections(lab).await?,
        pages(lab).await?,
        payload(lab).await?,
        cores(lab).await?,
    ];
    curves.iter().for_each(|curve| println!("{}\n\n{}", curve.title, write::table(curve)));
    docs.map_or(Ok(()), |docs| write::into(docs, &curves))
}

async fn routes(lab: &Lab) -> Result<Curve, Error> {
    let lines = [("others by kind", Ink::Third, By::Kind), ("others by command", Ink::Second, By::Command)];
    let one = async |many: f64, by| {
        let setup = Setup { routes: many as u32, by, journal: None };
        Ok(polled(lab, Who::Ours, &setup, PAGE, (UPDATES, CHATS)).await?.cost)
    };
    Ok(Curve {
        name: "curve-routes",
        title: "Routes",
        across: "routes",
        up: COST,
        why: "Flat: routes lie in an index by kind and command, so that only those are asked which could match.",
        lines: sweep(&[10.0, 100.0, 1_000.0], &lines, one).await?,
    })
}

async fn keys(lab: &Lab) -> Result<Curve, Error> {
    let one = async |chats: f64, who| {
        let chats = chats as u64;
        Ok(polled(lab, who, &Setup::default(), PAGE, (UPDATES.max(chats), chats)).await?.cost)
    };
    Ok(Curve {
        name: "curve-keys",
        title: "Chats",
        across: "chats that write in turn",
        up: COST,
        why: "A chat has a lane only while it has something to do, so a million of them are no larger than the hundred \
              of a page. A single chat is handled one update after the other.",
        lines: sweep(&[1.0, 10.0, 100.0, 1e3, 1e4, 1e5, 1e6], &[BOTH[0]], one).await?,
    })
}

async fn connections(lab: &Lab) -> Result<Curve, Error> {
    let one = async |many: f64, who| Ok(pushed(lab, who, many as u64, LENGTH).await?.cost);
    Ok(Curve {
        name: "curve-connections",
        title: "Connections",
        across: "connections of a webhook",
        up: COST,
        why: "A single connection has one update under way, and the process sleeps and wakes for each; with \
              several it finds the next one waiting. From ten on it grows slowly, the bare handler's as ours.",
        lines: sweep(&[1.0, 10.0, 100.0, 1_000.0], &BOTH, one).await?,
    })
}

async fn pages(lab: &Lab) -> Result<Curve, Error> {
    let one =
        async |page: f64, who| Ok(polled(lab, who, &Setup::default(), page as usize, (UPDATES / 3, CHATS)).await?.cost);
    Ok(Curve {
        name: "curve-pages",
        title: "Page size",
        across: "updates in a page",
        up: COST,
        why: "The smaller the page, the larger each update's part of its exchange: with one update a page, an \
              update by polling costs more than one by webhook over a single connection.",
        lines: sweep(&[1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0], &BOTH, one).await?,
    })
}

async fn payload(lab: &Lab) -> Result<Curve, Error> {
    let one = async |kib: f64, who| Ok(pushed(lab, who, CONNECTIONS, (kib * 1_024.0) as usize).await?.cost);
    Ok(Curve {
        name: "curve-payload",
        title: "Payload",
        across: "KiB of an update by webhook",
        up: COST,
        why: "Up to 2 KiB it is the request that costs; then it is the bytes, which are read from the socket, checked \
              for UTF-8 and parsed. With large payloads ours grows faster than the bare handler's: it copies the text once more.",
        lines: sweep(&[0.5, 2.0, 8.0, 32.0, 128.0, 256.0], &BOTH, one).await?,
    })
}

async fn cores(lab: &Lab) -> Result<Curve, Error> {
    let lines = [("webhook", Ink::Third, Door::Hook), ("polling", Ink::Second, Door::Poll)];
    let two = lab.on_both_cores();
    let one = async |cores: f64, door| {
        let lab = if cores > 1.5 { &two } else { lab };
        Ok(match door {
            Door::Hook => pushed(lab, Who::Ours, CONNECTIONS, LENGTH).await?.rate,
            Door::Poll => polled(lab, Who::Ours, &Setup::default(), PAGE, (4 * UPDATES, CHATS)).await?.rate,
        })
    };
    Ok(Curve {
        name: "curve-cores",
        title: "Cores",
        across: "cores",
        up: "updates a second",
        why: "One of two cores is also the load's, so two are not twice as fast here. By polling there is one loop to \
              read pages; what handlers do is spread over all cores.",
        lines: sweep(&[1.0, 2.0], &lines, one).await?,
    })
}
