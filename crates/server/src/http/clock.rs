//! The server's clock.

use std::sync::Arc;

use api::Clock;
use api::routes::GetClock;

use crate::http::ask::Ask;
use crate::http::mount::Mount;
use crate::{App, Refused};

/// Binds what is here.
pub(crate) fn routes(mount: Mount) -> Mount {
    mount.on(get_clock)
}

async fn get_clock(app: Arc<App>, _: Ask<GetClock>) -> Result<Clock, Refused> {
    Ok(Clock {
        now_us: app.now(),
        speed: app.clock.speed(),
        zone_min: app.zone.0,
        org: app.org,
        org_name: app.pack.company.name_zh.clone(),
        demo: app.config.demo,
    })
}
