//! Correcting what a ticket is for, and writing down what a person needs.

use kernel::{CareNeed, Cx, Event, TicketId, TicketState};
use serde::Serialize;
use store::{Fail, Refusal, Tx, append, once};

use super::row::{Standing, ticket};
use super::take_number::{TakeNumberRefusal, check_items};
use crate::Setting;

/// Preferences kept of one person at most.
const PREFERENCES_MAX: usize = 10;
/// Letters of one preference at most.
const PREFERENCE_LENGTH_MAX: usize = 60;

store::statements! {
    /// Sets a ticket's items.
    SET_ITEMS = "UPDATE ticket SET items = $3, skills = $4 WHERE org = $1 AND id = $2";
    /// Sets a visit's needs.
    SET_NEEDS = "UPDATE visit SET needs = $3, consent = $4, preferences_enc = $5 WHERE org = $1 AND id = $2";
    /// Sets a waiting ticket's class.
    SET_CLASS = "UPDATE ticket SET class = $3 WHERE org = $1 AND id = $2";
}

/// Sets the items of a ticket.
#[derive(Clone, Debug, Serialize)]
pub struct SetItems<'a> {
    /// The ticket.
    pub ticket: TicketId,
    /// Service items.
    pub items: &'a [String],
}

kernel::refusals! {
    /// Why the items were not changed.
    pub enum SetItemsRefusal {
        /// No such ticket in this hall.
        Unknown = "ticket_unknown",
        /// The ticket is over.
        Over { rule } = "move_not_now",
        /// No item was named.
        ItemsMissing { field } = "items_missing",
        /// More items than one visit takes.
        ItemsTooMany { field, rule } = "items_too_many",
        /// No such item.
        ItemUnknown { field } = "item_unknown",
        /// No counter here does all of them.
        ItemNotHere { field } = "item_not_here",
    }

    /// Why the needs were not recorded.
    pub enum NeedsRefusal {
        /// No such ticket in this hall.
        Unknown = "ticket_unknown",
        /// The ticket is over.
        Over { rule } = "move_not_now",
        /// Preferences without consent.
        NoConsent { field } = "consent_needed",
        /// Too many or too long.
        TooLong { field, rule } = "text_too_long",
    }
}

/// Sets what a ticket is for. The number and the place in the queue stay.
///
/// # Errors
/// As [`SetItemsRefusal`] says, or the database could not.
pub fn set_items(
    tx: &mut dyn Tx,
    cx: &Cx,
    setting: &Setting,
    input: &SetItems<'_>,
) -> Result<TicketId, Fail<Refusal<SetItemsRefusal>>> {
    once(tx, cx, "set_items", &[setting.hall], input, |tx| {
        let found = ticket(tx, cx.org, input.ticket)?.filter(|it| it.hall == setting.hall);
        let ticket = found.ok_or(Fail::Refused(SetItemsRefusal::Unknown))?;
        if ticket.standing.state.is_over() {
            let rule = ticket.standing.state.to_string();
            return Err(Fail::Refused(SetItemsRefusal::Over { rule }));
        }
        let skills = check_items(setting, input.items).map_err(|refusal| Fail::Refused(refusal.into()))?;
        // Whoever waits for one counter or zone must be able to be called there.
        let Standing { state, zone, only_counter, .. } = &ticket.standing;
        let waits = *state == TicketState::Waiting;
        if waits && !setting.can_serve(skills, zone.as_deref(), *only_counter) {
            return Err(Fail::Refused(SetItemsRefusal::ItemNotHere { field: "items".into() }));
        }
        let items = serde_json::to_string(input.items).expect("items are plain data");
        let skills = skills.0.cast_signed();
        tx.execute(&SET_ITEMS, &[cx.org.into(), ticket.id.into(), (&items).into(), skills.into()])?;
        let event = Event::ItemsChanged { ticket: ticket.id, items: input.items.to_vec() };
        append(tx, cx, setting.hall, event)?;
        Ok(ticket.id)
    })
}

