//! Staff accounts and sessions.

use crate::http::mount::Mount;

/// Binds what is here.
pub(crate) fn routes(mount: Mount) -> Mount {
    mount
}
