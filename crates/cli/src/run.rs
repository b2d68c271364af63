//! Many files or folders at once, and their output in order.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Write};
use std::mem::take;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use indicatif::ProgressBar;

/// How a command ended; the worst of all files is the exit status.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Status {
    /// Nothing to say.
    Clean = 0,
    /// `check` has found something, `diff` a difference, or what is to be changed is not there. Of a profile: all that can be had, but
    /// something is missing or odd.
    Findings = 1,
    /// A file or a profile cannot be read, or is refused.
    Failed = 2,
}

/// Output that is handed on when it has grown to this.
const CHUNK: usize = 64 << 10;

/// Output that may be held back until what is before it is finished: of one, and of all that are finished.
const HELD_BACK: usize = 16 << 20;

/// Whose turn it is to write.
#[derive(Debug)]
struct Queue {
    state: Mutex<State>,
    moved: Condvar,
    /// What shows how far everything is, and is not to be mixed up with output.
    bar: ProgressBar,
}

#[derive(Debug, Default)]
struct State {
    turn: usize,
    /// What was finished before its turn.
    early: BTreeMap<usize, Finished>,
    /// The size of that.
    held: usize,
    error: Option<io::Error>,
    stopped: bool,
}

/// Output that is whole.
#[derive(Debug, Default)]
struct Finished {
    output: Vec<u8>,
    words: Vec<u8>,
}

impl Finished {
    fn size(&self) -> usize {
        self.output.len() + self.words.len()
    }
}

impl Queue {
    fn new(bar: ProgressBar) -> Self {
        Self { state: Mutex::default(), moved: Condvar::new(), bar }
    }

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

    /// Writes output when its turn has come, or leaves it for whoever is before it.
    fn finish(&self, index: usize, finished: Finished) -> io::Result<()> {
        let Some(finished) = self.leave(index, finished) else { return Ok(()) };
        self.wait(index)?;
        let mut next = Some(finished);
        while let Some(finished) = next {
            self.write(&finished.output, &finished.words)?;
            next = self.pass_on();
        }
        Ok(())
    }

    /// Leaves output, so that its thread can go on. Gives it back where its turn has come, or too much was left already.
    fn leave(&self, index: usize, finished: Finished) -> Option<Finished> {
        let mut state = self.lock();
        if state.turn == index || state.stopped || state.held + finished.size() > HELD_BACK {
            return Some(finished);
        }
        state.held += finished.size();
        state.early.insert(index, finished);
        None
    }

    /// The turn goes to the next, and what that has left is the answer.
    fn pass_on(&self) -> Option<Finished> {
        let mut state = self.lock();
        state.turn += 1;
        let turn = state.turn;
        let next = state.early.remove(&turn);
        state.held -= next.as_ref().map_or(0, Finished::size);
        drop(state);
        self.moved.notify_all();
        next
    }

    fn write(&self, output: &[u8], words: &[u8]) -> io::Result<()> {
        if output.is_empty() && words.is_empty() {
            return Ok(());
        }
        self.bar.suspend(|| {
            let mut stdout = io::stdout().lock();
            stdout.write_all(output)?;
            stdout.flush()?;
            // Nobody can be told that standard error is closed.
            _ = io::stderr().lock().write_all(words);
            Ok(())
        })
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
        let written = self.queue.write(&self.buffer, &[]);
        self.buffer.clear();
        written
    }

    /// Waits until all that is before it has been written.
    pub(crate) fn wait(&self) -> io::Result<()> {
        self.queue.wait(self.index)
    }

    fn finish(mut self) -> io::Result<()> {
        let finished = Finished { output: take(&mut self.buffer), words: take(&mut self.words) };
        self.queue.finish(self.index, finished)?;
        self.is_finished = true;
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

/// Does `job` for every item, given its index, on as many threads as there are processors. The output is in the order of
/// the items, the answer the worst status.
pub(crate) fn each<I, F>(items: &[I], job: F) -> io::Result<Status>
where
    I: Sync,
    F: Fn(usize, &I, &mut Outlet<'_>) -> io::Result<Status> + Sync,
{
    each_with(items, ProgressBar::hidden(), job)
}

/// The same, while a bar is shown.
pub(crate) fn each_with<I, F>(items: &[I], bar: ProgressBar, job: F) -> io::Result<Status>
where
    I: Sync,
    F: Fn(usize, &I, &mut Outlet<'_>) -> io::Result<Status> + Sync,
{
    let (queue, next) = (Queue::new(bar), AtomicUsize::new(0));
    // Items are taken in order. So the one whose turn it is has always been taken, and never waits.
    let work = || {
        let mut worst = Status::Clean;
        while let Some((index, item)) = next_of(&next, items) {
            if queue.is_stopped() {
                break;
            }
            let mut outlet = Outlet::new(&queue, index);
            match job(index, item, &mut outlet).and_then(|status| outlet.finish().map(|()| status)) {
                Ok(status) => worst = worst.max(status),
                Err(error) => queue.stop(Some(error)),
            }
        }
        worst
    };
    let ends = on_threads(items.len(), &work).into_iter().map(|end| end.unwrap_or(Status::Failed));
    let worst = ends.max().unwrap_or(Status::Clean);
    let state = queue.state.into_inner().unwrap_or_else(PoisonError::into_inner);
    state.error.map_or(Ok(worst), Err)
}

/// Does `job` once.
pub(crate) fn once<F>(job: F) -> io::Result<Status>
where
    F: FnOnce(&mut Outlet<'_>) -> io::Result<Status>,
{
    let queue = Queue::new(ProgressBar::hidden());
    let mut outlet = Outlet::new(&queue, 0);
    let status = job(&mut outlet)?;
    outlet.finish().map(|()| status)
}

/// What `work` makes of each item, on as many threads as there are processors, in the order of the items.
pub(crate) fn map<I: Sync, R: Send>(items: &[I], work: impl Fn(&I) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let labour = || {
        let mut made = Vec::new();
        while let Some((index, item)) = next_of(&next, items) {
            made.push((index, work(item)));
        }
        made
    };
    let mut all: Vec<_> = on_threads(items.len(), &labour).into_iter().flatten().flatten().collect();
    all.sort_by_key(|(index, _)| *index);
    all.into_iter().map(|(_, made)| made).collect()
}

fn next_of<'i, I>(next: &AtomicUsize, items: &'i [I]) -> Option<(usize, &'i I)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    items.get(index).map(|item| (index, item))
}

/// What each thread has made; `None` of one that broke down.
fn on_threads<R: Send>(jobs: usize, work: &(impl Fn() -> R + Sync)) -> Vec<Option<R>> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(jobs);
    thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut made = vec![Some(work())];
        made.extend(others.into_iter().map(|other| other.join().ok()));
        made
    })
}
