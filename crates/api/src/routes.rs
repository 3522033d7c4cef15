//! Every route, once: what it takes, what it answers, who may call it. The server binds a handler to each.

use kernel::DeviceKind;
use kernel::Role::{
    self, Auditor, Cashier, CatalogueAdmin, Clerk, Command, Guide, HallManager, SecurityAdmin, SystemAdmin,
};

use crate::Who::{self, AnyStaff, Public, Visitor};
use crate::route::{FILE_BODY_MAX, routes};
use crate::{
    AddScenario, AddStaff, AdviseTariffs, Amenities, AmenityPath, AnnounceDevice, AskGuidance, AskReplay,
    AskStaffing, BeLate, Board, BookRoom, BookTime, Booked, CallResult, ChainProof, ChangePassword,
    ChangeRoster, ChangeScenario, ChangeStaff, CheckIn, CheckTariff, ChooseWay, CityWeather, Clock,
    CloseFollowUp, CompareFormQuery, CompareQuery, Comparison, CountStock, CounterPath, DayQuery, DayReplay,
    DaysQuery, DecidePlan, DecideTariff, Demo, Desk, DeviceAnnounced, DeviceEnrolled, DeviceOrder,
    DeviceOrders, DevicePath, DeviceSelf, Devices, Done, DraftPath, EnrolDevice, Evaluations, Events,
    EventsQuery, FileBytes, Footfall, FootfallQuery, FormQuery, Guidance, HallPath, HallSimulation,
    HallToday, Halls, Item, ItemPath, Items, Lend, Loan, LogIn, LoggedEvent, MakeRoster, MoveTicket,
    Observation, OnlineShift, OpenCounter, OrderDevice, ParetoFront, PlanCity, PlanProposals, PlanResult,
    PlanVersion, Plans, PriceTariffs, ProposalPath, ProposePlan, ProposeScenario, ProposeTariff, PutWeather,
    Queue, Rate, RecordNeeds, RecordPath, RoomBooking, RoomPath, Rooms, Roster, RosterAbsence, RosterCheck,
    RosterPath, RosterRepair, Route, Run, RunPath, RunProgress, SaveTariff, Scenario, ScenarioPath,
    ScenarioProposal, ScenarioProposals, Scenarios, Session, SetChildren, SetItems, SimulateHall, Slots,
    SlotsQuery, StaffAccount, StaffAccounts, StaffPath, StaffingCurve, StartRun, TakeTicket, TariffAdvice,
    TariffCheck, TariffDifferences, TariffPrices, TariffVersion, TariffVersionBrief, Tariffs, TicketIssued,
    TicketPath, TicketStory, TicketView, TotpCode, TotpSecret, VersionPath, VersionsQuery, VisitPath,
    VisitView, WeatherPut, WithdrawTariff, YearQuery, ZonePath,
};

/// Takes each route in turn, as a type.
pub trait Visit {
    /// Takes one route.
    fn route<R: Route>(&mut self);
}

const DESK: &[Role] = &[Clerk, Cashier, HallManager];
const FLOOR: &[Role] = &[Clerk, Cashier, Guide, HallManager];
const WATCH: &[Role] = &[Clerk, Cashier, Guide, HallManager, Command];
const MANAGE: &[Role] = &[HallManager, Command];
const READ_PLANS: &[Role] = &[Command, Auditor];
const PRICES: &[Role] = &[CatalogueAdmin, Command, Auditor];
const KIOSK: Who = Who::Device(&[DeviceKind::Kiosk, DeviceKind::Tablet]);
const SCREENS: Who = Who::Device(DeviceKind::ALL);

