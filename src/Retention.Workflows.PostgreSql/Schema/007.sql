-- Whether an enrollment was contacted is read from the event log when it reaches its goal: a column would cost an update of its own.
ALTER TABLE enrollments DROP COLUMN contacted_at;
