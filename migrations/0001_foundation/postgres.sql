-- The foundation: events, the command frame, halls, visits, tickets, care, devices, staff.
-- Every key begins with org. Names, phones and free text of people are *_enc columns, encrypted outside the database.

CREATE TABLE pack_part (
  org BIGINT NOT NULL,
  part TEXT NOT NULL,
  version TEXT NOT NULL,
  body TEXT NOT NULL,
  loaded_us BIGINT NOT NULL,
  PRIMARY KEY (org, part)
);

-- Spine ------------------------------------------------------------------------------------------------------------

CREATE TABLE hall_day (
  org BIGINT NOT NULL,
  hall BIGINT NOT NULL,
  day BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  head BYTEA NOT NULL,
  PRIMARY KEY (org, hall, day)
);

CREATE TABLE event (
  org BIGINT NOT NULL,
  hall BIGINT NOT NULL,
  day BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  at_us BIGINT NOT NULL,
  actor TEXT NOT NULL,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  hash BYTEA NOT NULL,
  PRIMARY KEY (org, hall, day, seq)
);

CREATE TABLE request (
  org BIGINT NOT NULL,
  actor TEXT NOT NULL,
  id TEXT NOT NULL,
  input BYTEA NOT NULL,
  refused BIGINT NOT NULL,
  answer TEXT NOT NULL,
  at_us BIGINT NOT NULL,
  PRIMARY KEY (org, actor, id)
);

CREATE TABLE outbox (
  org BIGINT NOT NULL,
  id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  target TEXT NOT NULL,
  body TEXT NOT NULL,
  due_us BIGINT NOT NULL,
  tries BIGINT NOT NULL,
  state TEXT NOT NULL,
  PRIMARY KEY (org, id)
);

CREATE INDEX outbox_due ON outbox (org, state, due_us, id);

-- Halls ------------------------------------------------------------------------------------------------------------

CREATE TABLE hall (
  org BIGINT NOT NULL,
  id BIGINT NOT NULL,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  name_en TEXT NOT NULL,
  county TEXT NOT NULL,
  town TEXT NOT NULL,
  lat_e6 BIGINT NOT NULL,
  lon_e6 BIGINT NOT NULL,
  coord_source TEXT NOT NULL,
  PRIMARY KEY (org, id),
  UNIQUE (org, code)
);

CREATE TABLE hall_plan (
  org BIGINT NOT NULL,
  id BIGINT NOT NULL,
  hall BIGINT NOT NULL,
  from_day BIGINT NOT NULL,
  state TEXT NOT NULL,
  body TEXT NOT NULL,
  reason TEXT NOT NULL,
  proposed_by BIGINT NOT NULL,
  proposed_us BIGINT NOT NULL,
  decided_by BIGINT,
  decided_us BIGINT,
  PRIMARY KEY (org, id)
);

CREATE INDEX hall_plan_in_force ON hall_plan (org, hall, state, from_day, id);

CREATE TABLE counter_now (
  org BIGINT NOT NULL,
  hall BIGINT NOT NULL,
  counter BIGINT NOT NULL,
  state TEXT NOT NULL,
  staff BIGINT,
  since_us BIGINT NOT NULL,
  open_s BIGINT NOT NULL,
  day BIGINT NOT NULL,
  PRIMARY KEY (org, hall, counter)
);

-- Counter seconds per day, for counter use.
CREATE TABLE counter_day (
  org BIGINT NOT NULL,
  hall BIGINT NOT NULL,
  day BIGINT NOT NULL,
  counter BIGINT NOT NULL,
  open_s BIGINT NOT NULL,
  busy_s BIGINT NOT NULL,
  PRIMARY KEY (org, hall, day, counter)
);

-- Visits and tickets -----------------------------------------------------------------------------------------------

CREATE TABLE visit (
  org BIGINT NOT NULL,
  id BIGINT NOT NULL,
  hall BIGINT NOT NULL,
  day BIGINT NOT NULL,
  token_hash BYTEA NOT NULL,
  channel TEXT NOT NULL,
  needs TEXT NOT NULL,
  people BIGINT NOT NULL,
  consent BIGINT NOT NULL,
  preferences_enc BYTEA,
  name_enc BYTEA,
  phone_enc BYTEA,
  opened_us BIGINT NOT NULL,
  expires_us BIGINT NOT NULL,
  PRIMARY KEY (org, id),
  UNIQUE (org, token_hash)
);

