use std::sync::Mutex;
use std::time::{Instant, SystemTime};

use super::*;
use crate::{
    Admit, Clock, Delivery, Draft, EventSink, HealthReporter, Now, Origin, Shutdown, ShutdownOrder, ShutdownReason,
    Stats, Stopper, Via,
};

#[derive(Debug)]
struct Frozen(Instant);

impl Clock for Frozen {
    fn now(&self) -> Now {
        Now { at: self.0, wall: SystemTime::UNIX_EPOCH }
    }
}

#[derive(Clone, Default)]
struct Held(Arc<Mutex<Vec<Delivery>>>);

impl Admit for Held {
    fn admit(&self, delivery: Delivery) {
        self.0.lock().unwrap().push(delivery);
    }
}

/// Yields so many events, then says so little as a stream that has more to come.
struct Events(u32);

impl Stream for Events {
    type Item = Event;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut std::task::Context<'_>) -> std::task::Poll<Option<Event>> {
        if self.0 == 0 {
            return std::task::Poll::Pending;
        }
        self.0 -= 1;
        let draft = Draft::new(self.0.to_string(), "tick", "");
        std::task::Poll::Ready(Some(draft.stamp(&Origin::new("bot", "ticks", Via::Source), SystemTime::UNIX_EPOCH)))
    }
}

fn context(held: &Held) -> (SourceContext, Stopper) {
    let (stats, (stopper, shutdown)) = (Arc::new(Stats::default()), Shutdown::pair());
    let cx = SourceContext {
        bot: "bot".into(),
        sink: EventSink::new(held.clone(), 2, Arc::clone(&stats)),
        shutdown,
        health: HealthReporter::default(),
        clock: Arc::new(Frozen(Instant::now())),
        stats,
    };
    (cx, stopper)
}

#[tokio::test]
async fn it_takes_no_more_than_there_is_room_for_and_waits_for_the_outcomes() {
    let (held, mut source) = (Held::default(), FromStream::new(Events(5)));
    let (cx, stopper) = context(&held);
    let running = tokio::spawn(async move {
        source.run(cx).await.unwrap();
        source.0.0
    });
    tokio::task::yield_now().await;
    assert_eq!(held.0.lock().unwrap().len(), 2, "room for two");
    stopper.stop(ShutdownOrder { reason: ShutdownReason::Stop, deadline: Instant::now() });
    tokio::task::yield_now().await;
    assert!(!running.is_finished(), "two have no outcome yet");

    let mut deliveries = std::mem::take(&mut *held.0.lock().unwrap()).into_iter();
    deliveries.next().unwrap().ack.accept();
    let ack = deliveries.next().unwrap().ack.hand_back(None).expect_err("a stream cannot be asked again");
    ack.accept();
    assert_eq!(running.await.unwrap(), 3, "what was not taken is still in the stream");
}

#[tokio::test]
async fn a_closed_sink_takes_nothing_from_the_stream() {
    let (held, mut source) = (Held::default(), FromStream::new(Events(5)));
    let (cx, _stopper) = context(&held);
    cx.sink.close();
    assert!(matches!(source.run(cx).await, Err(SourceError::Closed)));
    assert_eq!(source.0.0, 5);
}

#[tokio::test]
async fn nobody_would_bring_an_event_of_a_stream_again() {
    let (held, mut source) = (Held::default(), FromStream::new(Events(1)));
    let (cx, _stopper) = context(&held);
    let mut running = std::pin::pin!(source.run(cx));
    let polled = poll_fn(|task| std::task::Poll::Ready(running.as_mut().poll(task).is_pending())).await;
    let delivery = held.0.lock().unwrap().pop().unwrap();
    assert_eq!((polled, delivery.kept), (true, Kept::Nobody));
    delivery.ack.accept();
}
