// node crowd.mjs ws://ADDRESS COUNT MESSAGES: so many WebSockets at once, each of which has as many messages echoed. Prints "open COUNT" once that
// is done, keeps them open and silent until TERM, then has one more message echoed on each, closes them, and prints a verdict as one line of JSON.

import { once } from 'node:events';
import { Peer, bytes } from './peer.mjs';

const [base, count, messages] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const verdict = { opened: 0, echoed: 0, closed: 0, failed: [] };
const term = once(process, 'SIGTERM');

async function forEach(peers, action) {
  await Promise.all(peers.map(async (peer, number) => {
    try {
      await action(peer, number);
    } catch (error) {
      verdict.failed.push(`${number}: ${error.message}`);
    }
  }));
}

async function echo(peer, seed) {
  const data = bytes(seed % 5 === 0 ? seed % 20_000 : seed % 600, seed);
  peer.send(data);
  const { data: back } = await peer.next();
  if (!data.equals(back)) throw new Error(`message ${seed} came back changed`);
  verdict.echoed++;
}

const peers = Array.from({ length: count }, (_, number) => new Peer(`${base}/?number=${number}`));
await forEach(peers, async (peer) => {
  await peer.opened;
  verdict.opened++;
});
await forEach(peers, async (peer, number) => {
  for (let i = 0; i < messages; i++) await echo(peer, number * 31 + i * 7919);
});
console.log(`open ${verdict.opened}`);

await term;
await forEach(peers, (peer, number) => echo(peer, number));
await forEach(peers, async (peer) => {
  if ((await peer.close()).code === 1000) verdict.closed++;
});
verdict.failed.splice(20);
console.log(JSON.stringify(verdict));
process.exit(verdict.failed.length === 0 ? 0 : 1);
