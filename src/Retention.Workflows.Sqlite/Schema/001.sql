-- Version 1. Instants are milliseconds since 1970 in UTC, amounts are ten-thousandths, days are yyyymmdd.
-- A key of a row within a partition is partition * 2^48 + number, so that the rows of a partition are adjacent, in the order of their numbers.

CREATE TABLE store (
    id           INTEGER PRIMARY KEY CHECK (id = 1),
    partitions   INTEGER NOT NULL,
    next_worker  INTEGER NOT NULL
) STRICT;

CREATE TABLE partitions (
    partition    INTEGER PRIMARY KEY,
    next_number  INTEGER NOT NULL,
    next_event   INTEGER NOT NULL
) STRICT;

-- The workers of the one process that holds the lock file. Rows of a dead process are kept until the next process registers.
CREATE TABLE workers (
    worker       INTEGER PRIMARY KEY,
    process      INTEGER NOT NULL,
    machine      TEXT NOT NULL
) STRICT;

CREATE TABLE journeys (
    journey      TEXT NOT NULL,
    version      INTEGER NOT NULL,
    fingerprint  TEXT NOT NULL,
    definition   TEXT NOT NULL,
    published_at INTEGER NOT NULL,
    UNIQUE (journey, version)
) STRICT;

CREATE TABLE rfm_models (
    version      INTEGER PRIMARY KEY,
    as_of        INTEGER NOT NULL UNIQUE,
    model        TEXT NOT NULL
) STRICT;

CREATE TABLE customers (
    partition    INTEGER NOT NULL,
    id           TEXT NOT NULL,
    first_name   TEXT,
    last_name    TEXT,
    addresses    TEXT,
    locale       TEXT,
    time_zone    TEXT,
    postal_code  TEXT,
    birthday     INTEGER,
    attributes   TEXT,
    consents     TEXT,
    PRIMARY KEY (partition, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
    seq          INTEGER PRIMARY KEY,
    partition    INTEGER NOT NULL,
    id           TEXT NOT NULL,
    customer     TEXT NOT NULL,
    name         TEXT NOT NULL,
    occurred_at  INTEGER NOT NULL,
    amount       INTEGER,
    currency     TEXT,
    properties   TEXT,
    lines        TEXT
) STRICT;

CREATE UNIQUE INDEX events_id ON events (partition, customer, id);
-- Covers counts and sums without reading the rows.
CREATE INDEX events_of ON events (partition, customer, name, occurred_at, amount, currency);

CREATE TABLE segments (
    partition    INTEGER NOT NULL,
    customer     TEXT NOT NULL,
    segment      INTEGER NOT NULL,
    score        INTEGER,
    model        INTEGER NOT NULL,
    since        INTEGER NOT NULL,
    PRIMARY KEY (partition, customer)
) STRICT, WITHOUT ROWID;

CREATE TABLE enrollments (
    id           INTEGER PRIMARY KEY,
    partition    INTEGER NOT NULL,
    customer     TEXT NOT NULL,
    journey      TEXT NOT NULL,
    entry_key    TEXT NOT NULL,
    version      INTEGER NOT NULL,
    entered_at   INTEGER NOT NULL,
    status       INTEGER NOT NULL,
    step         TEXT,
    due_at       INTEGER,
    state        TEXT,
    attempt      INTEGER NOT NULL,
    outcome      TEXT,
    ended_at     INTEGER,
    contacted_at INTEGER,
    converted_at INTEGER
) STRICT;

CREATE UNIQUE INDEX enrollments_entry ON enrollments (partition, customer, journey, entry_key);
CREATE INDEX enrollments_due ON enrollments (partition, status, due_at) WHERE due_at IS NOT NULL;

-- A table without a separate index, because it is written with every move. The numbers are those of the event log.
CREATE TABLE history (
    enrollment   INTEGER NOT NULL,
    number       INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    moves        TEXT NOT NULL,
    PRIMARY KEY (enrollment, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE counters (
    partition    INTEGER NOT NULL,
    journey      TEXT NOT NULL,
    version      INTEGER NOT NULL,
    day          INTEGER NOT NULL,
    step         TEXT NOT NULL,
    measure      TEXT NOT NULL,
    detail       TEXT NOT NULL,
    count        INTEGER NOT NULL,
    amount       INTEGER NOT NULL,
    PRIMARY KEY (partition, journey, version, day, step, measure, detail)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
    id           INTEGER PRIMARY KEY,
    partition    INTEGER NOT NULL,
    enrollment   INTEGER NOT NULL,
    journey      TEXT NOT NULL,
    version      INTEGER NOT NULL,
    step         TEXT NOT NULL,
    visit        INTEGER NOT NULL,
    choice       INTEGER NOT NULL,
    customer     TEXT NOT NULL,
    channel      TEXT NOT NULL,
    voucher_code TEXT,
    queued_at    INTEGER NOT NULL,
    due_at       INTEGER,
    status       INTEGER NOT NULL,
    attempt      INTEGER NOT NULL,
    worker       INTEGER,
    decided_at   INTEGER,
    reason       TEXT
) STRICT;

CREATE INDEX outbox_of ON outbox (enrollment);
CREATE INDEX outbox_due ON outbox (partition, due_at) WHERE status = 0 AND due_at IS NOT NULL;
CREATE INDEX outbox_dispatching ON outbox (partition, worker) WHERE status = 1;

-- The numbers are those of the event log; a purge scans in their order.
CREATE TABLE vouchers (
    number       INTEGER PRIMARY KEY,
    partition    INTEGER NOT NULL,
    code         TEXT NOT NULL,
    customer     TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    journey      TEXT NOT NULL,
    offer        TEXT NOT NULL,
    issued_at    INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    redeemed_at  INTEGER,
    redeemed_by  TEXT
) STRICT;

-- The codes of a batch share a prefix, so their index entries are adjacent.
CREATE UNIQUE INDEX vouchers_code ON vouchers (partition, code);
-- Lookup by customer and uniqueness of the key in one index: a key belongs to an enrollment, which belongs to one customer.
CREATE UNIQUE INDEX vouchers_of ON vouchers (partition, customer, idempotency_key);

-- Suppressed addresses, as keyed hashes; the topic '' means all topics. The list belongs to the whole store: the partition of an entry is derived from its address.
CREATE TABLE suppressions (
    partition    INTEGER NOT NULL,
    address      TEXT NOT NULL,
    topic        TEXT NOT NULL,
    reason       TEXT NOT NULL,
    since        INTEGER NOT NULL,
    PRIMARY KEY (partition, address, topic)
) STRICT, WITHOUT ROWID;

CREATE TABLE sweeps (
    partition    INTEGER NOT NULL,
    sweep        TEXT NOT NULL,
    occurrence   INTEGER NOT NULL,
    position     TEXT,
    finished     INTEGER NOT NULL,
    PRIMARY KEY (partition, sweep)
) STRICT, WITHOUT ROWID;
