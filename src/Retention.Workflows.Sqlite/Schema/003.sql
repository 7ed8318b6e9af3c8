-- Ended enrollments whose workflow engine must still be notified.
CREATE TABLE engine_notifications (
    enrollment   INTEGER PRIMARY KEY,
    partition    INTEGER NOT NULL,
    due_at       INTEGER NOT NULL,
    attempt      INTEGER NOT NULL
) STRICT;

CREATE INDEX engine_notifications_due ON engine_notifications (partition, due_at);

-- Version 1 kept such an enrollment as awaiting a callback or stuck.
INSERT INTO engine_notifications (enrollment, partition, due_at, attempt)
    SELECT id, partition, coalesce(due_at, ended_at), 0 FROM enrollments WHERE status IN (1, 4) AND ended_at IS NOT NULL;

UPDATE enrollments SET
        status = CASE json_extract(state, '$.answer') WHEN 'exited' THEN 3 ELSE 2 END,
        due_at = NULL,
        attempt = 0,
        state = json_remove(state, '$.answer')
    WHERE status IN (1, 4) AND ended_at IS NOT NULL;
