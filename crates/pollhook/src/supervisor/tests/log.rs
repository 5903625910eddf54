//! What an operator reads of a bot that does nothing.

use std::io::{self, Write};

use super::*;

/// What was written, for each that holds it.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Written {
    /// The lines that hold this.
    fn lines(&self, part: &str) -> Vec<String> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        text.lines().filter(|line| line.contains(part)).map(str::to_owned).collect()
    }
}

#[tokio::test(start_paused = true)]
async fn it_is_introduced_by_one_line_and_then_gives_a_sign_of_life_each_hour() {
    let written = Written::default();
    let lines = written.clone();
    let log = tracing_subscriber::fmt().with_ansi(false).with_writer(move || lines.clone()).finish();
    let _log = tracing::subscriber::set_default(log);
    // Tests run side by side, and a line that another one is the first to come to is noted as one that nobody reads. So
    // all are come to once, and noted anew.
    let mut before = Bench::start(polling(), vec![me(), registered("")], vec![]);
    before.reaches(Phase::Running).await;
    before.stop();
    before.end.await.unwrap();
    tracing::callsite::rebuild_interest_cache();
    written.0.lock().unwrap().clear();

    let mut bench = Bench::start(polling(), vec![me(), registered("")], vec![]);
    bench.reaches(Phase::Running).await;
    tokio::time::sleep(Duration::from_secs(2 * 3600 + 1800)).await;

    let introduced = written.lines("the bot is running");
    assert_eq!(introduced.len(), 1, "{introduced:?}");
    let fields = [
        "bot=\"test\"",
        "identity=\"echo_bot (7)\"",
        "transport=\"scripted\"",
        "ack=\"handled\"",
        "hears=\"message\"",
        "cursor=\"none\"",
    ];
    assert!(fields.iter().all(|field| introduced[0].contains(field)), "{introduced:?}");
    let alive = written.lines("the bot is alive");
    assert_eq!(alive.len(), 2, "{alive:?}");
    assert!(alive[0].contains("counts=\"0 admitted, 0 accepted\""), "{alive:?}");
    bench.stop();
    assert!(matches!(bench.end.await.unwrap(), Ended::Stopped));
}