CREATE TABLE ticket_number (
  org BIGINT NOT NULL,
  hall BIGINT NOT NULL,
  day BIGINT NOT NULL,
  prefix TEXT NOT NULL,
  last BIGINT NOT NULL,
  PRIMARY KEY (org, hall, day, prefix)
);

CREATE TABLE ticket (
  org BIGINT NOT NULL,
  id BIGINT NOT NULL,
  hall BIGINT NOT NULL,
  day BIGINT NOT NULL,
  visit BIGINT NOT NULL,
  prefix TEXT NOT NULL,
  number BIGINT,
  state TEXT NOT NULL,
  class TEXT NOT NULL,
  channel TEXT NOT NULL,
  items TEXT NOT NULL,
  skills BIGINT NOT NULL,
  queued_us BIGINT NOT NULL,
  not_before_us BIGINT,
  only_counter BIGINT,
  zone TEXT,
  slot_us BIGINT,
  slot_min BIGINT,
  slot_seat BIGINT,
  check_in_code TEXT,
  counter BIGINT,
  staff BIGINT,
  recalls BIGINT NOT NULL,
  defers BIGINT NOT NULL,
  moves BIGINT NOT NULL,
  issued_us BIGINT,
  called_us BIGINT,
  arrived_us BIGINT,
  started_us BIGINT,
  ended_us BIGINT,
  served_s BIGINT NOT NULL,
  from_hall BIGINT,
  from_ticket BIGINT,
  p50_s BIGINT,
  p90_s BIGINT,
  why TEXT,
  undo TEXT,
  undo_by BIGINT,
  undo_us BIGINT,
  PRIMARY KEY (org, id),
  UNIQUE (org, hall, day, prefix, number),
  UNIQUE (org, hall, slot_us, slot_seat)
);

CREATE INDEX ticket_state ON ticket (org, hall, day, state, queued_us, id);
CREATE INDEX ticket_visit ON ticket (org, visit, id);
CREATE INDEX ticket_code ON ticket (org, hall, day, check_in_code);

-- What the service took, learned from finished tickets: ln(seconds) and its square, in millionths.
CREATE TABLE learned (
  org BIGINT NOT NULL,
  hall BIGINT NOT NULL,
  item TEXT NOT NULL,
  hour BIGINT NOT NULL,
  n BIGINT NOT NULL,
  sum_ln_e6 BIGINT NOT NULL,
  sum_ln2_e6 BIGINT NOT NULL,
  PRIMARY KEY (org, hall, item, hour)
);

CREATE TABLE triage_count (
  org BIGINT NOT NULL,
  hall BIGINT NOT NULL,
  day BIGINT NOT NULL,
  triage TEXT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (org, hall, day, triage)
);

-- Care and amenities -----------------------------------------------------------------------------------------------

CREATE TABLE room_booking (
  org BIGINT NOT NULL,
  id BIGINT NOT NULL,
  hall BIGINT NOT NULL,
  room TEXT NOT NULL,
  from_us BIGINT NOT NULL,
  quarters BIGINT NOT NULL,
  visit BIGINT,
  state TEXT NOT NULL,
  booked_us BIGINT NOT NULL,
  PRIMARY KEY (org, id)
);

CREATE INDEX room_booking_day ON room_booking (org, hall, from_us, id);

-- One row for each quarter of an hour held: the key is what keeps two bookings apart.
CREATE TABLE room_quarter (
  org BIGINT NOT NULL,
  hall BIGINT NOT NULL,
  room TEXT NOT NULL,
  quarter_us BIGINT NOT NULL,
  booking BIGINT NOT NULL,
  PRIMARY KEY (org, hall, room, quarter_us)
);

CREATE TABLE amenity (
  org BIGINT NOT NULL,
  hall BIGINT NOT NULL,
  kind TEXT NOT NULL,
  total BIGINT NOT NULL,
  lent BIGINT NOT NULL,
  counted_us BIGINT NOT NULL,
  PRIMARY KEY (org, hall, kind)
);