impl From<TakeNumberRefusal> for SetItemsRefusal {
    fn from(refusal: TakeNumberRefusal) -> Self {
        match refusal {
            TakeNumberRefusal::ItemsTooMany { field, rule } => SetItemsRefusal::ItemsTooMany { field, rule },
            TakeNumberRefusal::ItemUnknown { field } => SetItemsRefusal::ItemUnknown { field },
            TakeNumberRefusal::ItemNotHere { field } => SetItemsRefusal::ItemNotHere { field },
            _ => SetItemsRefusal::ItemsMissing { field: "items".into() },
        }
    }
}

/// Records what a person needs.
#[derive(Clone, Debug, Serialize)]
pub struct RecordNeeds<'a> {
    /// The ticket.
    pub ticket: TicketId,
    /// Needs.
    pub needs: &'a [CareNeed],
    /// Preferences in words, to be checked. Like a name they are no part of what makes two requests the same.
    #[serde(skip)]
    pub preferences: &'a [String],
    /// The same as a list in JSON, encrypted: what is kept. Absent when there are none.
    #[serde(skip)]
    pub preferences_enc: Option<&'a [u8]>,
    /// Whether the person agreed that preferences are kept.
    pub consent: bool,
}

/// Writes down what a person needs; somebody who still waits may so come into the care class.
///
/// # Errors
/// As [`NeedsRefusal`] says, or the database could not.
pub fn record_needs(
    tx: &mut dyn Tx,
    cx: &Cx,
    setting: &Setting,
    input: &RecordNeeds<'_>,
) -> Result<TicketId, Fail<Refusal<NeedsRefusal>>> {
    once(tx, cx, "record_needs", &[setting.hall], input, |tx| {
        let found = ticket(tx, cx.org, input.ticket)?.filter(|it| it.hall == setting.hall);
        let ticket = found.ok_or(Fail::Refused(NeedsRefusal::Unknown))?;
        if ticket.standing.state.is_over() {
            let rule = ticket.standing.state.to_string();
            return Err(Fail::Refused(NeedsRefusal::Over { rule }));
        }
        check_preferences(input)?;
        let needs = serde_json::to_string(input.needs).expect("needs are plain data");
        let params = [
            cx.org.into(),
            ticket.visit.into(),
            (&needs).into(),
            input.consent.into(),
            input.preferences_enc.into(),
        ];
        tx.execute(&SET_NEEDS, &params)?;
        let class = setting.class_of(input.needs, ticket.standing.class == kernel::PriorityClass::Vip);
        if class == kernel::PriorityClass::Care && class != ticket.standing.class {
            tx.execute(&SET_CLASS, &[cx.org.into(), ticket.id.into(), class.as_str().into()])?;
        }
        // The words themselves stay out of the event: they are the person's own.
        let event = Event::NeedsRecorded {
            visit: ticket.visit,
            ticket: ticket.id,
            needs: input.needs.to_vec(),
            preferences: i64::try_from(input.preferences.len()).unwrap_or(i64::MAX),
            consent: input.consent,
            care: class == kernel::PriorityClass::Care,
        };
        append(tx, cx, setting.hall, event)?;
        Ok(ticket.id)
    })
}

fn check_preferences(input: &RecordNeeds<'_>) -> Result<(), Fail<NeedsRefusal>> {
    if !input.consent && !input.preferences.is_empty() {
        return Err(Fail::Refused(NeedsRefusal::NoConsent { field: "consent".into() }));
    }
    if input.preferences.len() > PREFERENCES_MAX {
        let rule = PREFERENCES_MAX.to_string();
        return Err(Fail::Refused(NeedsRefusal::TooLong { field: "preferences".into(), rule }));
    }
    let too_long = |text: &String| text.chars().count() > PREFERENCE_LENGTH_MAX;
    if let Some(at) = input.preferences.iter().position(too_long) {
        let rule = PREFERENCE_LENGTH_MAX.to_string();
        return Err(Fail::Refused(NeedsRefusal::TooLong { field: format!("preferences[{at}]"), rule }));
    }
    Ok(())
}
