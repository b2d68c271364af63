//! Many files at once, and their output in order.

use std::io::{self, ErrorKind, Write};
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use crate::input::Source;

/// How a command ended; the worst of all files is the exit status.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Status {
    /// Nothing to say.
    Clean = 0,
    /// `check` has found something, `diff` a difference, or what is to be changed is not there.
    Findings = 1,
    /// A file cannot be read, or is refused.
    Failed = 2,
}

/// Output that is handed on when it has grown to this.
const CHUNK: usize = 64 << 10;

/// Output that a file may hold back until those before it are finished.
const HELD_BACK: usize = 16 << 20;

/// Whose turn it is to write.
#[derive(Debug, Default)]
struct Queue {
    state: Mutex<State>,
    moved: Condvar,
}

#[derive(Debug, Default)]
struct State {
    turn: usize,
    error: Option<io::Error>,
    stopped: bool,
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_stopped(&self) -> bool {
        self.lock().stopped
    }

    /// Waits until it is the turn of `index`.
    fn wait(&self, index: usize) -> io::Result<()> {
        let waits = |state: &mut State| !state.stopped && state.turn != index;
        let state = self.moved.wait_while(self.lock(), waits).unwrap_or_else(PoisonError::into_inner);
        if state.stopped { Err(io::Error::from(ErrorKind::Interrupted)) } else { Ok(()) }
    }

    fn pass_on(&self) {
        self.lock().turn += 1;
        self.moved.notify_all();
    }

    /// Ends everything, for the first error that is given. That others stop waiting is no error of theirs.
    fn stop(&self, error: Option<io::Error>) {
        let mut state = self.lock();
        state.stopped = true;
        if state.error.is_none() {
            state.error = error.filter(|error| error.kind() != ErrorKind::Interrupted);
        }
        self.moved.notify_all();
    }
}

/// Where the output of one file goes: to standard output when it is the file's turn, and into memory before that.
#[derive(Debug)]
pub(crate) struct Outlet<'q> {
    queue: &'q Queue,
    index: usize,
    buffer: Vec<u8>,
    words: Vec<u8>,
    is_finished: bool,
}

impl<'q> Outlet<'q> {
    fn new(queue: &'q Queue, index: usize) -> Self {
        Self { queue, index, buffer: Vec::new(), words: Vec::new(), is_finished: false }
    }

    /// Where words about the file go: to standard error, behind the output.
    pub(crate) fn words(&mut self) -> &mut Vec<u8> {
        &mut self.words
    }

    fn hand_on(&mut self) -> io::Result<()> {
        let written = io::stdout().lock().write_all(&self.buffer);
        self.buffer.clear();
        written
    }

    fn finish(mut self) -> io::Result<()> {
        self.queue.wait(self.index)?;
        self.hand_on()?;
        io::stdout().flush()?;
        // Nobody can be told that standard error is closed.
        _ = io::stderr().lock().write_all(&self.words);
        self.is_finished = true;
        self.queue.pass_on();
        Ok(())
    }
}

impl Write for Outlet<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= CHUNK {
            let is_our_turn = self.queue.lock().turn == self.index;
            if is_our_turn || self.buffer.len() >= HELD_BACK {
                self.queue.wait(self.index)?;
                self.hand_on()?;
            }
        }
        Ok(bytes.len())
    }

    /// Does nothing: the bytes go out in their turn.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A file that comes to no end must not let the others wait.
impl Drop for Outlet<'_> {
    fn drop(&mut self) {
        if !self.is_finished {
            self.queue.stop(None);
        }
    }
}

/// Does `job` for every file, given its index, on as many threads as there are processors. The output is in the order of
/// the files, the answer the worst status.
pub(crate) fn each<F>(sources: &[Source], job: F) -> io::Result<Status>
where
    F: Fn(usize, &Source, &mut Outlet<'_>) -> io::Result<Status> + Sync,
{
    let (queue, next) = (Queue::default(), AtomicUsize::new(0));
    // Files are taken in order. So the one whose turn it is has always been taken, and never waits.
    let work = || {
        let mut worst = Status::Clean;
        while let Some((index, source)) = take(&next, sources) {
            if queue.is_stopped() {
                break;
            }
            let mut outlet = Outlet::new(&queue, index);
            match job(index, source, &mut outlet).and_then(|status| outlet.finish().map(|()| status)) {
                Ok(status) => worst = worst.max(status),
                Err(error) => queue.stop(Some(error)),
            }
        }
        worst
    };
    let worst = on_threads(sources.len(), &work);
    let state = queue.state.into_inner().unwrap_or_else(PoisonError::into_inner);
    state.error.map_or(Ok(worst), Err)
}

/// Does `job` once.
pub(crate) fn once<F>(job: F) -> io::Result<Status>
where
    F: FnOnce(&mut Outlet<'_>) -> io::Result<Status>,
{
    let queue = Queue::default();
    let mut outlet = Outlet::new(&queue, 0);
    let status = job(&mut outlet)?;
    outlet.finish().map(|()| status)
}

fn take<'a>(next: &AtomicUsize, sources: &'a [Source]) -> Option<(usize, &'a Source)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    sources.get(index).map(|source| (index, source))
}

fn on_threads(jobs: usize, work: &(impl Fn() -> Status + Sync)) -> Status {
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(jobs);
    thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut worst = work();
        for other in others {
            worst = worst.max(other.join().unwrap_or(Status::Failed));
        }
        worst
    })
}
