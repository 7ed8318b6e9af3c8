-- An enrollment ends when its last message has left: those that had ended before are active again until then.
UPDATE enrollments SET status = 5, ended_at = NULL
    WHERE status = 2 AND EXISTS (SELECT 1 FROM outbox INDEXED BY outbox_of WHERE enrollment = enrollments.id AND outbox.status IN (0, 1));
