//! A virtual customer: asks the guide or the kiosk, takes a number or another way, waits, and has a manner of coming
//! when called.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use api::{Booked, ChooseWay, Guidance, Slots, TakeTicket, TicketIssued, VisitView};
use kernel::{DeviceKind, TicketId, Triage};
use serde_json::json;

use super::arrivals::Arrival;
use super::hall::{Place, show_phone};
use super::http::As;

/// How a customer behaves when called; laid down when the number is taken, taken up by the clerk who calls.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Manner {
    /// Does not hear the first call.
    pub(crate) misses_first_call: bool,
    /// Has left without a word.
    pub(crate) gone: bool,
    /// Seconds from the call to the counter.
    pub(crate) walk_s: f64,
    /// Does not mind waiting.
    pub(crate) waits_well: bool,
}

/// The customers in a hall, by their tickets.
#[derive(Default)]
pub(crate) struct People(Mutex<HashMap<TicketId, Manner>>);

impl People {
    fn put(&self, ticket: TicketId, manner: Manner) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(ticket, manner);
    }

    /// The customer of a ticket, who is with the clerk from now on.
    pub(crate) fn take(&self, ticket: TicketId) -> Option<Manner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&ticket)
    }

    fn change(&self, ticket: TicketId, change: impl FnOnce(&mut Manner)) -> bool {
        let mut people = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        people.get_mut(&ticket).map(change).is_some()
    }
}

/// How somebody came in.
enum Door {
    Kiosk(As),
    Guide(As),
    Phone,
}

/// A customer's visit from the door to the exit.
pub(crate) async fn come(place: Arc<Place>, mut it: Arrival) {
    let city = Arc::clone(&place.city);
    city.until(it.at).await;
    if it.items.is_empty() || !place.spans().iter().any(|(from, to)| (*from..*to).contains(&it.at)) {
        return;
    }
    let Some(door) = door(&place, &mut it) else { return };
    if goes_another_way(&place, &mut it).await {
        return;
    }
    let issued = match door {
        Door::Phone => book(&place, &mut it).await,
        Door::Kiosk(who) | Door::Guide(who) => {
            let body = TakeTicket {
                items: it.items.clone(),
                needs: it.needs.clone(),
                people: 1,
                name: None,
                phone: None,
                vip: false,
                print: true,
            };
            let taken = city.http.post::<TicketIssued>(&place.path("tickets"), Some(&who), &body).await;
            taken.map_err(|fail| tracing::debug!(%fail, items = ?it.items, "no number was given")).ok()
        }
    };
    if let Some(issued) = issued {
        wait(&place, it, issued).await;
    }
}

fn door(place: &Place, it: &mut Arrival) -> Option<Door> {
    let channels = &place.city.pack.arrivals.channels;
    let kiosk = || place.device(DeviceKind::Kiosk, None).map(|kiosk| Door::Kiosk(kiosk.screen.clone()));
    let guide = || place.guide.clone().map(Door::Guide);
    let drawn = it.dice.share();
    if drawn < channels.phone {
        return Some(Door::Phone);
    }
    if drawn < channels.phone + channels.guide { guide().or_else(kiosk) } else { kiosk().or_else(guide) }
}

/// Asks in plain words, and may be persuaded to do it online, at a kiosk or in another hall.
async fn goes_another_way(place: &Place, it: &mut Arrival) -> bool {
    let city = &place.city;
    let Some(item) = it.items.first().and_then(|code| city.pack.item(code, city.day)) else { return true };
    let words =
        if it.dice.chance(city.pack.arrivals.english) { &item.synonyms_en } else { &item.synonyms_zh };
    let text = it.dice.by_weight(words, |_| 1.0).unwrap_or(&item.name_zh).clone();
    let asked = city.http.post::<Guidance>(&place.path("guidance"), None, &json!({ "text": text })).await;
    let Ok(guidance) = asked else { return false };
    let found = guidance.suggestions.iter().find(|it| it.item.code == item.code);
    let Some(suggestion) = found else { return false };
    let arrivals = &city.pack.arrivals;
    let mut chosen = Triage::Counter;
    for way in &suggestion.ways {
        let accepted = match way.triage {
            Triage::Online => it.dice.chance(arrivals.accepts_online),
            Triage::Kiosk => it.dice.chance(arrivals.accepts_kiosk),
            Triage::OtherHall => it.dice.chance(arrivals.accepts_other_hall),
            Triage::Counter | Triage::Room => true,
        };
        if accepted {
            chosen = way.triage;
            break;
        }
    }
    let way = suggestion.ways.iter().find(|way| way.triage == chosen);
    let to_hall = way.filter(|_| chosen == Triage::OtherHall).and_then(|way| way.hall);
    let body = ChooseWay { item: Some(item.code.clone()), triage: chosen, to_hall };
    let _ = city.http.post::<api::Done>(&place.path("triage"), None, &body).await;
    matches!(chosen, Triage::Online | Triage::Kiosk | Triage::OtherHall)
}

/// Books a time of today on the phone and comes for it; most come on time.
async fn book(place: &Place, it: &mut Arrival) -> Option<TicketIssued> {
    let city = &place.city;
    let item = it.items.first()?;
    let slots: Slots = city.http.get(&place.path(&format!("slots?item={item}")), None).await.ok()?;
    let free: Vec<_> = slots.slots.iter().filter(|slot| slot.free > 0).take(6).collect();
    let slot = it.dice.by_weight(&free, |_| 1.0)?.at_us;
    let body = json!({ "items": [item], "slot_us": slot, "needs": it.needs });
    let booked: Booked = city.http.post(&place.path("appointments"), None, &body).await.ok()?;
    if it.dice.chance(city.pack.arrivals.booked_no_show) {
        return None;
    }
    let late_s = it.dice.between(-400.0, 300.0);
    city.until(slot.plus_s(late_s as i64)).await;
    let body = json!({ "code": booked.check_in_code, "print": true });
    city.http.post(&place.path("check-in"), None, &body).await.ok()
}

/// Waits for the call; some follow on the phone, some run out of patience.
async fn wait(place: &Arc<Place>, mut it: Arrival, issued: TicketIssued) {
    let city = Arc::clone(&place.city);
    let arrivals = &city.pack.arrivals;
    let manner = Manner {
        misses_first_call: it.dice.chance(arrivals.misses_first_call),
        gone: false,
        walk_s: it.dice.lognormal(&arrivals.walk),
        waits_well: it.dice.chance(0.5),
    };
    place.people.put(issued.ticket, manner);
    let follows = it.dice.chance(arrivals.phone_followers);
    if follows && it.dice.chance(0.05) {
        show_phone(place, &issued.link, &issued.label).await;
    }
    let visit = format!("/api/v1/visits/{}", issued.link.rsplit('/').next().unwrap_or_default());
    if follows && it.dice.chance(arrivals.phone_late) {
        city.pass_s(it.dice.between(30.0, 200.0)).await;
        let _ = city.http.post::<VisitView>(&format!("{visit}/defer"), None, &json!({ "minutes": 5 })).await;
    }
    city.until(it.at.plus_s(it.dice.lognormal(&arrivals.patience) as i64)).await;
    // Still not called: whoever follows says so, the others just go.
    let waits = place.people.change(issued.ticket, |manner| manner.gone = true);
    if waits && follows {
        let _ = city.http.post::<VisitView>(&format!("{visit}/leave"), None, &json!({})).await;
    }
}
