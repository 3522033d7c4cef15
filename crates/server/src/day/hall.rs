//! One hall of the simulation: its staff comes, its devices are set up, its customers come and go.

use std::sync::Arc;

use api::{Board, DemoScreen, HallBrief, HallToday};
use kernel::{DeviceKind, Role, Time};
use pack::DemoAccount;
use serde_json::json;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::City;
use super::arrivals::arrivals;
use super::clerk;
use super::customer;
use super::dice::Dice;
use super::http::As;
use super::machines::{Placed, set_up};

/// The hall as everybody in it sees it.
pub(crate) struct Place {
    /// The city around it.
    pub(crate) city: Arc<City>,
    /// What it is today.
    pub(crate) today: HallToday,
    /// The board on the wall, looked at again and again.
    pub(crate) board: watch::Receiver<Option<Arc<Board>>>,
    /// Its devices.
    pub(crate) devices: Vec<Placed>,
    /// Its guide, if it has one.
    pub(crate) guide: Option<As>,
    /// Where customers lay down what they will do when called, for the clerk who serves them.
    pub(crate) people: customer::People,
}

/// Seconds of real time between two looks at the board.
const LOOK_S: f64 = 0.5;
/// After closing, the last customers are served for this long.
const AFTER_S: i64 = 2400;

/// Plays one hall until it has closed.
pub(crate) async fn play(city: Arc<City>, brief: HallBrief) {
    let today = match city.http.get::<HallToday>(&format!("/api/v1/halls/{}", brief.id), None).await {
        Ok(today) => today,
        Err(fail) => {
            tracing::error!(hall = brief.code, %fail, "a hall cannot be looked at");
            return;
        }
    };
    let accounts: Vec<DemoAccount> = city.pack.demo_accounts();
    let of_hall = |role: Role| {
        let code = brief.code.clone();
        accounts.iter().filter(move |it| it.role == role && it.hall.as_deref() == Some(code.as_str()))
    };
    let manager = log_in(&city, of_hall(Role::HallManager).next()).await;
    let guide = log_in(&city, of_hall(Role::Guide).next()).await;
    let mut devices = Vec::new();
    if let (true, Some(manager)) = (city.devices, &manager) {
        devices = set_up(&city, &today, manager).await;
    }
    let (seen, board) = watch::channel(None);
    let place = Arc::new(Place {
        city: Arc::clone(&city),
        today,
        board,
        devices,
        guide,
        people: customer::People::default(),
    });
    let spans = place.spans();
    let Some(ends) = spans.last().map(|(_, to)| to.plus_s(AFTER_S)) else { return };
    let mut playing = JoinSet::new();
    playing.spawn(look(Arc::clone(&place), seen));
    let clerks: Vec<DemoAccount> = of_hall(Role::Clerk).cloned().collect();
    for account in clerks {
        playing.spawn(clerk::work(Arc::clone(&place), account, spans.clone()));
    }
    playing.spawn(care(Arc::clone(&place)));
    for arrival in arrivals(&city, brief.grade, &brief.code) {
        if arrival.at >= city.clock.now() {
            playing.spawn(customer::come(Arc::clone(&place), arrival));
        }
    }
    city.until(ends).await;
    playing.shutdown().await;
}

impl Place {
    /// The hall's path on the server.
    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/api/v1/halls/{}/{rest}", self.today.hall.id)
    }

    /// Opening hours of the day as times.
    pub(crate) fn spans(&self) -> Vec<(Time, Time)> {
        let midnight = self.city.day.start(self.city.zone);
        let at = |minute: i64| midnight.plus_s(minute * 60);
        self.today.hall.hours.iter().map(|span| (at(span.from_min), at(span.to_min))).collect()
    }

    /// The first device of a kind, at that counter if one is named.
    pub(crate) fn device(&self, kind: DeviceKind, counter: Option<kernel::CounterId>) -> Option<&Placed> {
        self.devices.iter().find(|it| it.kind == kind && (counter.is_none() || it.counter == counter))
    }
}

pub(crate) async fn log_in(city: &City, account: Option<&DemoAccount>) -> Option<As> {
    let account = account?;
    let _turn = city.log_ins.acquire().await.ok()?;
    match city.http.log_in(&account.login, &city.pack.accounts.demo_only_password).await {
        Ok(session) => Some(session),
        Err(fail) => {
            tracing::warn!(login = account.login, %fail, "a virtual member of staff could not log in");
            None
        }
    }
}

/// Looks at the board for everybody in the hall.
async fn look(place: Arc<Place>, seen: watch::Sender<Option<Arc<Board>>>) {
    let path = place.path("board");
    loop {
        if let Ok(board) = place.city.http.get::<Board>(&path, None).await {
            seen.send_replace(Some(Arc::new(board)));
        }
        tokio::time::sleep(std::time::Duration::from_secs_f64(LOOK_S)).await;
    }
}

/// What a guide does beside guiding: umbrellas and glasses, cleaning, the child corner. And paper jams happen.
async fn care(place: Arc<Place>) {
    let Some(guide) = place.guide.clone() else { return };
    let city = &place.city;
    let mut dice = Dice::of(city.seed, &format!("care {}", place.today.hall.code));
    let mut lent: Vec<String> = Vec::new();
    city.until(place.spans().first().map_or(city.clock.now(), |(from, _)| *from)).await;
    loop {
        city.pass_s(dice.between(300.0, 1500.0)).await;
        match (dice.share() * 5.0) as u32 {
            0 | 1 => {
                let kind = dice
                    .by_weight(&["umbrella", "glasses", "charger"], |_| 1.0)
                    .copied()
                    .unwrap_or("glasses");
                let (path, body) = (place.path("loans"), json!({ "kind": kind }));
                if let Ok(loan) = city.http.post::<api::Loan>(&path, Some(&guide), &body).await {
                    lent.push(loan.id.to_string());
                }
            }
            2 => {
                if let Some(loan) = lent.pop() {
                    let path = place.path(&format!("loans/{loan}/return"));
                    let _ = city.http.post::<api::Done>(&path, Some(&guide), &json!({})).await;
                }
            }
            3 => {
                if let Some(zone) = dice.by_weight(&place.today.zones, |_| 1.0) {
                    let path = place.path(&format!("zones/{}/cleaned", zone.code));
                    let _ = city.http.post::<api::Done>(&path, Some(&guide), &json!({})).await;
                }
            }
            _ => jam(&place, &mut dice).await,
        }
    }
}

/// A printer jams now and then, and somebody mends it.
async fn jam(place: &Place, dice: &mut Dice) {
    use crate::device::{Breakage, Deed};
    let Some(printer) = place.device(DeviceKind::TicketPrinter, None) else { return };
    if dice.chance(0.15) {
        printer.device.deed(Deed::Break(Breakage::Jam)).await;
        place.city.pass_s(dice.between(240.0, 900.0)).await;
        printer.device.deed(Deed::Repair).await;
    }
}

/// Puts somebody's phone page on the landing page, so that it can be looked at.
pub(crate) async fn show_phone(place: &Place, link: &str, label: &str) {
    let screen = DemoScreen {
        surface: "phone".to_owned(),
        hall_code: place.today.hall.code.clone(),
        url: link.to_owned(),
        name: format!("{label} 的手机页（示例）"),
    };
    place.city.show(screen).await;
}
