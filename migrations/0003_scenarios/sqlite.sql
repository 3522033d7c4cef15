-- Planning: scenarios, their runs, what was proposed of them, and rosters.

CREATE TABLE scenario (
  org INTEGER NOT NULL,
  id INTEGER NOT NULL,
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  author INTEGER NOT NULL,
  changed_us INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (org, id)
) STRICT, WITHOUT ROWID;

-- snapshot is what the planner is given, result what it gave. stop: somebody wants no more of it.
CREATE TABLE scenario_run (
  org INTEGER NOT NULL,
  id INTEGER NOT NULL,
  scenario INTEGER NOT NULL,
  version INTEGER NOT NULL,
  work TEXT NOT NULL,
  state TEXT NOT NULL,
  seed INTEGER NOT NULL,
  effort INTEGER NOT NULL,
  limit_s INTEGER NOT NULL,
  stop INTEGER NOT NULL,
  complete INTEGER NOT NULL,
  asked_by INTEGER NOT NULL,
  asked_us INTEGER NOT NULL,
  started_us INTEGER,
  ended_us INTEGER,
  series TEXT NOT NULL,
  snapshot TEXT NOT NULL,
  result TEXT,
  PRIMARY KEY (org, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX scenario_run_of ON scenario_run (org, scenario, id);
CREATE INDEX scenario_run_state ON scenario_run (org, state, id);

-- halls: what was decided for each, and the hall's own plan once it was approved.
CREATE TABLE scenario_proposal (
  org INTEGER NOT NULL,
  id INTEGER NOT NULL,
  run INTEGER NOT NULL,
  from_day INTEGER NOT NULL,
  reason TEXT NOT NULL,
  state TEXT NOT NULL,
  proposed_by INTEGER NOT NULL,
  proposed_us INTEGER NOT NULL,
  decided_by INTEGER,
  decided_us INTEGER,
  halls TEXT NOT NULL,
  PRIMARY KEY (org, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX scenario_proposal_of ON scenario_proposal (org, run, id);

CREATE TABLE roster (
  org INTEGER NOT NULL,
  hall INTEGER NOT NULL,
  month INTEGER NOT NULL,
  version INTEGER NOT NULL,
  seed INTEGER NOT NULL,
  changed_us INTEGER NOT NULL,
  question TEXT NOT NULL,
  roster TEXT NOT NULL,
  bound INTEGER,
  PRIMARY KEY (org, hall, month)
) STRICT, WITHOUT ROWID;