routes! {
    // Open to everybody -------------------------------------------------------------------------------------------
    /// The server's clock.
    GetClock = Get "/api/v1/clock" => Clock, &[Public];
    /// All halls with what one would wait there now.
    ListHalls = Get "/api/v1/halls" => Halls, &[Public];
    /// What a hall is and can do today, or on another day.
    GetHallToday = Get "/api/v1/halls/{hall}" [HallPath] ? DayQuery => HallToday, &[Public];
    /// What the hall's displays show.
    GetBoard = Get "/api/v1/halls/{hall}/board" [HallPath] => Board, &[Public];
    /// The board, again at every change. Event id: the place in the chain; heartbeats as comments.
    FollowBoard = Get "/api/v1/halls/{hall}/board/feed" [HallPath] => Board, &[Public], stream = true;
    /// The catalogue of service items.
    ListItems = Get "/api/v1/items" => Items, &[Public];
    /// One service item.
    GetItem = Get "/api/v1/items/{code}" [ItemPath] => Item, &[Public];
    /// From plain words to service items and the best way to get them done.
    GiveGuidance = Post "/api/v1/halls/{hall}/guidance" [HallPath], AskGuidance => Guidance, &[Public];
    /// Records the way a customer chose after guidance.
    ChooseWayOut = Post "/api/v1/halls/{hall}/triage" [HallPath], ChooseWay => Done, &[Public];
    /// Times that can be booked for an item.
    ListSlots = Get "/api/v1/halls/{hall}/slots" [HallPath] ? SlotsQuery => Slots, &[Public];
    /// Books a time.
    BookAppointment = Post "/api/v1/halls/{hall}/appointments" [HallPath], BookTime => Booked, &[Public];
    /// Gives a booking its number.
    CheckInAppointment = Post "/api/v1/halls/{hall}/check-in" [HallPath], CheckIn => TicketIssued,
        &[Public, KIOSK, Who::Staff(FLOOR)];
    /// Sample accounts and screens of a demonstration.
    GetDemo = Get "/api/v1/demo" => Demo, &[Public];

    // The customer, by link ---------------------------------------------------------------------------------------
    /// What the customer sees of the visit.
    GetVisit = Get "/api/v1/visits/{token}" [VisitPath] => VisitView, &[Visitor];
    /// "I am late": keeps the place and does not call for some minutes.
    DeferVisit = Post "/api/v1/visits/{token}/defer" [VisitPath], BeLate => VisitView, &[Visitor];
    /// Leaves the queue, or cancels the booking.
    LeaveVisit = Post "/api/v1/visits/{token}/leave" [VisitPath] => VisitView, &[Visitor];
    /// Rates the service.
    RateVisit = Post "/api/v1/visits/{token}/evaluation" [VisitPath], Rate => VisitView, &[Visitor];

    // The floor ---------------------------------------------------------------------------------------------------
    /// Takes a number.
    TakeNumber = Post "/api/v1/halls/{hall}/tickets" [HallPath], TakeTicket => TicketIssued,
        &[KIOSK, Who::Staff(FLOOR)];
    /// The queue as staff see it.
    GetQueue = Get "/api/v1/halls/{hall}/queue" [HallPath] => Queue, &[Who::Staff(WATCH)];
    /// Events of the hall as they happen, those the viewer may see. Resumes after `Last-Event-ID`.
    FollowHall = Get "/api/v1/halls/{hall}/feed" [HallPath] => LoggedEvent,
        &[Who::Staff(&[Clerk, Cashier, Guide, HallManager, Command, Auditor, SystemAdmin])], stream = true;
    /// A ticket and what happened to it.
    GetTicket = Get "/api/v1/halls/{hall}/tickets/{ticket}" [TicketPath] => TicketStory, &[Who::Staff(WATCH)];
    /// Moves a ticket: recall, arrive, start, park, resume, transfer, defer, no-show, readmit, leave, finish, undo.
    MoveTicketOn = Post "/api/v1/halls/{hall}/tickets/{ticket}/move" [TicketPath], MoveTicket => TicketView,
        &[Who::Staff(FLOOR)];
    /// Sets the items of a ticket.
    SetTicketItems = Post "/api/v1/halls/{hall}/tickets/{ticket}/items" [TicketPath], SetItems => TicketView,
        &[Who::Staff(FLOOR)];
    /// Prints a number once more: the paper was out, jammed or lost.
    PrintNumber = Post "/api/v1/halls/{hall}/tickets/{ticket}/print" [TicketPath] => TicketIssued,
        &[KIOSK, Who::Staff(FLOOR)];
    /// Records what a person needs.
    RecordTicketNeeds = Post "/api/v1/halls/{hall}/tickets/{ticket}/needs" [TicketPath], RecordNeeds => TicketView,
        &[Who::Staff(FLOOR)];

    // The counter -------------------------------------------------------------------------------------------------
    /// A counter: who is there, who is next and why.
    GetDesk = Get "/api/v1/halls/{hall}/counters/{counter}" [CounterPath] => Desk, &[Who::Staff(WATCH)];
    /// Signs in at a counter, or comes back from a pause.
    OpenDesk = Post "/api/v1/halls/{hall}/counters/{counter}/open" [CounterPath], OpenCounter => Desk,
        &[Who::Staff(DESK)];
    /// Pauses a counter.
    PauseDesk = Post "/api/v1/halls/{hall}/counters/{counter}/pause" [CounterPath] => Desk, &[Who::Staff(DESK)];
    /// Closes a counter.
    CloseDesk = Post "/api/v1/halls/{hall}/counters/{counter}/close" [CounterPath] => Desk, &[Who::Staff(DESK)];
    /// Calls the next customer.
    CallNext = Post "/api/v1/halls/{hall}/counters/{counter}/call" [CounterPath] => CallResult, &[Who::Staff(DESK)];

    // Care and amenities ------------------------------------------------------------------------------------------
    /// Rooms and their bookings.
    ListRooms = Get "/api/v1/halls/{hall}/rooms" [HallPath] ? DayQuery => Rooms, &[Who::Staff(WATCH)];
    /// Books a room.
    BookARoom = Post "/api/v1/halls/{hall}/rooms/{room}/bookings" [RoomPath], BookRoom => RoomBooking,
        &[Who::Staff(FLOOR)];
    /// Gives a booking of a room up.
    ReleaseRoom = Post "/api/v1/halls/{hall}/room-bookings/{record}/release" [RecordPath] => Done,
        &[Who::Staff(FLOOR)];
    /// What is lent out, what is left, what was cleaned.
    ListAmenities = Get "/api/v1/halls/{hall}/amenities" [HallPath] => Amenities, &[Who::Staff(WATCH)];
    /// Lends something.
    LendItem = Post "/api/v1/halls/{hall}/loans" [HallPath], Lend => Loan, &[Who::Staff(FLOOR)];
    /// Takes something back.
    ReturnItem = Post "/api/v1/halls/{hall}/loans/{record}/return" [RecordPath] => Done, &[Who::Staff(FLOOR)];
    /// Counts or tops up a stock.
    CountAmenity = Post "/api/v1/halls/{hall}/amenities/{kind}/stock" [AmenityPath], CountStock => Done,
        &[Who::Staff(FLOOR)];
    /// A zone was cleaned.
    MarkCleaned = Post "/api/v1/halls/{hall}/zones/{zone}/cleaned" [ZonePath] => Done, &[Who::Staff(FLOOR)];
    /// Children in the child corner.
    SetChildCorner = Post "/api/v1/halls/{hall}/child-corner" [HallPath], SetChildren => Done, &[Who::Staff(FLOOR)];

    // The manager -------------------------------------------------------------------------------------------------
    /// Figures of a hall.
    ObserveHall = Get "/api/v1/halls/{hall}/observation" [HallPath] ? DaysQuery => Observation,
        &[Who::Staff(&[HallManager, Command, Auditor])];
    /// Figures of all halls.
    ObserveOrg = Get "/api/v1/observation" ? DaysQuery => Observation, &[Who::Staff(&[Command, Auditor])];
    /// Evaluations and follow-ups.
    ListEvaluations = Get "/api/v1/halls/{hall}/evaluations" [HallPath] ? DayQuery => Evaluations,
        &[Who::Staff(MANAGE)];
    /// Closes a follow-up.
    CloseATask = Post "/api/v1/halls/{hall}/follow-ups/{record}/close" [RecordPath], CloseFollowUp => Done,
        &[Who::Staff(&[HallManager])];
    /// The plan in force and its versions.
    ListPlans = Get "/api/v1/halls/{hall}/plans" [HallPath] => Plans, &[Who::Staff(&[HallManager, Command, Auditor])];
    /// Proposals that wait for a decision.
    ListProposals = Get "/api/v1/plan-proposals" => PlanProposals, &[Who::Staff(&[HallManager, Command])];
    /// Proposes a plan of the hall from a day.
    ProposeAPlan = Post "/api/v1/halls/{hall}/plans" [HallPath], ProposePlan => PlanVersion,
        &[Who::Staff(&[HallManager])];
    /// Decides on a proposal of somebody else.
    DecideAPlan = Post "/api/v1/halls/{hall}/plans/{record}/decision" [RecordPath], DecidePlan => PlanVersion,
        &[Who::Staff(MANAGE)];

    // Devices -----------------------------------------------------------------------------------------------------
    /// Devices of the hall.
    ListDevices = Get "/api/v1/halls/{hall}/devices" [HallPath] => Devices,
        &[Who::Staff(&[Guide, HallManager, Command, SystemAdmin])];
    /// Makes a one-time code for a device to come.
    AnnounceADevice = Post "/api/v1/halls/{hall}/devices" [HallPath], AnnounceDevice => DeviceAnnounced,
        &[Who::Staff(&[HallManager, SystemAdmin])];
    /// Withdraws a device's credential.
    RevokeDevice = Post "/api/v1/halls/{hall}/devices/{device}/revoke" [DevicePath] => Done,
        &[Who::Staff(&[HallManager, SystemAdmin])];
    /// Orders something of a device.
    OrderADevice = Post "/api/v1/halls/{hall}/devices/{device}/orders" [DevicePath], OrderDevice => DeviceOrder,
        &[Who::Staff(&[Guide, HallManager, SystemAdmin])];
    /// Orders of a device.
    ListOrders = Get "/api/v1/halls/{hall}/devices/{device}/orders" [DevicePath] => DeviceOrders,
        &[Who::Staff(&[Guide, HallManager, SystemAdmin])];
    /// A device uses its one-time code.
    Enrol = Post "/api/v1/devices/enrol", EnrolDevice => DeviceEnrolled, &[Public];
    /// What a device's own screen asks first.
    GetDeviceSelf = Get "/api/v1/device" => DeviceSelf, &[SCREENS];
    /// The pad's rating of a service at its counter.
    RateAtPad = Post "/api/v1/halls/{hall}/tickets/{ticket}/evaluation" [TicketPath], Rate => Done,
        &[Who::Device(&[DeviceKind::Pad])];

    // Planning the city --------------------------------------------------------------------------------------------
    /// The city of the company pack, as planning sees it.
    GetPlanCity = Get "/api/v1/planning/city" => PlanCity, &[Who::Staff(READ_PLANS)];
    /// Scenarios.
    ListScenarios = Get "/api/v1/planning/scenarios" => Scenarios, &[Who::Staff(READ_PLANS)];
    /// Makes a scenario, from the pack or as a copy.
    AddAScenario = Post "/api/v1/planning/scenarios", AddScenario => Scenario, &[Who::Staff(&[Command])];
    /// A scenario with its city.
    GetScenario = Get "/api/v1/planning/scenarios/{scenario}" [ScenarioPath] => Scenario, &[Who::Staff(READ_PLANS)];
    /// Changes a scenario: moves a hall, sets a grade, fixes or forbids a site, weighs otherwise.
    ChangeAScenario = Post "/api/v1/planning/scenarios/{scenario}" [ScenarioPath], ChangeScenario => Scenario,
        &[Who::Staff(&[Command])];
    /// Takes a scenario away with its runs, unless one of them was proposed.
    RemoveScenario = Delete "/api/v1/planning/scenarios/{scenario}" [ScenarioPath] => Done,
        &[Who::Staff(&[Command])];
    /// Asks for a run of a scenario. It goes on without the one who asked.
    StartARun = Post "/api/v1/planning/scenarios/{scenario}/runs" [ScenarioPath], StartRun => Run,
        &[Who::Staff(&[Command])];
    /// A run and how it came along.
    GetRun = Get "/api/v1/planning/runs/{run}" [RunPath] => Run, &[Who::Staff(READ_PLANS)];
    /// The best and the bound of a run, again at every change, until it ends.
    FollowRun = Get "/api/v1/planning/runs/{run}/feed" [RunPath] => RunProgress, &[Who::Staff(READ_PLANS)],
        stream = true;
    /// Stops a run; the best so far is its answer.
    CancelRun = Post "/api/v1/planning/runs/{run}/cancel" [RunPath] => Run, &[Who::Staff(&[Command])];
    /// The plan that a run of siting came to.
    GetPlanResult = Get "/api/v1/planning/runs/{run}/result" [RunPath] => PlanResult, &[Who::Staff(READ_PLANS)];
    /// The front of access against cost that a run came to.
    GetParetoFront = Get "/api/v1/planning/runs/{run}/front" [RunPath] => ParetoFront, &[Who::Staff(READ_PLANS)];
    /// What a run says becomes of halls as payments go online.
    GetOnlineShift = Get "/api/v1/planning/runs/{run}/online" [RunPath] => OnlineShift, &[Who::Staff(READ_PLANS)];
    /// A plan as a file.
    ExportPlan = Get "/api/v1/planning/runs/{run}/export" [RunPath] ? FormQuery => FileBytes,
        &[Who::Staff(READ_PLANS)], file = true;
    /// Two to four plans side by side.
    ComparePlans = Get "/api/v1/planning/comparison" ? CompareQuery => Comparison, &[Who::Staff(READ_PLANS)];
    /// A comparison as a file.
    ExportComparison = Get "/api/v1/planning/comparison/export" ? CompareFormQuery => FileBytes,
        &[Who::Staff(READ_PLANS)], file = true;
    /// Proposes to carry a plan out from a day.
    ProposeAScenario = Post "/api/v1/planning/runs/{run}/proposal" [RunPath], ProposeScenario => ScenarioProposal,
        &[Who::Staff(&[Command])];
    /// Plans that were proposed.
    ListScenarioProposals = Get "/api/v1/planning/proposals" => ScenarioProposals, &[Who::Staff(READ_PLANS)];
    /// Decides on a plan that somebody else proposed. Approved, it changes the halls' own plans from its day.
    DecideAScenario = Post "/api/v1/planning/proposals/{proposal}/decision" [ProposalPath], DecidePlan
        => ScenarioProposal, &[Who::Staff(&[Command])];

    // Planning a hall ---------------------------------------------------------------------------------------------
    /// Plays days in a hall as it is, or otherwise.
    SimulateAHall = Post "/api/v1/halls/{hall}/simulation" [HallPath], SimulateHall => HallSimulation,
        &[Who::Staff(MANAGE)];
    /// Plays one day in a hall, to be watched.
    ReplayDay = Post "/api/v1/halls/{hall}/replay" [HallPath], AskReplay => DayReplay, &[Who::Staff(MANAGE)];
    /// How many counters each quarter of an hour needs.
    StaffAHall = Post "/api/v1/halls/{hall}/staffing" [HallPath], AskStaffing => StaffingCurve,
        &[Who::Staff(MANAGE)];
    /// The forecast of a hall's footfall.
    GetFootfall = Get "/api/v1/halls/{hall}/footfall" [HallPath] ? FootfallQuery => Footfall,
        &[Who::Staff(&[HallManager, Command, Auditor])];
    /// What is known of the city's weather by days: 1000 at most, today if no range is said.
    GetWeather = Get "/api/v1/weather" ? DaysQuery => CityWeather,
        &[Who::Staff(&[HallManager, Command, Auditor])];
    /// Notes the city's weather: measured of days that are over, forecast of the others.
    NoteWeather = Post "/api/v1/weather", PutWeather => WeatherPut, &[Who::Staff(&[Command])];
    /// The roster of a hall's month.
    GetRoster = Get "/api/v1/halls/{hall}/rosters/{month}" [RosterPath] => Roster,
        &[Who::Staff(&[HallManager, Command, Auditor])];
    /// Makes a roster of the month.
    MakeARoster = Post "/api/v1/halls/{hall}/rosters/{month}" [RosterPath], MakeRoster => Roster,
        &[Who::Staff(&[HallManager])];
    /// Says what a change of a roster would break.
    CheckRosterChange = Post "/api/v1/halls/{hall}/rosters/{month}/check" [RosterPath], ChangeRoster => RosterCheck,
        &[Who::Staff(&[HallManager])];
    /// Changes a roster.
    ChangeARoster = Post "/api/v1/halls/{hall}/rosters/{month}/change" [RosterPath], ChangeRoster => Roster,
        &[Who::Staff(&[HallManager])];
    /// Changes a roster as little as possible because somebody cannot come.
    RepairRoster = Post "/api/v1/halls/{hall}/rosters/{month}/absence" [RosterPath], RosterAbsence => RosterRepair,
        &[Who::Staff(&[HallManager])];
    /// A roster as a file.
    ExportRoster = Get "/api/v1/halls/{hall}/rosters/{month}/export" [RosterPath] ? FormQuery => FileBytes,
        &[Who::Staff(&[HallManager, Command, Auditor])], file = true;

    // Staff accounts ----------------------------------------------------------------------------------------------
    /// Logs in.
    OpenSession = Post "/api/v1/session", LogIn => Session, &[Public];
    /// Who is logged in.
    GetSession = Get "/api/v1/session" => Session, &[AnyStaff];
    /// Logs out.
    CloseSession = Delete "/api/v1/session" => Done, &[AnyStaff];
    /// Changes the own password.
    SetPassword = Post "/api/v1/session/password", ChangePassword => Done, &[AnyStaff];
    /// Makes a secret for one-time codes.
    StartTotp = Post "/api/v1/session/totp" => TotpSecret, &[AnyStaff];
    /// Turns one-time codes on, with a first code.
    ConfirmTotp = Post "/api/v1/session/totp/confirm", TotpCode => Done, &[AnyStaff];
    /// Turns one-time codes off, with a last code.
    StopTotp = Post "/api/v1/session/totp/stop", TotpCode => Done, &[AnyStaff];
    /// Accounts.
    ListStaff = Get "/api/v1/staff" => StaffAccounts, &[Who::Staff(&[SecurityAdmin, Auditor])];
    /// Makes an account.
    AddAccount = Post "/api/v1/staff", AddStaff => StaffAccount, &[Who::Staff(&[SecurityAdmin])];
    /// Changes an account: roles, hall, lock.
    ChangeAccount = Post "/api/v1/staff/{staff}" [StaffPath], ChangeStaff => StaffAccount,
        &[Who::Staff(&[SecurityAdmin])];

    // Tariffs -----------------------------------------------------------------------------------------------------
    /// Every tariff, its versions, what holds on a day, and the sample customers.
    ListTariffs = Get "/api/v1/tariffs" ? DayQuery => Tariffs, &[Who::Staff(PRICES)];
    /// A version: its text, and as it is drawn.
    GetTariffVersion = Get "/api/v1/tariff-versions/{version}" [VersionPath] ? YearQuery => TariffVersion,
        &[Who::Staff(PRICES)];
    /// In what two versions differ, in words.
    CompareTariffVersions = Get "/api/v1/tariff-differences" ? VersionsQuery => TariffDifferences,
        &[Who::Staff(PRICES)];
    /// Checks a text, with edits made first: what is wrong by line, how it is drawn, in what it differs.
    CheckATariff = Post "/api/v1/tariff-checks", CheckTariff => TariffCheck, &[Who::Staff(PRICES)],
        body_max = FILE_BODY_MAX;
    /// What a load costs under two versions, each line with its working.
    PriceUnderTariffs = Post "/api/v1/tariff-prices", PriceTariffs => TariffPrices, &[Who::Staff(PRICES)],
        body_max = FILE_BODY_MAX;
    /// What else a load could cost, and what would change it.
    AdviseOnTariffs = Post "/api/v1/tariff-advice", AdviseTariffs => TariffAdvice, &[Who::Staff(PRICES)],
        body_max = FILE_BODY_MAX;
    /// Keeps a draft.
    SaveATariff = Post "/api/v1/tariff-drafts", SaveTariff => TariffVersionBrief,
        &[Who::Staff(&[CatalogueAdmin])], body_max = FILE_BODY_MAX;
    /// Proposes a draft.
    ProposeATariff = Post "/api/v1/tariff-versions/{record}/proposal" [DraftPath], ProposeTariff
        => TariffVersionBrief, &[Who::Staff(&[CatalogueAdmin])];
    /// Decides on a proposal that somebody else wrote and proposed.
    DecideATariff = Post "/api/v1/tariff-versions/{record}/decision" [DraftPath], DecideTariff
        => TariffVersionBrief, &[Who::Staff(&[CatalogueAdmin, Command])];
    /// Gives up a version before it holds.
    WithdrawATariff = Post "/api/v1/tariff-versions/{record}/withdrawal" [DraftPath], WithdrawTariff
        => TariffVersionBrief, &[Who::Staff(&[CatalogueAdmin, Command])];

    // Audit -------------------------------------------------------------------------------------------------------
    /// The event log of a hall's day.
    ListEvents = Get "/api/v1/halls/{hall}/events" [HallPath] ? EventsQuery => Events, &[Who::Staff(&[Auditor])];
    /// Walks the chains of a range of days and says whether anything was removed or changed.
    ProveChains = Get "/api/v1/chains" ? DaysQuery => ChainProof, &[Who::Staff(&[Auditor, CatalogueAdmin])];
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use expect_test::expect_file;
    use kernel::{DeviceKind, Role};

    use super::{Visit, each};
    use crate::{Method, Route, RouteInfo, Who};

    struct Collect(Vec<RouteInfo>);
    impl Visit for Collect {
        fn route<R: Route>(&mut self) {
            self.0.push(R::INFO);
        }
    }

    fn infos() -> Vec<RouteInfo> {
        let mut all = Collect(Vec::new());
        each(&mut all);
        all.0
    }

    #[test]
    fn every_route_has_its_own_id_and_address_and_says_who_may_call_it() {
        let mut ids = HashSet::new();
        let mut addresses = HashSet::new();
        for info in infos() {
            assert!(ids.insert(info.id), "{} stands twice", info.id);
            assert!(
                addresses.insert((format!("{:?}", info.method), info.path)),
                "{} stands twice",
                info.path
            );
            assert!(!info.who.is_empty(), "{} is open to nobody", info.id);
            assert!(!info.about.trim().is_empty());
        }
    }

    #[test]
    fn the_table_of_routes_and_roles_is_the_one_that_was_reviewed() {
        let mut table =
            String::from("# Who may call what. P public, V the visit's link, x allowed, . refused\n");
        let roles: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
        let kinds: Vec<&str> = DeviceKind::ALL.iter().map(|kind| kind.as_str()).collect();
        table.push_str(&format!("# staff: {}\n# devices: {}\n", roles.join(" "), kinds.join(" ")));
        for info in infos() {
            let public = if info.who.contains(&Who::Public) { 'P' } else { '.' };
            let visitor = if info.who.contains(&Who::Visitor) { 'V' } else { '.' };
            let staff: String = Role::ALL
                .iter()
                .map(|role| {
                    mark(info.who.iter().any(|who| match who {
                        Who::Staff(roles) => roles.contains(role),
                        Who::AnyStaff => true,
                        _ => false,
                    }))
                })
                .collect();
            let devices: String = DeviceKind::ALL
                .iter()
                .map(|kind| {
                    mark(info.who.iter().any(|who| matches!(who, Who::Device(kinds) if kinds.contains(kind))))
                })
                .collect();
            let method = match info.method {
                Method::Get => "GET",
                Method::Post => "POST",
                Method::Delete => "DELETE",
            };
            table.push_str(&format!("{public}{visitor} {staff} {devices} {method:6} {}\n", info.path));
        }
        expect_file!["../policy.txt"].assert_eq(&table);
    }

    fn mark(allowed: bool) -> char {
        if allowed { 'x' } else { '.' }
    }
}
