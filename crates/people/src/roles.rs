//! Which roles one account may hold together: system admin, security admin and auditor exclude each other and
//! everything else (三员分立).

use kernel::Role;

/// Roles that keep each other in check: whoever holds one holds nothing else.
pub const SEPARATED: &[Role] = &[Role::SystemAdmin, Role::SecurityAdmin, Role::Auditor];

/// The first two of `roles` that one account may not hold together.
#[must_use]
pub fn exclusion(roles: &[Role]) -> Option<(Role, Role)> {
    let separated = roles.iter().find(|role| SEPARATED.contains(role))?;
    roles.iter().find(|role| *role != separated).map(|other| (*separated, *other))
}

/// Roles as they are stored: words with commas between, each once, in the order of the list.
#[must_use]
pub fn write_roles(roles: &[Role]) -> String {
    let held = Role::ALL.iter().filter(|role| roles.contains(role));
    held.map(|role| role.as_str()).collect::<Vec<_>>().join(",")
}

/// Stored roles. A word that this version does not know gives nothing: default deny.
#[must_use]
pub fn read_roles(text: &str) -> Vec<Role> {
    text.split(',').filter_map(Role::parse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_exclude_each_other_and_every_business_role() {
        for one in SEPARATED {
            assert_eq!(exclusion(&[*one]), None);
            for other in Role::ALL.iter().filter(|other| *other != one) {
                assert!(exclusion(&[*one, *other]).is_some(), "{one} with {other}");
                assert!(exclusion(&[*other, *one]).is_some(), "{other} with {one}");
            }
        }
        assert_eq!(exclusion(&[Role::Clerk, Role::Guide, Role::HallManager]), None);
        assert_eq!(exclusion(&[]), None);
    }

    #[test]
    fn roles_read_back_as_written_each_once() {
        let held = [Role::Guide, Role::Clerk, Role::Guide];
        assert_eq!(write_roles(&held), "clerk,guide");
        assert_eq!(read_roles("clerk,guide"), [Role::Clerk, Role::Guide]);
        assert_eq!(read_roles("clerk,overlord"), [Role::Clerk]);
        assert!(read_roles("").is_empty());
    }
}
