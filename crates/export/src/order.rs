//! Work on several threads, and its results in order.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;

/// How far work may run ahead of the results that were taken, for each thread: what bounds the memory.
const AHEAD: usize = 2;

/// Who may begin what: a thread waits until the result it would make is not too far ahead.
#[derive(Debug, Default)]
struct Gate {
    taken: Mutex<usize>,
    moved: Condvar,
    is_stopped: AtomicBool,
}

impl Gate {
    /// Waits until `index` is within reach; `false` where everything ends.
    fn wait(&self, index: usize, reach: usize) -> bool {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let far = |taken: &mut usize| index >= *taken + reach && !self.is_stopped.load(Ordering::Relaxed);
        drop(self.moved.wait_while(taken, far).unwrap_or_else(PoisonError::into_inner));
        !self.is_stopped.load(Ordering::Relaxed)
    }

    fn pass(&self) {
        *self.taken.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.moved.notify_all();
    }

    fn stop(&self) {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        self.is_stopped.store(true, Ordering::Relaxed);
        drop(taken);
        self.moved.notify_all();
    }
}

/// Does `work` for each item on so many threads, and hands the results to `take` in the order of the items. The first
/// error ends everything.
pub(crate) fn in_order<I: Sync, R: Send, E: Send>(
    items: &[I],
    threads: usize,
    work: impl Fn(&I) -> Result<R, E> + Sync,
    mut take: impl FnMut(&I, R) -> Result<(), E>,
) -> Result<(), E> {
    let threads = threads.clamp(1, items.len().max(1));
    let (gate, next) = (Gate::default(), AtomicUsize::new(0));
    let (sender, receiver) = sync_channel(threads * AHEAD);
    let labour = |sender: SyncSender<(usize, Result<R, E>)>| {
        while let Some((index, item)) = next_item(&next, items) {
            if !gate.wait(index, threads * AHEAD) || sender.send((index, work(item))).is_err() {
                break;
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..threads {
            let sender = sender.clone();
            scope.spawn(|| labour(sender));
        }
        drop(sender);
        let taken = take_all(items, receiver, &gate, &mut take);
        gate.stop();
        taken
    })
}

fn next_item<'i, I>(next: &AtomicUsize, items: &'i [I]) -> Option<(usize, &'i I)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    items.get(index).map(|item| (index, item))
}

fn take_all<I, R, E>(
    items: &[I],
    results: Receiver<(usize, Result<R, E>)>,
    gate: &Gate,
    take: &mut impl FnMut(&I, R) -> Result<(), E>,
) -> Result<(), E> {
    let mut early = BTreeMap::new();
    let mut turn = 0;
    for (index, result) in results {
        early.insert(index, result);
        while let Some(result) = early.remove(&turn) {
            if let Some(item) = items.get(turn) {
                take(item, result?)?;
            }
            turn += 1;
            gate.pass();
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_from_any_number_of_threads() {
        let items: Vec<u32> = (0..500).collect();
        for threads in [1, 2, 7] {
            let mut seen = Vec::new();
            let taken = in_order(
                &items,
                threads,
                |item| Ok::<_, ()>(item * 2),
                |item, twice| {
                    seen.push((*item, twice));
                    Ok(())
                },
            );
            assert_eq!(taken, Ok(()));
            assert_eq!(seen, items.iter().map(|item| (*item, item * 2)).collect::<Vec<_>>());
        }
    }

    #[test]
    fn the_first_error_ends_everything() {
        let items: Vec<u32> = (0..500).collect();
        let work = |item: &u32| if *item == 7 { Err("seven") } else { Ok(*item) };
        let mut seen = 0;
        let taken = in_order(&items, 3, work, |_, _| {
            seen += 1;
            Ok(())
        });
        assert_eq!((taken, seen), (Err("seven"), 7));
        let refused = in_order(&items, 3, |item| Ok(*item), |_, _| Err("no"));
        assert_eq!(refused, Err("no"));
    }

    #[test]
    fn nothing_runs_far_ahead() {
        let items: Vec<usize> = (0..200).collect();
        let taken = AtomicUsize::new(0);
        let work = |item: &usize| {
            assert!(*item <= taken.load(Ordering::SeqCst) + 2 * AHEAD);
            Ok::<_, ()>(())
        };
        let count = |_: &usize, ()| {
            taken.fetch_add(1, Ordering::SeqCst);
            Ok(())
        };
        assert_eq!(in_order(&items, 2, work, count), Ok(()));
    }
}
