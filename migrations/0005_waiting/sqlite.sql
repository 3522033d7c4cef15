-- Every call asks who waits: the index of a hall's day now holds all that the routing rules look at, so that those who
-- wait are read from it alone, side by side, and not from the whole of each ticket.

DROP INDEX ticket_state;
CREATE INDEX ticket_state ON ticket
  (org, hall, day, state, queued_us, id, class, skills, not_before_us, only_counter, zone, counter);
