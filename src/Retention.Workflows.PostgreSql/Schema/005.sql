-- Since when a message waits for its channel, and the messages that wait for a channel that is down.
ALTER TABLE outbox ADD COLUMN blocked_since timestamptz;

CREATE INDEX outbox_waiting ON outbox (partition, channel, due_at, number)
    WHERE status = 0 AND due_at IS NOT NULL AND NOT held AND reason = 'channel-down';
