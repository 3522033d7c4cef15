//! The course of one run of the planner: where it came to, and whether it is to stop.
//!
//! Told often and from any thread of the planner; never makes it wait, and keeps a bounded number of points.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use centre::runs::Point;
use planning::{Progress, Watch};
use tokio::sync::watch;

/// So many points are kept; beyond that, every other one goes.
const POINTS_MAX: usize = 400;
/// Points that are no news come no closer than this.
const APART: Duration = Duration::from_millis(250);

/// Where a run came to.
pub(crate) struct Course {
    began: Instant,
    ends: Instant,
    stop: AtomicBool,
    series: Mutex<Vec<Point>>,
    told: watch::Sender<u64>,
}

impl Course {
    /// A run that begins now and may take `limit`; every change is told to whoever watches `told`.
    pub(crate) fn begin(limit: Duration, told: watch::Sender<u64>) -> Course {
        let began = Instant::now();
        let (stop, series) = (AtomicBool::new(false), Mutex::default());
        Course { began, ends: began + limit, stop, series, told }
    }

    /// Wants no more of it.
    pub(crate) fn stop_now(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Its points so far, oldest first.
    pub(crate) fn series(&self) -> Vec<Point> {
        self.series.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Its last point.
    pub(crate) fn last(&self) -> Option<Point> {
        self.series.lock().unwrap_or_else(PoisonError::into_inner).last().copied()
    }
}

impl Watch for Course {
    fn stop(&self) -> bool {
        self.stop.load(Ordering::Relaxed) || Instant::now() >= self.ends
    }

    fn tell(&self, progress: Progress) {
        // Another thread tells something just now: what is missed here is told again soon.
        let Ok(mut series) = self.series.try_lock() else { return };
        let point = point(progress, self.began.elapsed());
        if let Some(last) = series.last() {
            let news = (point.best, point.bound) != (last.best, last.bound);
            let soon = point.at_ms - last.at_ms < APART.as_millis() as i64;
            if !news && soon {
                return;
            }
        }
        if series.len() >= POINTS_MAX {
            let mut at = 0;
            series.retain(|_| {
                at += 1;
                at % 2 == 1
            });
        }
        series.push(point);
        drop(series);
        self.told.send_modify(|n| *n += 1);
    }
}

fn point(progress: Progress, since: Duration) -> Point {
    let known = |value: f64| value.is_finite().then_some(value);
    let steps = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    Point {
        at_ms: i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
        done: steps(progress.done),
        of: steps(progress.of),
        best: known(progress.best),
        bound: known(progress.bound),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(best: f64, bound: f64) -> Progress {
        Progress { done: 1, of: 2, best, bound }
    }

    #[test]
    fn a_course_keeps_news_and_what_it_does_not_know_is_absent() {
        let course = Course::begin(Duration::from_secs(60), watch::Sender::new(0));
        course.tell(told(f64::INFINITY, f64::NEG_INFINITY));
        course.tell(told(f64::INFINITY, f64::NEG_INFINITY));
        course.tell(told(5.0, 1.0));
        let points: Vec<_> = course.series().iter().map(|it| (it.best, it.bound)).collect();
        assert_eq!(points, [(None, None), (Some(5.0), Some(1.0))]);
        assert!(!course.stop());
        course.stop_now();
        assert!(course.stop());
    }

    #[test]
    fn a_course_stays_small_and_keeps_its_first_and_last_point() {
        let course = Course::begin(Duration::from_secs(60), watch::Sender::new(0));
        (0..5_000).for_each(|n| course.tell(told(f64::from(10_000 - n), 0.0)));
        let series = course.series();
        assert!(series.len() <= POINTS_MAX);
        assert_eq!((series[0].best, series.last().unwrap().best), (Some(10_000.0), Some(5_001.0)));
    }

    #[test]
    fn a_run_stops_when_its_time_is_over() {
        assert!(Course::begin(Duration::ZERO, watch::Sender::new(0)).stop());
    }
}
