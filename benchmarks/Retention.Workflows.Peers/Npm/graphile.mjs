// graphile-worker. "batches": a job for 1,000 customers. "jobs": a job for each customer.
// Settings as https://worker.graphile.org/docs/performance advises: its own benchmark has a local queue of 500 and completes jobs in batches.
import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import pg from 'pg';
import { chunks, code, connectionString, serve } from './peer.mjs';

const inBatches = process.argv[3] === 'batches';
const concurrentJobs = inBatches ? 4 : 24;
const pgPool = new pg.Pool({ connectionString, max: concurrentJobs + 2 });
pgPool.on('error', error => console.error(error));
pgPool.on('connect', client => client.on('error', error => console.error(error)));
const logger = new Logger(() => () => {});
const preset = {
  worker: {
    concurrentJobs,
    maxPoolSize: concurrentJobs + 2,
    pollInterval: 500,
    localQueue: { size: inBatches ? concurrentJobs + 1 : 500 },
    completeJobBatchDelay: 0,
    failJobBatchDelay: 0,
  },
};

const utils = await makeWorkerUtils({ pgPool, logger });
await utils.migrate();

// The rows of a step and the job of the next step are one transaction.
await run({
  pgPool, logger, preset, noHandleSignals: true,
  taskList: {
    offer: async ({ customers, resume }, helpers) => {
      await helpers.query(
        `SELECT send_offer($1), graphile_worker.add_job('decide', $2::json, run_at := $3::timestamptz)`,
        [customers, JSON.stringify({ customers }), resume]);
    },
    decide: async ({ customers }, helpers) => {
      await helpers.query('SELECT decide($1, $2)', [customers, customers.map(code)]);
    },
  },
});

await serve(async (customers, resume) => {
  const jobs = chunks(customers, inBatches ? 1000 : 1)
    .map(chunk => ({ identifier: 'offer', payload: { customers: chunk, resume } }));
  for (const some of chunks(jobs, 1000)) await utils.addJobs(some);
});
