-- An enrollment ends when its last message has left: those that had ended before are active again until then.
UPDATE enrollments e SET status = 5, ended_at = NULL
    WHERE e.status = 2
        AND EXISTS (SELECT FROM outbox o WHERE o.partition = e.partition AND o.enrollment = e.number AND o.status IN (0, 1));
