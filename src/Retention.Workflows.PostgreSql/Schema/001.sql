-- Version 1. Runs in the store's own schema. Instants are in UTC with whole milliseconds, amounts are ten-thousandths.
-- Every key starts with the partition, so that tables can be distributed by it. Only the four tables without a partition column cannot.
-- Texts are compared byte by byte (collation "C"), whatever the database's language is.

CREATE TABLE schema_version (
    id           boolean PRIMARY KEY DEFAULT true CHECK (id),
    version      integer NOT NULL,
    partitions   integer NOT NULL,
    upgraded_at  timestamptz NOT NULL
);

-- A transaction on a partition locks its row. About one row per page: the row is written with every commit and is updated in place.
CREATE TABLE partitions (
    partition    integer PRIMARY KEY,
    next_number  bigint NOT NULL,
    next_event   bigint NOT NULL
) WITH (fillfactor = 10);

-- The registered workers. A living worker holds an advisory lock with its number.
CREATE TABLE workers (
    worker       integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    process      integer NOT NULL,
    machine      text NOT NULL,
    backend      integer NOT NULL,
    registered_at timestamptz NOT NULL
);

CREATE TABLE journeys (
    journey      text COLLATE "C" NOT NULL,
    version      integer NOT NULL,
    fingerprint  text COLLATE "C" NOT NULL,
    definition   text NOT NULL,
    published_at timestamptz NOT NULL,
    PRIMARY KEY (journey, version)
);

CREATE TABLE rfm_models (
    version      bigint PRIMARY KEY,
    as_of        date NOT NULL UNIQUE,
    model        text NOT NULL
);

CREATE TABLE customers (
    partition    integer NOT NULL,
    birthday     date,
    id           text COLLATE "C" NOT NULL,
    first_name   text,
    last_name    text,
    addresses    text,
    locale       text,
    time_zone    text,
    postal_code  text,
    attributes   text,
    consents     text,
    PRIMARY KEY (partition, id)
) WITH (fillfactor = 90);

CREATE TABLE events (
    number       bigint NOT NULL,
    partition    integer NOT NULL,
    occurred_at  timestamptz NOT NULL,
    amount       bigint,
    customer     text COLLATE "C" NOT NULL,
    id           text COLLATE "C" NOT NULL,
    name         text COLLATE "C" NOT NULL,
    currency     text COLLATE "C",
    properties   text,
    lines        text,
    PRIMARY KEY (partition, number),
    CONSTRAINT events_id UNIQUE (partition, customer, id)
) WITH (autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);

-- Covers counts and sums without reading the rows.
CREATE INDEX events_of ON events (partition, customer, name, occurred_at) INCLUDE (amount, currency);

-- Covers purchase totals, regardless of the number of other events.
CREATE INDEX events_of_buyers ON events (partition, customer, occurred_at) INCLUDE (name, amount, currency) WHERE name IN ('purchase', 'refund');

CREATE TABLE segments (
    model        bigint NOT NULL,
    since        timestamptz NOT NULL,
    partition    integer NOT NULL,
    segment      smallint NOT NULL,
    score        smallint,
    customer     text COLLATE "C" NOT NULL,
    PRIMARY KEY (partition, customer)
) WITH (fillfactor = 80);

-- The unique key of an enrollment, in a separate table: it never changes, while an update of the enrollment writes every index of its table.
CREATE TABLE entries (
    number       bigint NOT NULL,
    partition    integer NOT NULL,
    customer     text COLLATE "C" NOT NULL,
    journey      text COLLATE "C" NOT NULL,
    entry_key    text COLLATE "C" NOT NULL,
    PRIMARY KEY (partition, customer, journey, entry_key) INCLUDE (number)
);

