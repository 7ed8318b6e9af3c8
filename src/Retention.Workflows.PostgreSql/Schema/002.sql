-- Version 2: journeys that are paused. Rows that become due during a pause are marked as held and leave the indexes of due rows, so that a paused backlog does not slow down queries.

ALTER TABLE enrollments ADD COLUMN held boolean NOT NULL DEFAULT false;
ALTER TABLE outbox ADD COLUMN held boolean NOT NULL DEFAULT false;

DROP INDEX enrollments_active;
DROP INDEX enrollments_calling;
CREATE INDEX enrollments_active ON enrollments (partition, due_at, number) WHERE status = 0 AND due_at IS NOT NULL AND NOT held;
CREATE INDEX enrollments_calling ON enrollments (partition, due_at, number) WHERE status = 1 AND due_at IS NOT NULL AND NOT held;
CREATE INDEX enrollments_held ON enrollments (partition, journey, due_at, number) WHERE due_at IS NOT NULL AND held;
CREATE INDEX enrollments_stuck ON enrollments (partition, number) WHERE status = 4;

DROP INDEX outbox_due;
CREATE INDEX outbox_due ON outbox (partition, due_at, number) WHERE status = 0 AND due_at IS NOT NULL AND NOT held;
CREATE INDEX outbox_held ON outbox (partition, journey, due_at, number) WHERE status = 0 AND due_at IS NOT NULL AND held;
CREATE INDEX outbox_dead ON outbox (partition, number) WHERE status = 7;

-- Each partition has its own rows, because a pause is written and read under the partition's lock.
CREATE TABLE pauses (
    partition    integer NOT NULL,
    paused_at    timestamptz NOT NULL,
    resumed_at   timestamptz,
    spread_over  bigint NOT NULL,
    journey      text COLLATE "C" NOT NULL,
    reason       text NOT NULL,
    PRIMARY KEY (partition, journey)
);
