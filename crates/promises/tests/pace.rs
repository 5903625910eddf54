//! What a bot sends keeps Telegram's pace: no 429 is provoked, nothing is lost, and each chat keeps its order.

use std::time::Duration;

use pollhook_promises::tempo::Tempo;

/// A tenth of one in life: nothing depends on the length of a second but how long this takes.
const SECOND: Duration = Duration::from_millis(100);

#[tokio::test]
async fn six_hundred_messages_to_sixty_chats_go_out_as_fast_as_is_allowed() {
    let tempo = Tempo::new(60, SECOND).await;
    let figure = tempo.tell(&tempo.patient(), 10).await;
    println!("{figure}");
    assert_eq!((figure.wanted, figure.seen), (600, 600), "{figure}");
    assert_eq!((figure.too_many, figure.failed, figure.wrong), (0, 0, 0), "{figure}");
    assert!(figure.took >= SECOND * 19, "thirty a second at most: {figure}");
}

/// The control: the network does count.
#[tokio::test]
async fn whoever_does_not_keep_it_is_refused() {
    let tempo = Tempo::new(60, SECOND).await;
    let figure = tempo.tell(&tempo.hasty(), 1).await;
    assert!(figure.too_many > 0, "{figure}");
}
