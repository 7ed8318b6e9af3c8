-- Ended enrollments whose workflow engine must still be notified.
CREATE TABLE engine_notifications (
    enrollment   bigint NOT NULL,
    due_at       timestamptz NOT NULL,
    partition    integer NOT NULL,
    attempt      integer NOT NULL,
    PRIMARY KEY (partition, enrollment)
);

CREATE INDEX engine_notifications_due ON engine_notifications (partition, due_at, enrollment);

-- Version 1 kept such an enrollment as awaiting a callback or stuck.
INSERT INTO engine_notifications (enrollment, partition, due_at, attempt)
    SELECT number, partition, coalesce(due_at, ended_at), 0 FROM enrollments WHERE status IN (1, 4) AND ended_at IS NOT NULL;

UPDATE enrollments SET
        status = CASE state::jsonb ->> 'answer' WHEN 'exited' THEN 3 ELSE 2 END,
        due_at = NULL,
        attempt = 0,
        state = (state::jsonb - 'answer')::text
    WHERE status IN (1, 4) AND ended_at IS NOT NULL;
