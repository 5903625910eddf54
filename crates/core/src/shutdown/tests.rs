use std::time::Duration;

use super::*;

fn order(reason: ShutdownReason, secs: u64) -> ShutdownOrder {
    ShutdownOrder { reason, deadline: Instant::now() + Duration::from_secs(secs) }
}

#[tokio::test]
async fn whoever_asks_late_is_told_all_the_same() {
    let (stopper, shutdown) = Shutdown::pair();
    assert_eq!(shutdown.order(), None);
    let stop = order(ShutdownReason::Stop, 1);
    stopper.stop(stop);
    assert_eq!(shutdown.requested().await, stop);
    assert_eq!(stopper.shutdown().requested().await, stop);
}

#[tokio::test]
async fn a_stop_escalates_a_switch_and_a_switch_does_not_soften_a_stop() {
    let (stopper, shutdown) = Shutdown::pair();
    let (switch, stop) = (order(ShutdownReason::Switch, 9), order(ShutdownReason::Stop, 1));
    stopper.stop(switch);
    assert_eq!(shutdown.requested().await, switch);
    let mut escalated = std::pin::pin!(shutdown.escalated(switch));
    let known = std::future::poll_fn(|cx| Poll::Ready(escalated.as_mut().poll(cx).is_pending())).await;
    assert!(known, "it is not told of what it knows");
    stopper.stop(stop);
    assert_eq!(shutdown.escalated(switch).await, stop);
    stopper.stop(switch);
    assert_eq!(shutdown.order(), Some(stop));
}

#[tokio::test]
async fn work_goes_on_unless_told_to_stop() {
    let (stopper, shutdown) = Shutdown::pair();
    assert_eq!(shutdown.unless(async { 7 }).await, Some(7));
    let waiting = tokio::spawn(async move { shutdown.unless(std::future::pending::<()>()).await });
    tokio::task::yield_now().await;
    stopper.stop(order(ShutdownReason::Stop, 0));
    assert_eq!(waiting.await.unwrap(), None);
}
