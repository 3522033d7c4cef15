-- Planning: scenarios, their runs, what was proposed of them, and rosters.

CREATE TABLE scenario (
  org BIGINT NOT NULL,
  id BIGINT NOT NULL,
  name TEXT NOT NULL,
  version BIGINT NOT NULL,
  author BIGINT NOT NULL,
  changed_us BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (org, id)
);

-- snapshot is what the planner is given, result what it gave. stop: somebody wants no more of it.
CREATE TABLE scenario_run (
  org BIGINT NOT NULL,
  id BIGINT NOT NULL,
  scenario BIGINT NOT NULL,
  version BIGINT NOT NULL,
  work TEXT NOT NULL,
  state TEXT NOT NULL,
  seed BIGINT NOT NULL,
  effort BIGINT NOT NULL,
  limit_s BIGINT NOT NULL,
  stop BIGINT NOT NULL,
  complete BIGINT NOT NULL,
  asked_by BIGINT NOT NULL,
  asked_us BIGINT NOT NULL,
  started_us BIGINT,
  ended_us BIGINT,
  series TEXT NOT NULL,
  snapshot TEXT NOT NULL,
  result TEXT,
  PRIMARY KEY (org, id)
);
CREATE INDEX scenario_run_of ON scenario_run (org, scenario, id);
CREATE INDEX scenario_run_state ON scenario_run (org, state, id);

-- halls: what was decided for each, and the hall's own plan once it was approved.
CREATE TABLE scenario_proposal (
  org BIGINT NOT NULL,
  id BIGINT NOT NULL,
  run BIGINT NOT NULL,
  from_day BIGINT NOT NULL,
  reason TEXT NOT NULL,
  state TEXT NOT NULL,
  proposed_by BIGINT NOT NULL,
  proposed_us BIGINT NOT NULL,
  decided_by BIGINT,
  decided_us BIGINT,
  halls TEXT NOT NULL,
  PRIMARY KEY (org, id)
);
CREATE INDEX scenario_proposal_of ON scenario_proposal (org, run, id);

CREATE TABLE roster (
  org BIGINT NOT NULL,
  hall BIGINT NOT NULL,
  month BIGINT NOT NULL,
  version BIGINT NOT NULL,
  seed BIGINT NOT NULL,
  changed_us BIGINT NOT NULL,
  question TEXT NOT NULL,
  roster TEXT NOT NULL,
  bound BIGINT,
  PRIMARY KEY (org, hall, month)
);
