-- Offers with a limit: how many of their vouchers partitions have taken in all, and how many of those are known to be issued. The partition
-- is derived from the offer, as that of a suppression is from its address.
CREATE TABLE offer_totals (
    partition    INTEGER NOT NULL,
    offer        TEXT NOT NULL,
    taken        INTEGER NOT NULL,
    settled      INTEGER NOT NULL,
    PRIMARY KEY (partition, offer)
) STRICT, WITHOUT ROWID;

-- What a partition has taken and not used, and what it used since it last settled.
CREATE TABLE offer_reserves (
    partition    INTEGER NOT NULL,
    offer        TEXT NOT NULL,
    unused       INTEGER NOT NULL,
    unsettled    INTEGER NOT NULL,
    PRIMARY KEY (partition, offer)
) STRICT, WITHOUT ROWID;

-- Which customers have an address, both as keyed hashes, and the messages to addresses of several customers, which frequency caps count.
CREATE TABLE address_owners (
    partition    INTEGER NOT NULL,
    address      TEXT NOT NULL,
    owner        TEXT NOT NULL,
    PRIMARY KEY (partition, address, owner)
) STRICT, WITHOUT ROWID;

CREATE TABLE address_sends (
    partition    INTEGER NOT NULL,
    address      TEXT NOT NULL,
    message_partition INTEGER NOT NULL,
    message_number INTEGER NOT NULL,
    owner        TEXT NOT NULL,
    channel      TEXT NOT NULL,
    topic        TEXT NOT NULL,
    sent_at      INTEGER NOT NULL,
    PRIMARY KEY (partition, address, message_partition, message_number)
) STRICT, WITHOUT ROWID;

-- Channels that are paused because messages fail for a reason of the sender, in each partition as in "pauses"; the latest decision of each.
CREATE TABLE channel_pauses (
    partition    INTEGER NOT NULL,
    channel      TEXT NOT NULL,
    decided_at   INTEGER NOT NULL,
    paused_until INTEGER NOT NULL,
    reason       TEXT NOT NULL,
    PRIMARY KEY (partition, channel)
) STRICT, WITHOUT ROWID;

-- The messages of the last hour that were reported so, of all partitions. The partition is derived from the channel.
CREATE TABLE sender_faults (
    partition    INTEGER NOT NULL,
    channel      TEXT NOT NULL,
    message_partition INTEGER NOT NULL,
    message_number INTEGER NOT NULL,
    reported_at  INTEGER NOT NULL,
    PRIMARY KEY (partition, channel, message_partition, message_number)
) STRICT, WITHOUT ROWID;
