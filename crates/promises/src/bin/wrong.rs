//! A contestant that is wrong on purpose: `wrong CONFIG JOURNAL WHAT`, where `WHAT` names a
//! [`Wrong`](pollhook_promises::assembled::Wrong).

use std::path::Path;

use pollhook_core::BoxError;
use pollhook_promises::assembled::{Wrong, run};
use pollhook_promises::journal::Pen;

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [config, journal, wrong] = arguments.as_slice() else { return Err("wrong CONFIG JOURNAL WHAT".into()) };
    let wrong = Wrong::named(wrong).ok_or("there is no such fault")?;
    run(Path::new(config), Pen::open(Path::new(journal))?, wrong).await
}
