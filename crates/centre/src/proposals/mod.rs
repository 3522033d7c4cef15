//! Proposals: a plan that somebody wants carried out, for a second person to decide.
//!
//! Both commands belong to a flow of the server, which changes the halls' own plans in the same commit: they run inside
//! its `once`, and the caller holds the lock of the org.

mod decide_proposal;
mod propose_run;
mod rows;

pub use decide_proposal::{DecideProposal, DecideProposalRefusal, decide_proposal, keep_plans};
pub use propose_run::{ProposeRun, ProposeRunRefusal, propose_run};
pub use rows::{HallChange, Proposal, ProposalState, proposal, proposals};

pub(crate) fn statements() -> Vec<&'static store::Sql> {
    [decide_proposal::STATEMENTS, propose_run::STATEMENTS, rows::STATEMENTS].concat()
}
