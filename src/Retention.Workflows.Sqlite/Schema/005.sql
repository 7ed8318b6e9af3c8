-- Since when a message waits for its channel, and the messages that wait for a channel that is down.
ALTER TABLE outbox ADD COLUMN blocked_since INTEGER;

CREATE INDEX outbox_waiting ON outbox (partition, channel, due_at) WHERE status = 0 AND due_at IS NOT NULL AND held = 0 AND reason = 'channel-down';
