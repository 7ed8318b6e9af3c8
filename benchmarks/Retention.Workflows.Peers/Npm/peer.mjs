// What the scripts of all peers share: the connection string is the first argument, commands come as lines of JSON.
import crypto from 'node:crypto';
import readline from 'node:readline';

export const connectionString = process.argv[2];

export const code = () => crypto.randomBytes(8).toString('hex');

export const customers = (first, count) =>
  Array.from({ length: count }, (_, i) => `customer-${String(first + i).padStart(7, '0')}`);

export const chunks = (list, size) =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));

/** Answers each command {first, count, resume} with "done" after enrolling these customers. */
export async function serve(enroll) {
  console.log('ready');
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const { first, count, resume } = JSON.parse(line);
    await enroll(customers(first, count), new Date(resume));
    console.log('done');
  }
  process.exit(0);
}
