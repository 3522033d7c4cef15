//! A bounded queue between those who ask and the threads that hold a connection.
//!
//! Never waits to take something in: a full queue says so at once, so that a caller can be told to come back.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// A bounded queue with any number of takers.
#[derive(Debug)]
pub struct Queue<T> {
    inside: Mutex<Inside<T>>,
    ready: Condvar,
    limit: usize,
}

#[derive(Debug)]
struct Inside<T> {
    items: VecDeque<T>,
    closed: bool,
}

/// Why an item was not taken in; it is handed back.
#[derive(Debug, PartialEq, Eq)]
pub enum NotQueued<T> {
    /// The queue is full.
    Full(T),
    /// The queue takes nothing more.
    Closed(T),
}

impl<T> Queue<T> {
    /// An empty queue that holds at most `limit` items.
    #[must_use]
    pub fn new(limit: usize) -> Queue<T> {
        let inside = Mutex::new(Inside { items: VecDeque::new(), closed: false });
        Queue { inside, ready: Condvar::new(), limit }
    }

    fn inside(&self) -> MutexGuard<'_, Inside<T>> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes `item` in, without waiting.
    ///
    /// # Errors
    /// The queue is full or closed.
    pub fn push(&self, item: T) -> Result<(), NotQueued<T>> {
        let mut inside = self.inside();
        if inside.closed {
            return Err(NotQueued::Closed(item));
        }
        if inside.items.len() >= self.limit {
            return Err(NotQueued::Full(item));
        }
        inside.items.push_back(item);
        drop(inside);
        self.ready.notify_one();
        Ok(())
    }

    /// The oldest item; waits for one. Nothing once the queue is closed and empty.
    pub fn pop(&self) -> Option<T> {
        let mut inside = self.inside();
        loop {
            if let Some(item) = inside.items.pop_front() {
                return Some(item);
            }
            if inside.closed {
                return None;
            }
            inside = self.ready.wait(inside).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// The oldest item, if there is one now.
    pub fn pop_now(&self) -> Option<T> {
        self.inside().items.pop_front()
    }

    /// Takes nothing more in; what is inside can still be taken out.
    pub fn close(&self) {
        self.inside().closed = true;
        self.ready.notify_all();
    }

    /// How many items are inside.
    pub fn len(&self) -> usize {
        self.inside().items.len()
    }

    /// Whether nothing is inside.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_queue_hands_the_item_back() {
        let queue = Queue::new(1);
        assert_eq!(queue.push(1), Ok(()));
        assert_eq!(queue.push(2), Err(NotQueued::Full(2)));
        assert_eq!(queue.pop(), Some(1));
        assert_eq!(queue.push(3), Ok(()));
    }

    #[test]
    fn a_closed_queue_is_emptied_and_then_ends() {
        let queue = Queue::new(4);
        queue.push(1).unwrap();
        queue.close();
        assert_eq!(queue.push(2), Err(NotQueued::Closed(2)));
        assert_eq!(queue.pop(), Some(1));
        assert_eq!(queue.pop(), None);
    }
}