CREATE TABLE enrollments (
    number       bigint NOT NULL,
    entered_at   timestamptz NOT NULL,
    due_at       timestamptz,
    ended_at     timestamptz,
    contacted_at timestamptz,
    converted_at timestamptz,
    partition    integer NOT NULL,
    version      integer NOT NULL,
    attempt      integer NOT NULL,
    status       smallint NOT NULL,
    customer     text COLLATE "C" NOT NULL,
    journey      text COLLATE "C" NOT NULL,
    entry_key    text COLLATE "C" NOT NULL,
    step         text COLLATE "C",
    state        text,
    outcome      text,
    PRIMARY KEY (partition, number)
) WITH (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);

CREATE INDEX enrollments_active ON enrollments (partition, due_at, number) WHERE status = 0 AND due_at IS NOT NULL;
CREATE INDEX enrollments_calling ON enrollments (partition, due_at, number) WHERE status = 1 AND due_at IS NOT NULL;

-- The numbers are those of the event log.
CREATE TABLE history (
    enrollment   bigint NOT NULL,
    number       bigint NOT NULL,
    at           timestamptz NOT NULL,
    partition    integer NOT NULL,
    moves        text NOT NULL,
    PRIMARY KEY (partition, enrollment, number)
);

CREATE TABLE counters (
    count        bigint NOT NULL,
    amount       bigint NOT NULL,
    partition    integer NOT NULL,
    version      integer NOT NULL,
    day          date NOT NULL,
    journey      text COLLATE "C" NOT NULL,
    step         text COLLATE "C" NOT NULL,
    measure      text COLLATE "C" NOT NULL,
    detail       text COLLATE "C" NOT NULL,
    PRIMARY KEY (partition, journey, version, day, step, measure, detail)
) WITH (fillfactor = 50);

CREATE TABLE outbox (
    number       bigint NOT NULL,
    enrollment   bigint NOT NULL,
    queued_at    timestamptz NOT NULL,
    due_at       timestamptz,
    worker       bigint,
    decided_at   timestamptz,
    partition    integer NOT NULL,
    version      integer NOT NULL,
    visit        integer NOT NULL,
    choice       integer NOT NULL,
    attempt      integer NOT NULL,
    status       smallint NOT NULL,
    journey      text COLLATE "C" NOT NULL,
    step         text COLLATE "C" NOT NULL,
    customer     text COLLATE "C" NOT NULL,
    channel      text COLLATE "C" NOT NULL,
    voucher_code text COLLATE "C",
    reason       text,
    PRIMARY KEY (partition, number)
) WITH (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);

CREATE INDEX outbox_of ON outbox (partition, enrollment);
CREATE INDEX outbox_due ON outbox (partition, due_at, number) WHERE status = 0 AND due_at IS NOT NULL;
CREATE INDEX outbox_dispatching ON outbox (partition, number) WHERE status = 1;

CREATE TABLE vouchers (
    issued_at    timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    redeemed_at  timestamptz,
    partition    integer NOT NULL,
    code         text COLLATE "C" NOT NULL,
    customer     text COLLATE "C" NOT NULL,
    idempotency_key text COLLATE "C" NOT NULL,
    journey      text COLLATE "C" NOT NULL,
    offer        text NOT NULL,
    redeemed_by  text,
    PRIMARY KEY (partition, code),
    CONSTRAINT vouchers_key UNIQUE (partition, idempotency_key)
) WITH (fillfactor = 90);

CREATE INDEX vouchers_of ON vouchers (partition, customer);

-- Suppressed addresses, as keyed hashes; the topic '' means all topics. The list belongs to the whole store: the partition of an entry is derived from its address.
CREATE TABLE suppressions (
    partition    integer NOT NULL,
    since        timestamptz NOT NULL,
    address      text COLLATE "C" NOT NULL,
    topic        text COLLATE "C" NOT NULL,
    reason       text COLLATE "C" NOT NULL,
    PRIMARY KEY (partition, address, topic)
);

CREATE TABLE sweeps (
    partition    integer NOT NULL,
    occurrence   timestamptz NOT NULL,
    finished     boolean NOT NULL,
    sweep        text COLLATE "C" NOT NULL,
    position     text COLLATE "C",
    PRIMARY KEY (partition, sweep)
) WITH (fillfactor = 50);
