//! Panics at every point of a future's life.

use futures::FutureExt;

use super::{Panic, Running, guarded};

fn run<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> Option<Result<T, Panic>> {
    Running::start(|| Box::pin(work)).unwrap().now_or_never()
}

struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("while dropped");
    }
}

#[test]
fn a_panic_becomes_its_words() {
    assert_eq!(run(async { panic!("oh {}", "no") as u8 }).unwrap().unwrap_err().as_ref(), "oh no");
    assert_eq!(run(async { panic!("plain") as u8 }).unwrap().unwrap_err().as_ref(), "plain");
    let odd = run(async { std::panic::panic_any(7) as u8 });
    assert_eq!(odd.unwrap().unwrap_err().as_ref(), "without a word");
}

#[test]
fn making_the_future_may_panic() {
    let made = Running::<()>::start(|| panic!("before there is a future"));
    assert_eq!(made.err().unwrap().as_ref(), "before there is a future");
}

#[test]
fn dropping_it_may_panic() {
    let bomb = Bomb;
    assert!(
        run(async move {
            let _bomb = &bomb;
            std::future::pending::<()>().await;
        })
        .is_none()
    );
}

#[test]
fn what_was_thrown_may_panic_when_it_is_dropped() {
    let words = guarded(|| std::panic::panic_any(Bomb)).unwrap_err();
    assert_eq!(words.as_ref(), "without a word");
}

#[test]
fn a_result_is_a_result() {
    assert_eq!(run(async { 7 }), Some(Ok(7)));
}
