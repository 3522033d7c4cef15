//! The self-service corner of a hall while a day is played: one queue, machines that fail, and people who then need a
//! counter. Must never allocate once its buffers stand.

use super::draws::{Draw, Fate, source_key};
use super::floor::{Day, Spot, Witness};
use super::guest::{Ending, NEVER, NOBODY};
use super::plan::KioskPlan;

/// The state of the machines.
#[derive(Debug, Default, Clone)]
pub(super) struct KioskFloor {
    /// Bits: working and nobody at it; working.
    idle: u64,
    up: u64,
    machines: Vec<Machine>,
    /// How long somebody was at one of them.
    pub busy_us: i64,
}

#[derive(Debug, Clone, Copy)]
struct Machine {
    fate: Fate,
    who: u32,
    ends_us: i64,
    /// When it fails next, or is repaired.
    turns_us: i64,
    turn: u32,
}

/// Machines fail by draws of their own.
const MACHINES: u64 = 1 << 40;

impl KioskFloor {
    /// All machines work, and nobody is at one.
    pub(super) fn begin(&mut self, plan: Option<&KioskPlan>, day_key: u64, from_us: i64) {
        self.machines.clear();
        (self.idle, self.up, self.busy_us) = (0, 0, 0);
        let Some(plan) = plan else { return };
        let key = source_key(day_key, MACHINES);
        for number in 0..plan.count {
            let fate = Fate::of(key, number as u32);
            let turns_us = plan.fails_us(fate, 0, from_us);
            self.machines.push(Machine { fate, who: NOBODY, ends_us: NEVER, turns_us, turn: 0 });
        }
        self.up = u64::MAX >> (u64::BITS - plan.count as u32);
        self.idle = self.up;
    }

    /// Whether nobody is at a machine.
    pub(super) fn nobody_there(&self) -> bool {
        self.machines.iter().all(|machine| machine.who == NOBODY)
    }

    /// The day is cut off: what lies beyond counts as no use.
    pub(super) fn ends(&mut self, until_us: i64) {
        let beyond = self.machines.iter().filter(|machine| machine.who != NOBODY);
        self.busy_us -= beyond.map(|machine| machine.ends_us - until_us).sum::<i64>();
    }

    /// When something next happens at that machine.
    fn next_us(&self, machine: usize) -> i64 {
        self.machines[machine].ends_us.min(self.machines[machine].turns_us)
    }
}

impl KioskPlan {
    /// When a machine that works from then on fails.
    fn fails_us(&self, fate: Fate, turn: u32, from_us: i64) -> i64 {
        self.failures.as_ref().map_or(NEVER, |(up, _)| from_us + up.draw_us(fate, Draw::Fails, turn))
    }

    /// When a machine that failed is repaired.
    fn repaired_us(&self, fate: Fate, turn: u32, at_us: i64) -> i64 {
        self.failures.as_ref().map_or(NEVER, |(_, out)| at_us + out.draw_us(fate, Draw::Repair, turn))
    }
}

