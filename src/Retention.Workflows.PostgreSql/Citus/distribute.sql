-- Distributes the tables of a store over the nodes of a Citus cluster. Run it once, on the coordinator, after the store has created its
-- tables and while no process uses them:
--
--   psql "host=coordinator dbname=shop" -v ON_ERROR_STOP=1 -c "SET search_path TO retention" -f distribute.sql

BEGIN;

-- Rows of one partition are together on one node, so a transaction of the engine needs one node.
SELECT create_distributed_table('partitions', 'partition', colocate_with => 'none');

SELECT create_distributed_table(name, 'partition', colocate_with => 'partitions')
FROM unnest(ARRAY['customers', 'events', 'segments', 'entries', 'enrollments', 'history', 'counters', 'outbox', 'vouchers', 'sweeps', 'pauses',
    'engine_notifications', 'offer_reserves', 'channel_pauses', 'sender_faults']) AS name;

-- What belongs to the whole store is on every node.
SELECT create_reference_table(name)
FROM unnest(ARRAY['schema_version', 'journeys', 'rfm_models', 'suppressions', 'address_owners', 'address_sends', 'offer_totals']) AS name;

COMMIT;