CREATE TABLE loan (
  org BIGINT NOT NULL,
  id BIGINT NOT NULL,
  hall BIGINT NOT NULL,
  kind TEXT NOT NULL,
  visit BIGINT,
  lent_us BIGINT NOT NULL,
  due_us BIGINT NOT NULL,
  overdue_us BIGINT,
  returned_us BIGINT,
  PRIMARY KEY (org, id)
);

CREATE INDEX loan_open ON loan (org, hall, returned_us, due_us, id);
CREATE INDEX loan_due ON loan (org, returned_us, overdue_us, due_us, id);

CREATE TABLE zone_now (
  org BIGINT NOT NULL,
  hall BIGINT NOT NULL,
  zone TEXT NOT NULL,
  cleaned_us BIGINT,
  people BIGINT NOT NULL,
  PRIMARY KEY (org, hall, zone)
);

-- Evaluation -------------------------------------------------------------------------------------------------------

CREATE TABLE evaluation (
  org BIGINT NOT NULL,
  ticket BIGINT NOT NULL,
  hall BIGINT NOT NULL,
  day BIGINT NOT NULL,
  staff BIGINT,
  counter BIGINT,
  asked_us BIGINT NOT NULL,
  answered_us BIGINT,
  score BIGINT,
  reasons TEXT NOT NULL,
  text_enc BYTEA,
  channel TEXT,
  PRIMARY KEY (org, ticket)
);

CREATE INDEX evaluation_day ON evaluation (org, hall, day, ticket);

CREATE TABLE follow_up (
  org BIGINT NOT NULL,
  id BIGINT NOT NULL,
  hall BIGINT NOT NULL,
  ticket BIGINT NOT NULL,
  state TEXT NOT NULL,
  opened_us BIGINT NOT NULL,
  closed_us BIGINT,
  closed_by BIGINT,
  note_enc BYTEA,
  PRIMARY KEY (org, id)
);

CREATE INDEX follow_up_open ON follow_up (org, hall, state, opened_us, id);

-- Devices ----------------------------------------------------------------------------------------------------------

CREATE TABLE device (
  org BIGINT NOT NULL,
  id BIGINT NOT NULL,
  hall BIGINT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  counter BIGINT,
  state TEXT NOT NULL,
  code_hash BYTEA,
  code_expires_us BIGINT,
  credential_hash BYTEA,
  screen_hash BYTEA,
  online BIGINT NOT NULL,
  seen_us BIGINT,
  health TEXT NOT NULL,
  faults TEXT NOT NULL,
  PRIMARY KEY (org, id)
);

CREATE INDEX device_hall ON device (org, hall, kind, id);
CREATE UNIQUE INDEX device_code ON device (org, code_hash);
CREATE UNIQUE INDEX device_screen ON device (org, screen_hash);

CREATE TABLE device_order (
  org BIGINT NOT NULL,
  id BIGINT NOT NULL,
  hall BIGINT NOT NULL,
  device BIGINT NOT NULL,
  act TEXT NOT NULL,
  body TEXT NOT NULL,
  state TEXT NOT NULL,
  issued_us BIGINT NOT NULL,
  expires_us BIGINT NOT NULL,
  answered_us BIGINT,
  result TEXT,
  PRIMARY KEY (org, id)
);

CREATE INDEX device_order_open ON device_order (org, state, expires_us, id);
CREATE INDEX device_order_device ON device_order (org, device, id);

-- Staff ------------------------------------------------------------------------------------------------------------

CREATE TABLE staff (
  org BIGINT NOT NULL,
  id BIGINT NOT NULL,
  login TEXT NOT NULL,
  name_enc BYTEA NOT NULL,
  hall BIGINT,
  roles TEXT NOT NULL,
  password TEXT NOT NULL,
  totp_enc BYTEA,
  totp_step BIGINT NOT NULL,
  failed BIGINT NOT NULL,
  locked_until_us BIGINT,
  state TEXT NOT NULL,
  PRIMARY KEY (org, id),
  UNIQUE (org, login)
);

CREATE TABLE session (
  org BIGINT NOT NULL,
  token_hash BYTEA NOT NULL,
  staff BIGINT NOT NULL,
  csrf TEXT NOT NULL,
  created_us BIGINT NOT NULL,
  seen_us BIGINT NOT NULL,
  expires_us BIGINT NOT NULL,
  PRIMARY KEY (org, token_hash)
);

CREATE INDEX session_staff ON session (org, staff, token_hash);
