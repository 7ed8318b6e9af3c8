-- Version 2: journeys that are paused. Rows that become due during a pause are marked as held and leave the index of due rows, so that a paused backlog does not slow down queries.

ALTER TABLE enrollments ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN held INTEGER NOT NULL DEFAULT 0;

DROP INDEX enrollments_due;
CREATE INDEX enrollments_due ON enrollments (partition, status, due_at) WHERE due_at IS NOT NULL AND held = 0;
CREATE INDEX enrollments_held ON enrollments (partition, journey, due_at) WHERE due_at IS NOT NULL AND held = 1;
CREATE INDEX enrollments_stuck ON enrollments (partition) WHERE status = 4;

DROP INDEX outbox_due;
CREATE INDEX outbox_due ON outbox (partition, due_at) WHERE status = 0 AND due_at IS NOT NULL AND held = 0;
CREATE INDEX outbox_held ON outbox (partition, journey, due_at) WHERE status = 0 AND due_at IS NOT NULL AND held = 1;
CREATE INDEX outbox_dead ON outbox (partition) WHERE status = 7;

-- Each partition has its own rows, because a pause is written and read under the partition's lock.
CREATE TABLE pauses (
    partition    INTEGER NOT NULL,
    journey      TEXT NOT NULL,
    paused_at    INTEGER NOT NULL,
    reason       TEXT NOT NULL,
    resumed_at   INTEGER,
    spread_over  INTEGER NOT NULL,
    PRIMARY KEY (partition, journey)
) STRICT, WITHOUT ROWID;
