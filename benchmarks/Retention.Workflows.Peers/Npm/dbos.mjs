// DBOS: a durable workflow for each customer: a step, a durable sleep, a step. The workflows are started directly, without a queue.
import { DBOS } from '@dbos-inc/dbos-sdk';
import pg from 'pg';
import { chunks, code, connectionString, serve } from './peer.mjs';

const pool = new pg.Pool({ connectionString, max: 20 });

const journey = DBOS.registerWorkflow(async (customer, resume) => {
  await DBOS.runStep(() => pool.query('SELECT send_offer($1)', [[customer]]).then(() => null), { name: 'offer' });
  await DBOS.sleep(Math.max(1, resume - (await DBOS.now())));
  await DBOS.runStep(() => pool.query('SELECT decide($1, $2)', [[customer], [code()]]).then(() => null), { name: 'decide' });
}, { name: 'journey' });

DBOS.setConfig({ name: 'peers', systemDatabaseUrl: connectionString, systemDatabasePoolSize: 20, runAdminServer: false, logLevel: 'error' });
await DBOS.launch();

await serve(async (customers, resume) => {
  for (const chunk of chunks(customers, 100))
    await Promise.all(chunk.map(customer => DBOS.startWorkflow(journey, { workflowID: customer })(customer, resume.getTime())));
});
