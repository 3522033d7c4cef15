-- The foundation: events, the command frame, halls, visits, tickets, care, devices, staff.
-- Every key begins with org. Names, phones and free text of people are *_enc columns, encrypted outside the database.

CREATE TABLE pack_part (
  org INTEGER NOT NULL,
  part TEXT NOT NULL,
  version TEXT NOT NULL,
  body TEXT NOT NULL,
  loaded_us INTEGER NOT NULL,
  PRIMARY KEY (org, part)
) STRICT, WITHOUT ROWID;

-- Spine ------------------------------------------------------------------------------------------------------------

CREATE TABLE hall_day (
  org INTEGER NOT NULL,
  hall INTEGER NOT NULL,
  day INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  head BLOB NOT NULL,
  PRIMARY KEY (org, hall, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
  org INTEGER NOT NULL,
  hall INTEGER NOT NULL,
  day INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  at_us INTEGER NOT NULL,
  actor TEXT NOT NULL,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (org, hall, day, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE request (
  org INTEGER NOT NULL,
  actor TEXT NOT NULL,
  id TEXT NOT NULL,
  input BLOB NOT NULL,
  refused INTEGER NOT NULL,
  answer TEXT NOT NULL,
  at_us INTEGER NOT NULL,
  PRIMARY KEY (org, actor, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
  org INTEGER NOT NULL,
  id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  target TEXT NOT NULL,
  body TEXT NOT NULL,
  due_us INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  state TEXT NOT NULL,
  PRIMARY KEY (org, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX outbox_due ON outbox (org, state, due_us, id);

-- Halls ------------------------------------------------------------------------------------------------------------

CREATE TABLE hall (
  org INTEGER NOT NULL,
  id INTEGER NOT NULL,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  name_en TEXT NOT NULL,
  county TEXT NOT NULL,
  town TEXT NOT NULL,
  lat_e6 INTEGER NOT NULL,
  lon_e6 INTEGER NOT NULL,
  coord_source TEXT NOT NULL,
  PRIMARY KEY (org, id),
  UNIQUE (org, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE hall_plan (
  org INTEGER NOT NULL,
  id INTEGER NOT NULL,
  hall INTEGER NOT NULL,
  from_day INTEGER NOT NULL,
  state TEXT NOT NULL,
  body TEXT NOT NULL,
  reason TEXT NOT NULL,
  proposed_by INTEGER NOT NULL,
  proposed_us INTEGER NOT NULL,
  decided_by INTEGER,
  decided_us INTEGER,
  PRIMARY KEY (org, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX hall_plan_in_force ON hall_plan (org, hall, state, from_day, id);

CREATE TABLE counter_now (
  org INTEGER NOT NULL,
  hall INTEGER NOT NULL,
  counter INTEGER NOT NULL,
  state TEXT NOT NULL,
  staff INTEGER,
  since_us INTEGER NOT NULL,
  open_s INTEGER NOT NULL,
  day INTEGER NOT NULL,
  PRIMARY KEY (org, hall, counter)
) STRICT, WITHOUT ROWID;

-- Counter seconds per day, for counter use.
CREATE TABLE counter_day (
  org INTEGER NOT NULL,
  hall INTEGER NOT NULL,
  day INTEGER NOT NULL,
  counter INTEGER NOT NULL,
  open_s INTEGER NOT NULL,
  busy_s INTEGER NOT NULL,
  PRIMARY KEY (org, hall, day, counter)
) STRICT, WITHOUT ROWID;

-- Visits and tickets -----------------------------------------------------------------------------------------------

CREATE TABLE visit (
  org INTEGER NOT NULL,
  id INTEGER NOT NULL,
  hall INTEGER NOT NULL,
  day INTEGER NOT NULL,
  token_hash BLOB NOT NULL,
  channel TEXT NOT NULL,
  needs TEXT NOT NULL,
  people INTEGER NOT NULL,
  consent INTEGER NOT NULL,
  preferences_enc BLOB,
  name_enc BLOB,
  phone_enc BLOB,
  opened_us INTEGER NOT NULL,
  expires_us INTEGER NOT NULL,
  PRIMARY KEY (org, id),
  UNIQUE (org, token_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE ticket_number (
  org INTEGER NOT NULL,
  hall INTEGER NOT NULL,
  day INTEGER NOT NULL,
  prefix TEXT NOT NULL,
  last INTEGER NOT NULL,
  PRIMARY KEY (org, hall, day, prefix)
) STRICT, WITHOUT ROWID;

CREATE TABLE ticket (
  org INTEGER NOT NULL,
  id INTEGER NOT NULL,
  hall INTEGER NOT NULL,
  day INTEGER NOT NULL,
  visit INTEGER NOT NULL,
  prefix TEXT NOT NULL,
  number INTEGER,
  state TEXT NOT NULL,
  class TEXT NOT NULL,
  channel TEXT NOT NULL,
  items TEXT NOT NULL,
  skills INTEGER NOT NULL,
  queued_us INTEGER NOT NULL,
  not_before_us INTEGER,
  only_counter INTEGER,
  zone TEXT,
  slot_us INTEGER,
  slot_min INTEGER,
  slot_seat INTEGER,
  check_in_code TEXT,
  counter INTEGER,
  staff INTEGER,
  recalls INTEGER NOT NULL,
  defers INTEGER NOT NULL,
  moves INTEGER NOT NULL,
  issued_us INTEGER,
  called_us INTEGER,
  arrived_us INTEGER,
  started_us INTEGER,
  ended_us INTEGER,
  served_s INTEGER NOT NULL,
  from_hall INTEGER,
  from_ticket INTEGER,
  p50_s INTEGER,
  p90_s INTEGER,
  why TEXT,
  undo TEXT,
  undo_by INTEGER,
  undo_us INTEGER,
  PRIMARY KEY (org, id),
  UNIQUE (org, hall, day, prefix, number),
  UNIQUE (org, hall, slot_us, slot_seat)
) STRICT, WITHOUT ROWID;

CREATE INDEX ticket_state ON ticket (org, hall, day, state, queued_us, id);
CREATE INDEX ticket_visit ON ticket (org, visit, id);
CREATE INDEX ticket_code ON ticket (org, hall, day, check_in_code);

-- What the service took, learned from finished tickets: ln(seconds) and its square, in millionths.
CREATE TABLE learned (
  org INTEGER NOT NULL,
  hall INTEGER NOT NULL,
  item TEXT NOT NULL,
  hour INTEGER NOT NULL,
  n INTEGER NOT NULL,
  sum_ln_e6 INTEGER NOT NULL,
  sum_ln2_e6 INTEGER NOT NULL,
  PRIMARY KEY (org, hall, item, hour)
) STRICT, WITHOUT ROWID;

CREATE TABLE triage_count (
  org INTEGER NOT NULL,
  hall INTEGER NOT NULL,
  day INTEGER NOT NULL,
  triage TEXT NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (org, hall, day, triage)
) STRICT, WITHOUT ROWID;

-- Care and amenities -----------------------------------------------------------------------------------------------

CREATE TABLE room_booking (
  org INTEGER NOT NULL,
  id INTEGER NOT NULL,
  hall INTEGER NOT NULL,
  room TEXT NOT NULL,
  from_us INTEGER NOT NULL,
  quarters INTEGER NOT NULL,
  visit INTEGER,
  state TEXT NOT NULL,
  booked_us INTEGER NOT NULL,
  PRIMARY KEY (org, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX room_booking_day ON room_booking (org, hall, from_us, id);

-- One row for each quarter of an hour held: the key is what keeps two bookings apart.
CREATE TABLE room_quarter (
  org INTEGER NOT NULL,
  hall INTEGER NOT NULL,
  room TEXT NOT NULL,
  quarter_us INTEGER NOT NULL,
  booking INTEGER NOT NULL,
  PRIMARY KEY (org, hall, room, quarter_us)
) STRICT, WITHOUT ROWID;

CREATE TABLE amenity (
  org INTEGER NOT NULL,
  hall INTEGER NOT NULL,
  kind TEXT NOT NULL,
  total INTEGER NOT NULL,
  lent INTEGER NOT NULL,
  counted_us INTEGER NOT NULL,
  PRIMARY KEY (org, hall, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE loan (
  org INTEGER NOT NULL,
  id INTEGER NOT NULL,
  hall INTEGER NOT NULL,
  kind TEXT NOT NULL,
  visit INTEGER,
  lent_us INTEGER NOT NULL,
  due_us INTEGER NOT NULL,
  overdue_us INTEGER,
  returned_us INTEGER,
  PRIMARY KEY (org, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX loan_open ON loan (org, hall, returned_us, due_us, id);
CREATE INDEX loan_due ON loan (org, returned_us, overdue_us, due_us, id);

CREATE TABLE zone_now (
  org INTEGER NOT NULL,
  hall INTEGER NOT NULL,
  zone TEXT NOT NULL,
  cleaned_us INTEGER,
  people INTEGER NOT NULL,
  PRIMARY KEY (org, hall, zone)
) STRICT, WITHOUT ROWID;

-- Evaluation -------------------------------------------------------------------------------------------------------

CREATE TABLE evaluation (
  org INTEGER NOT NULL,
  ticket INTEGER NOT NULL,
  hall INTEGER NOT NULL,
  day INTEGER NOT NULL,
  staff INTEGER,
  counter INTEGER,
  asked_us INTEGER NOT NULL,
  answered_us INTEGER,
  score INTEGER,
  reasons TEXT NOT NULL,
  text_enc BLOB,
  channel TEXT,
  PRIMARY KEY (org, ticket)
) STRICT, WITHOUT ROWID;

CREATE INDEX evaluation_day ON evaluation (org, hall, day, ticket);

CREATE TABLE follow_up (
  org INTEGER NOT NULL,
  id INTEGER NOT NULL,
  hall INTEGER NOT NULL,
  ticket INTEGER NOT NULL,
  state TEXT NOT NULL,
  opened_us INTEGER NOT NULL,
  closed_us INTEGER,
  closed_by INTEGER,
  note_enc BLOB,
  PRIMARY KEY (org, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX follow_up_open ON follow_up (org, hall, state, opened_us, id);

-- Devices ----------------------------------------------------------------------------------------------------------

CREATE TABLE device (
  org INTEGER NOT NULL,
  id INTEGER NOT NULL,
  hall INTEGER NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  counter INTEGER,
  state TEXT NOT NULL,
  code_hash BLOB,
  code_expires_us INTEGER,
  credential_hash BLOB,
  screen_hash BLOB,
  online INTEGER NOT NULL,
  seen_us INTEGER,
  health TEXT NOT NULL,
  faults TEXT NOT NULL,
  PRIMARY KEY (org, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX device_hall ON device (org, hall, kind, id);
CREATE UNIQUE INDEX device_code ON device (org, code_hash);
CREATE UNIQUE INDEX device_screen ON device (org, screen_hash);

CREATE TABLE device_order (
  org INTEGER NOT NULL,
  id INTEGER NOT NULL,
  hall INTEGER NOT NULL,
  device INTEGER NOT NULL,
  act TEXT NOT NULL,
  body TEXT NOT NULL,
  state TEXT NOT NULL,
  issued_us INTEGER NOT NULL,
  expires_us INTEGER NOT NULL,
  answered_us INTEGER,
  result TEXT,
  PRIMARY KEY (org, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX device_order_open ON device_order (org, state, expires_us, id);
CREATE INDEX device_order_device ON device_order (org, device, id);

-- Staff ------------------------------------------------------------------------------------------------------------

CREATE TABLE staff (
  org INTEGER NOT NULL,
  id INTEGER NOT NULL,
  login TEXT NOT NULL,
  name_enc BLOB NOT NULL,
  hall INTEGER,
  roles TEXT NOT NULL,
  password TEXT NOT NULL,
  totp_enc BLOB,
  totp_step INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  locked_until_us INTEGER,
  state TEXT NOT NULL,
  PRIMARY KEY (org, id),
  UNIQUE (org, login)
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
  org INTEGER NOT NULL,
  token_hash BLOB NOT NULL,
  staff INTEGER NOT NULL,
  csrf TEXT NOT NULL,
  created_us INTEGER NOT NULL,
  seen_us INTEGER NOT NULL,
  expires_us INTEGER NOT NULL,
  PRIMARY KEY (org, token_hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX session_staff ON session (org, staff, token_hash);
