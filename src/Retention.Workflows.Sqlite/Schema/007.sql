-- Whether an enrollment was contacted is read from the event log when it reaches its goal: a column would cost an update of its own.
ALTER TABLE enrollments DROP COLUMN contacted_at;

-- Events of the engine about what happens only once are added without a comparison of their ids, and are not in the index of ids.
ALTER TABLE events ADD COLUMN once INTEGER;
DROP INDEX events_id;
CREATE UNIQUE INDEX events_id ON events (partition, customer, id) WHERE once IS NULL;

-- What an enrollment did on entry: the first entry of its history.
ALTER TABLE enrollments ADD COLUMN moved_at INTEGER;
ALTER TABLE enrollments ADD COLUMN moves TEXT;
