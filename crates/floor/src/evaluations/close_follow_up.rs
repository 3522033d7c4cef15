//! Closing the follow-up of a low score, with a note of what was done.

use kernel::{Cx, Event, HallId, RecordId, StaffId};
use store::{Fail, Refusal, Tx, append, first, once};

store::statements! {
    /// Closes a task that is open.
    CLOSE = "UPDATE follow_up SET state = 'closed', closed_us = $4, closed_by = $5, note_enc = $6 WHERE org = $1 AND id = $2 AND hall = $3 AND state = 'open'";
    /// Whether there is such a task.
    TASK = "SELECT ticket FROM follow_up WHERE org = $1 AND id = $2 AND hall = $3";
}

kernel::refusals! {
    /// Why a follow-up was not closed.
    pub enum CloseFollowUpRefusal {
        /// No such task in this hall.
        Unknown = "task_unknown",
        /// Closed already.
        Closed = "task_closed",
        /// Nothing was written down.
        NoteMissing { field } = "note_missing",
    }
}

/// Closes a follow-up. `note_enc` is what was done, encrypted; absent when nothing was written.
///
/// # Errors
/// As [`CloseFollowUpRefusal`] says, or the database could not.
pub fn close_follow_up(
    tx: &mut dyn Tx,
    cx: &Cx,
    hall: HallId,
    task: RecordId,
    staff: StaffId,
    note_enc: Option<&[u8]>,
) -> Result<(), Fail<Refusal<CloseFollowUpRefusal>>> {
    once(tx, cx, "close_follow_up", &[hall], &(hall, task, staff), |tx| {
        if note_enc.is_none_or(<[u8]>::is_empty) {
            return Err(Fail::Refused(CloseFollowUpRefusal::NoteMissing { field: "note".into() }));
        }
        let key = [cx.org.into(), task.into(), hall.into()];
        if first(tx, &TASK, &key, |_| ())?.is_none() {
            return Err(Fail::Refused(CloseFollowUpRefusal::Unknown));
        }
        let params = [cx.org.into(), task.into(), hall.into(), cx.now.into(), staff.into(), note_enc.into()];
        if tx.execute(&CLOSE, &params)? == 0 {
            return Err(Fail::Refused(CloseFollowUpRefusal::Closed));
        }
        append(tx, cx, hall, Event::FollowUpClosed { task })?;
        Ok(())
    })
}
