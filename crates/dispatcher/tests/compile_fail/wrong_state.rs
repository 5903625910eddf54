//! A state that the app does not have.

use pollhook_dispatcher::{App, State, message};

struct Prices;

async fn handler(_prices: State<Prices>) {}

fn main() {
    let _ = App::new().on(message(), handler);
}