impl<W: Witness> Day<'_, W> {
    /// The queue of the kiosks comes after those of the kinds.
    fn kiosk_queue(&self) -> usize {
        self.plan.kinds.len()
    }

    /// Somebody goes to the kiosks, or to a counter where none works.
    pub(super) fn joins_kiosks(&mut self, at_us: i64, who: u32) {
        if self.floor.kiosks.up == 0 {
            return self.turns_to_counters(at_us, who);
        }
        let guest = &mut self.guests[who as usize];
        guest.joined_us = at_us;
        guest.joined = true;
        if self.floor.kiosks.idle != 0 {
            let machine = self.floor.kiosks.idle.trailing_zeros() as usize;
            return self.steps_to(at_us, machine, who);
        }
        if let Some(patience) = &self.plan.segments[guest.segment as usize].patience {
            guest.leaves_us = at_us + patience.draw_us(guest.fate, Draw::Patience, 0);
        }
        self.witness.moved(at_us, who, guest, Spot::KioskQueue);
        let queue = self.kiosk_queue();
        self.floor.queues.push(self.guests, queue, who);
    }

    /// Somebody who was sent to the kiosks takes a number for a counter after all.
    fn turns_to_counters(&mut self, at_us: i64, who: u32) {
        let guest = &mut self.guests[who as usize];
        let (first, end) = self.plan.items[guest.item as usize].steps;
        if first == end || self.floor.is_closed() {
            let ending = if first == end { Ending::SentElsewhere } else { Ending::SentHome };
            return self.leaves(at_us, who, ending);
        }
        guest.queued_us = at_us;
        guest.step = first;
        self.joins(at_us, who);
    }

    fn steps_to(&mut self, at_us: i64, machine: usize, who: u32) {
        self.waits_until(at_us, who);
        let guest = &mut self.guests[who as usize];
        guest.called_us = at_us;
        let law = self.plan.items[guest.item as usize].kiosk.as_ref();
        let takes_us = law.map_or(0, |law| law.draw_us(guest.fate, Draw::AtKiosk, 0));
        self.witness.moved(at_us, who, guest, Spot::Kiosk(machine));
        self.floor.kiosks.idle &= !(1 << machine);
        self.floor.kiosks.busy_us += takes_us;
        let it = &mut self.floor.kiosks.machines[machine];
        (it.who, it.ends_us) = (who, at_us + takes_us);
        self.plans(machine);
    }

    /// Writes down when something next happens at that machine.
    fn plans(&mut self, machine: usize) {
        let server = self.plan.stations.len() + machine;
        self.floor.sets(server, self.floor.kiosks.next_us(machine));
    }

    /// Begins with every machine's first failure foreseen.
    pub(super) fn plans_kiosks(&mut self) {
        (0..self.plan.kiosks.as_ref().map_or(0, |kiosks| kiosks.count))
            .for_each(|machine| self.plans(machine));
    }

    /// A machine is done with somebody, fails, or is repaired.
    pub(super) fn kiosk_event(&mut self, at_us: i64, machine: usize) {
        let Some(plan) = &self.plan.kiosks else { return };
        let it = &mut self.floor.kiosks.machines[machine];
        let bit = 1_u64 << machine;
        if it.ends_us == at_us {
            it.ends_us = NEVER;
            let who = std::mem::replace(&mut it.who, NOBODY);
            self.floor.kiosks.idle |= bit;
            self.plans(machine);
            if self.guests[who as usize].fate.happens(Draw::Unsolved, 0, plan.unsolved) {
                self.turns_to_counters(at_us, who);
            } else {
                self.leaves(at_us, who, Ending::ServedAtKiosk);
            }
            return self.next_at(at_us, machine);
        }
        let works = self.floor.kiosks.up & bit != 0;
        if !works {
            it.turn += 1;
            it.turns_us = plan.fails_us(it.fate, it.turn, at_us);
            self.floor.kiosks.up |= bit;
            self.floor.kiosks.idle |= bit;
            self.plans(machine);
            return self.next_at(at_us, machine);
        }
        it.turns_us = plan.repaired_us(it.fate, it.turn, at_us);
        if it.ends_us != NEVER {
            self.floor.kiosks.busy_us -= it.ends_us - at_us;
            it.ends_us = NEVER;
        }
        let who = std::mem::replace(&mut it.who, NOBODY);
        self.floor.kiosks.up &= !bit;
        self.floor.kiosks.idle &= !bit;
        self.plans(machine);
        if who != NOBODY {
            self.turns_to_counters(at_us, who);
        }
        if self.floor.kiosks.up == 0 {
            let queue = self.kiosk_queue();
            while let Some(who) = self.first_there(at_us, queue) {
                self.floor.queues.remove(self.guests, queue, who);
                self.waits_until(at_us, who);
                self.turns_to_counters(at_us, who);
            }
        }
    }

    /// The next of the queue steps to a machine that is free.
    fn next_at(&mut self, at_us: i64, machine: usize) {
        let queue = self.kiosk_queue();
        if let Some(who) = self.first_there(at_us, queue) {
            self.floor.queues.remove(self.guests, queue, who);
            self.steps_to(at_us, machine, who);
        }
    }
}
