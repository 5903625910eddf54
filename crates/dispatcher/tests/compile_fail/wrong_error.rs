//! A handler whose error is no error.

use pollhook_dispatcher::{App, message};

struct SoldOut;

async fn handler() -> Result<(), SoldOut> {
    Err(SoldOut)
}

fn main() {
    let _ = App::new().on(message(), handler);
}
