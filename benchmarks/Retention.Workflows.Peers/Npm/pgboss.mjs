// pg-boss: a job for each customer, taken, completed and inserted 1,000 at a time.
// Settings as https://pgboss.io/api/workers describes: batchSize, burstWhenBatchFull, the shortest polling interval.
// A transactional worker commits the rows of a step, the jobs of the next step and the completion together.
import { PgBoss } from 'pg-boss';
import { chunks, code, connectionString, serve } from './peer.mjs';

const boss = new PgBoss({ connectionString, max: 8 });
boss.on('error', error => console.error(error));
await boss.start();
await boss.createQueue('offer');
await boss.createQueue('decide');

const options = { batchSize: 1000, localConcurrency: 2, pollingIntervalSeconds: 0.5, burstWhenBatchFull: true, transactional: true };
await boss.work('offer', options, async (jobs, tx) => {
  await tx.executeSql('SELECT send_offer($1)', [jobs.map(job => job.data.customer)]);
  await boss.insert('decide', jobs.map(job => ({ data: { customer: job.data.customer }, startAfter: new Date(job.data.resume) })), { db: tx });
});
await boss.work('decide', options, async (jobs, tx) => {
  await tx.executeSql('SELECT decide($1, $2)', [jobs.map(job => job.data.customer), jobs.map(code)]);
});

await serve(async (customers, resume) => {
  for (const chunk of chunks(customers, 1000)) await boss.insert('offer', chunk.map(customer => ({ data: { customer, resume } })));
});
