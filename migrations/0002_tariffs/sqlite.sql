-- Tariff documents: those of the pack as they were loaded, and the versions that people drafted, proposed and approved.

CREATE TABLE tariff_file (
  org INTEGER NOT NULL,
  name TEXT NOT NULL,
  body TEXT NOT NULL,
  loaded_us INTEGER NOT NULL,
  PRIMARY KEY (org, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE tariff_version (
  org INTEGER NOT NULL,
  id INTEGER NOT NULL,
  tariff TEXT NOT NULL,
  state TEXT NOT NULL,
  edition INTEGER NOT NULL,
  from_day INTEGER,
  body TEXT NOT NULL,
  reason TEXT NOT NULL,
  verdict TEXT NOT NULL,
  written_by INTEGER NOT NULL,
  written_us INTEGER NOT NULL,
  proposed_by INTEGER,
  proposed_us INTEGER,
  decided_by INTEGER,
  decided_us INTEGER,
  PRIMARY KEY (org, id)
) STRICT, WITHOUT ROWID;

-- Of one tariff no two approved versions begin on the same day.
CREATE UNIQUE INDEX tariff_version_begins ON tariff_version (org, tariff, from_day) WHERE state = 'approved';
