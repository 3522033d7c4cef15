//! The sample accounts and screens of a demonstration. A server that is not one answers that there is nothing.

use std::path::Path;
use std::sync::Arc;

use api::routes::GetDemo;
use api::{Demo, DemoAccount, DemoScreen};
use kernel::Role;

use crate::http::ask::Ask;
use crate::http::mount::Mount;
use crate::{App, Refused};

/// Binds what is here.
pub(crate) fn routes(mount: Mount) -> Mount {
    mount.on(get_demo)
}

async fn get_demo(app: Arc<App>, _: Ask<GetDemo>) -> Result<Demo, Refused> {
    if !app.config.demo {
        return Err(Refused::new("demo_only"));
    }
    let password = &app.pack.accounts.demo_only_password;
    let accounts = app.pack.demo_accounts().into_iter().map(|account| DemoAccount {
        login: account.login,
        password: password.clone(),
        name: account.name,
        roles: vec![account.role],
        url: first_page(account.role).to_owned(),
        hall_code: account.hall,
    });
    let screens = app.config.demo_screens.as_deref().map(read_screens).unwrap_or_default();
    Ok(Demo { accounts: accounts.collect(), screens, seed: app.config.seed })
}

/// The page that a role begins with.
fn first_page(role: Role) -> &'static str {
    match role {
        Role::Clerk | Role::Cashier => "/clerk",
        Role::Guide => "/guide",
        // Its pages depend on the role: floor and figures, devices, people, the log, the proof.
        Role::HallManager
        | Role::Command
        | Role::SystemAdmin
        | Role::CatalogueAdmin
        | Role::SecurityAdmin
        | Role::Auditor => "/manager",
    }
}

/// The screens that whoever runs the demonstration has set up, and may set up while it runs.
fn read_screens(path: &Path) -> Vec<DemoScreen> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => {
            tracing::debug!(%error, "no demo screens yet");
            return Vec::new();
        }
    };
    serde_json::from_str(&text).unwrap_or_else(|error| {
        tracing::warn!(%error, "the file of demo screens cannot be read");
        Vec::new()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_begins_on_a_page_of_its_own_and_never_at_the_log_in() {
        for role in Role::ALL {
            let page = first_page(*role);
            assert!(["/clerk", "/guide", "/manager"].contains(&page), "{role}: {page}");
        }
    }
}
