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
