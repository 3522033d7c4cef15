-- Tariff documents: those of the pack as they were loaded, and the versions that people drafted, proposed and approved.

CREATE TABLE tariff_file (
  org BIGINT NOT NULL,
  name TEXT NOT NULL,
  body TEXT NOT NULL,
  loaded_us BIGINT NOT NULL,
  PRIMARY KEY (org, name)
);

CREATE TABLE tariff_version (
  org BIGINT NOT NULL,
  id BIGINT NOT NULL,
  tariff TEXT NOT NULL,
  state TEXT NOT NULL,
  edition BIGINT NOT NULL,
  from_day BIGINT,
  body TEXT NOT NULL,
  reason TEXT NOT NULL,
  verdict TEXT NOT NULL,
  written_by BIGINT NOT NULL,
  written_us BIGINT NOT NULL,
  proposed_by BIGINT,
  proposed_us BIGINT,
  decided_by BIGINT,
  decided_us BIGINT,
  PRIMARY KEY (org, id)
);

-- Of one tariff no two approved versions begin on the same day.
CREATE UNIQUE INDEX tariff_version_begins ON tariff_version (org, tariff, from_day) WHERE state = 'approved';
