-- Offers with a limit: how many of their vouchers partitions have taken in all, and how many of those are known to be issued. The partition
-- is derived from the offer, as that of a suppression is from its address.
CREATE TABLE offer_totals (
    taken        bigint NOT NULL,
    settled      bigint NOT NULL,
    partition    integer NOT NULL,
    offer        text COLLATE "C" NOT NULL,
    PRIMARY KEY (partition, offer)
) WITH (fillfactor = 50);

-- What a partition has taken and not used, and what it used since it last settled.
CREATE TABLE offer_reserves (
    partition    integer NOT NULL,
    unused       integer NOT NULL,
    unsettled    integer NOT NULL,
    offer        text COLLATE "C" NOT NULL,
    PRIMARY KEY (partition, offer)
) WITH (fillfactor = 50);

-- Which customers have an address, both as keyed hashes, and the messages to addresses of several customers, which frequency caps count.
CREATE TABLE address_owners (
    partition    integer NOT NULL,
    address      text COLLATE "C" NOT NULL,
    owner        text COLLATE "C" NOT NULL,
    PRIMARY KEY (partition, address, owner)
);

CREATE TABLE address_sends (
    message_number bigint NOT NULL,
    sent_at      timestamptz NOT NULL,
    partition    integer NOT NULL,
    message_partition integer NOT NULL,
    address      text COLLATE "C" NOT NULL,
    owner        text COLLATE "C" NOT NULL,
    channel      text COLLATE "C" NOT NULL,
    topic        text COLLATE "C" NOT NULL,
    PRIMARY KEY (partition, address, message_partition, message_number)
);

-- Channels that are paused because messages fail for a reason of the sender, in each partition as in "pauses"; the latest decision of each.
CREATE TABLE channel_pauses (
    decided_at   timestamptz NOT NULL,
    paused_until timestamptz NOT NULL,
    partition    integer NOT NULL,
    channel      text COLLATE "C" NOT NULL,
    reason       text NOT NULL,
    PRIMARY KEY (partition, channel)
);

-- The messages of the last hour that were reported so, of all partitions. The partition is derived from the channel.
CREATE TABLE sender_faults (
    message_number bigint NOT NULL,
    reported_at  timestamptz NOT NULL,
    partition    integer NOT NULL,
    message_partition integer NOT NULL,
    channel      text COLLATE "C" NOT NULL,
    PRIMARY KEY (partition, channel, message_partition, message_number)
);
