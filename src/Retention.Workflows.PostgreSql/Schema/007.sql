-- Whether an enrollment was contacted is read from the event log when it reaches its goal: a column would cost an update of its own.
ALTER TABLE enrollments DROP COLUMN contacted_at;

-- Events of the engine about what happens only once are added without a comparison of their ids, and are not in the index of ids.
ALTER TABLE events ADD COLUMN once boolean;
ALTER TABLE events DROP CONSTRAINT events_id;
CREATE UNIQUE INDEX events_id ON events (partition, customer, id) WHERE once IS NULL;

-- Lookup by customer and uniqueness of the key in one index: a key belongs to an enrollment, which belongs to one customer.
ALTER TABLE vouchers DROP CONSTRAINT vouchers_key;
DROP INDEX vouchers_of;
CREATE UNIQUE INDEX vouchers_of ON vouchers (partition, customer, idempotency_key);

-- What an enrollment did on entry: the first entry of its history. An entry never changes, so its row is written once.
ALTER TABLE entries ADD COLUMN moved_at timestamptz;
ALTER TABLE entries ADD COLUMN moves text;
