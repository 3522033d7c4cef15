//! Work that several threads share. What comes out never depends on how many there are.

use std::sync::Mutex;
use std::thread;

/// Does `work` for every item, on at most `threads` threads, and answers in the order of the items.
pub(super) fn each<T: Send, R: Send>(threads: usize, items: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    if threads <= 1 || items.len() <= 1 {
        return items.into_iter().map(work).collect();
    }
    let count = items.len();
    let queue = Mutex::new(items.into_iter().enumerate());
    let done: Mutex<Vec<Option<R>>> = Mutex::new((0..count).map(|_| None).collect());
    thread::scope(|scope| {
        for _ in 0..threads.min(count) {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().expect("no item panics while it is taken").next();
                    let Some((at, item)) = next else { return };
                    let result = work(item);
                    done.lock().expect("no result panics while it is put down")[at] = Some(result);
                }
            });
        }
    });
    let done = done.into_inner().expect("all threads have ended");
    done.into_iter().map(|result| result.expect("every item was worked on")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items_whatever_the_threads() {
        let squares: Vec<u64> = (0..100).map(|x| x * x).collect();
        for threads in [1, 2, 7, 200] {
            assert_eq!(each(threads, (0..100).collect(), |x: u64| x * x), squares);
        }
    }
}
