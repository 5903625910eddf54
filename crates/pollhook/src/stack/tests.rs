use pollhook_core::{Ack, Count, Kept, Outcome, Reason, ReasonKind};
use pollhook_testkit::{Recorder, event};

use super::*;

fn stack(promise: Promise) -> (EventSink, Recorder, Arc<Stats>) {
    let (recorder, stats) = (Recorder::new(), Arc::new(Stats::default()));
    (transport(recorder.clone(), promise, 2, &stats), recorder, stats)
}

fn reason() -> Reason {
    Reason::new(ReasonKind::Failed, "no")
}

#[tokio::test]
async fn each_outcome_reaches_the_source_and_is_counted() {
    type Settles = fn(Ack);
    let settles: [(Settles, Outcome, Count); 3] = [
        (Ack::accept, Outcome::Accepted(None), Count::Accepted),
        (|ack| ack.reject(reason()), Outcome::Rejected(reason()), Count::Rejected),
        (|ack| ack.hand_back(None).unwrap(), Outcome::Retry(None), Count::HandedBack),
    ];
    for (settle, outcome, count) in settles {
        let (sink, recorder, stats) = stack(Promise::Handled);
        let receipt = sink.reserve().await.unwrap().emit(event("1", None));
        let delivery = recorder.take();
        assert_eq!(delivery.kept, Kept::Upstream);
        settle(delivery.ack);
        assert_eq!(receipt.await, outcome);
        assert_eq!((stats.get(Count::Admitted), stats.get(count)), (1, 1));
    }
}

#[tokio::test]
async fn handled_answers_when_it_is_handled_and_received_when_it_is_received() {
    for (promise, kept, accepted) in [(Promise::Handled, Kept::Upstream, 0), (Promise::Received, Kept::Nobody, 1)] {
        let (sink, recorder, stats) = stack(promise);
        let receipt = sink.reserve().await.unwrap().emit(event("1", None));
        let delivery = recorder.take();
        assert_eq!((delivery.kept, stats.get(Count::Accepted)), (kept, accepted));
        // The room is taken until the handler has ended, whatever was promised.
        assert_eq!(sink.room(), 1);
        delivery.ack.accept();
        assert_eq!(receipt.await, Outcome::Accepted(None));
        assert_eq!((sink.room(), stats.get(Count::Accepted)), (2, 1));
    }
}

#[tokio::test]
async fn what_was_only_received_cannot_be_handed_back() {
    let (sink, recorder, stats) = stack(Promise::Received);
    drop(sink.reserve().await.unwrap().emit(event("1", None)));
    let refused = recorder.take().ack.hand_back(None).unwrap_err();
    refused.reject(reason());
    assert_eq!((stats.get(Count::HandedBack), stats.get(Count::Lost)), (0, 0));
}

#[tokio::test]
async fn a_transport_runs_an_event_once_and_a_replay_each_time() {
    let (sink, recorder, stats) = stack(Promise::Handled);
    for _ in 0..2 {
        drop(sink.reserve().await.unwrap().emit(event("1", None)));
        recorder.accept_all();
    }
    assert_eq!((recorder.ids().len(), stats.get(Count::Repeated)), (1, 1));

    let again = replay(recorder.clone(), 2, &stats);
    for _ in 0..2 {
        drop(again.reserve().await.unwrap().emit(event("1", None)));
        recorder.accept_all();
    }
    assert_eq!(recorder.ids().len(), 3);
}
