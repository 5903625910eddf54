//! What stands in for std's and tokio's types in the models: tasks run in a thread of the checker's.
//!
//! tokio's own are not instrumented when tokio is a dependency: under them a model would see a single order.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use loom::future::block_on;
use loom::thread;

pub(crate) use loom::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize};
pub(crate) use loom::sync::{Mutex, MutexGuard};

/// A thread of the checker's is no thread of the system's, so it needs locals of its own; the checker's know no `const`.
macro_rules! thread_local_of_threads {
    ($(#[$attr:meta])* static $name:ident: $type:ty = const { $init:expr };) => {
        loom::thread_local! { $(#[$attr])* static $name: $type = $init; }
    };
}
pub(crate) use thread_local_of_threads as thread_local;

/// A runtime that is always there.
#[derive(Clone, Debug)]
pub(crate) struct Handle;

/// That one is within the runtime, which changes nothing here.
pub(crate) struct Entered;

impl Handle {
    pub(crate) fn try_current() -> Result<Self, Infallible> {
        Ok(Self)
    }

    pub(crate) fn enter(&self) -> Entered {
        Entered
    }
}

/// Runs tasks, one after the other, in a thread of its own: the checker bears only a handful of threads.
#[derive(Clone, Default)]
pub(crate) struct TaskTracker(Arc<Mutex<Tasks>>);

#[derive(Default)]
struct Tasks {
    queue: VecDeque<Task>,
    /// Queued, or running.
    unfinished: usize,
    has_worker: bool,
    over: bool,
    worker: Option<Waker>,
    waiting: Option<Waker>,
}

type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

impl TaskTracker {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn close(&self) {}

    pub(crate) fn spawn_on(&self, task: impl Future<Output = ()> + Send + 'static, _on: &Handle) {
        let (is_first, worker) = {
            let mut tasks = self.0.lock().unwrap();
            tasks.queue.push_back(Box::pin(task));
            tasks.unfinished += 1;
            (!std::mem::replace(&mut tasks.has_worker, true), tasks.worker.take())
        };
        if is_first {
            let tracker = self.clone();
            drop(spawn(move || tracker.work()));
        }
        worker.into_iter().for_each(Waker::wake);
    }

    pub(crate) async fn wait(&self) {
        poll_fn(|cx| {
            let mut tasks = self.0.lock().unwrap();
            if tasks.unfinished == 0 {
                return Poll::Ready(());
            }
            tasks.waiting = Some(cx.waker().clone());
            Poll::Pending
        })
        .await;
    }

    /// The model is over: its thread ends.
    pub(crate) fn end(&self) {
        let worker = {
            let mut tasks = self.0.lock().unwrap();
            tasks.over = true;
            tasks.worker.take()
        };
        worker.into_iter().for_each(Waker::wake);
    }

    fn work(&self) {
        while let Some(task) = block_on(poll_fn(|cx| self.next(cx))) {
            block_on(task);
            let waiting = {
                let mut tasks = self.0.lock().unwrap();
                tasks.unfinished -= 1;
                if tasks.unfinished == 0 { tasks.waiting.take() } else { None }
            };
            waiting.into_iter().for_each(Waker::wake);
        }
    }

    fn next(&self, cx: &Context<'_>) -> Poll<Option<Task>> {
        let mut tasks = self.0.lock().unwrap();
        match tasks.queue.pop_front() {
            None if !tasks.over => {
                tasks.worker = Some(cx.waker().clone());
                Poll::Pending
            }
            next => Poll::Ready(next),
        }
    }
}

/// A thread of the checker's with a stack that unoptimised handlers fit on.
pub(crate) fn spawn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> thread::JoinHandle<T> {
    thread::Builder::new().stack_size(64 * 1024).spawn(work).unwrap()
}
