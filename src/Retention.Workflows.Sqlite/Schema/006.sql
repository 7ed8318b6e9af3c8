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
