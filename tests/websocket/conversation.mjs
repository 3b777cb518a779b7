// node conversation.mjs ws://ADDRESS: what a WebSocket must be able to do through a proxy. Prints a verdict as one line of JSON.

import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { Peer, bytes, within } from './peer.mjs';

const base = process.argv[2];
const MIB = 1 << 20;
let ids = 0;

const nextId = () => `${process.pid}-${ids++}`;
const open = (options) => Peer.open(`${base}/`, options);

async function closingAtServer(id) {
  const response = await within(fetch(`${base.replace(/^ws/, 'http')}/closings/${id}`), `the server's view of ${id}`);
  return response.json();
}

async function echoes(peer, data) {
  peer.send(data);
  const echo = await peer.next();
  assert.equal(echo.isBinary, Buffer.isBuffer(data));
  assert.ok(Buffer.from(data).equals(echo.data), `${data.length} came back changed`);
}

const checks = {
  async 'text and binary, short and long'() {
    const peer = await open();
    for (const size of [0, 1, 125, 126, 65_535, 65_536, 300_000]) {
      await echoes(peer, bytes(size, size));
      await echoes(peer, 'ä'.repeat(size / 2));
    }
    assert.deepEqual(await peer.close(), { code: 1000, reason: '' });
  },

  async 'a subprotocol is agreed on'() {
    const peer = await open({ protocols: ['echo.v1', 'echo.v2'] });
    assert.equal(peer.socket.protocol, 'echo.v2');
    await peer.close();
  },

  async 'many messages before the first answer, in order'() {
    const peer = await open();
    for (let i = 0; i < 2000; i++) peer.send(`message ${i}`);
    for (let i = 0; i < 2000; i++) assert.equal(await peer.nextText(), `message ${i}`);
    await peer.close();
  },

  async 'a fragmented message of the client'() {
    const peer = await open();
    const parts = [bytes(10, 1), bytes(70_000, 2), bytes(0, 3), bytes(5, 4)];
    parts.forEach((part, i) => peer.send(part, { fin: i === parts.length - 1, binary: true }));
    const { data } = await peer.next();
    assert.ok(Buffer.concat(parts).equals(data));
    await peer.close();
  },

  async 'a fragmented message of the server'() {
    const peer = await open();
    peer.send('do:fragments 5');
    assert.equal(await peer.nextText(), '0;1;2;3;4;end');
    await peer.close();
  },

  async 'messages of 16 MiB'() {
    const peer = await open();
    await echoes(peer, bytes(16 * MIB, 7));
    await echoes(peer, 'x'.repeat(16 * MIB));
    await peer.close();
  },

  async 'permessage-deflate'() {
    const peer = await open({ perMessageDeflate: { threshold: 0 } });
    peer.send('do:extensions');
    assert.match(await peer.nextText(), /permessage-deflate/);
    for (const size of [1, 1000, 200_000, 4 * MIB]) {
      await echoes(peer, 'again and again '.repeat(size / 16));
      await echoes(peer, bytes(size, size));
    }
    await peer.close();
  },

  async 'ping of the client'() {
    const peer = await open();
    peer.socket.ping('are you there?');
    const [data] = await within(once(peer.socket, 'pong'), 'a pong');
    assert.equal(data.toString(), 'are you there?');
    await peer.close();
  },

  async 'ping of the server'() {
    const peer = await open();
    peer.send('do:ping and you?');
    assert.equal(await peer.nextText(), 'pong: and you?');
    await peer.close();
  },

  async 'the client closes with code and reason'() {
    const id = nextId();
    const peer = await Peer.open(`${base}/?id=${id}`);
    peer.socket.close(4001, 'the client has enough');
    assert.deepEqual(await closingAtServer(id), { code: 4001, reason: 'the client has enough' });
    assert.deepEqual(await peer.end(), { code: 4001, reason: 'the client has enough' });
  },

  async 'the server closes with code and reason'() {
    const id = nextId();
    const peer = await Peer.open(`${base}/?id=${id}`);
    peer.send('do:close 4002 the server has enough');
    assert.deepEqual(await peer.end(), { code: 4002, reason: 'the server has enough' });
    assert.deepEqual(await closingAtServer(id), { code: 4002, reason: 'the server has enough' });
  },

  async 'the client ends abruptly'() {
    const id = nextId();
    const peer = await Peer.open(`${base}/?id=${id}`);
    await echoes(peer, 'before');
    peer.socket.terminate();
    assert.equal((await closingAtServer(id)).code, 1006);
  },

  async 'the server ends abruptly'() {
    const peer = await open();
    await echoes(peer, 'before');
    peer.send('do:terminate');
    assert.equal((await peer.end()).code, 1006);
  },

  async 'the client ends abruptly while much is on its way'() {
    const id = nextId();
    const peer = await Peer.open(`${base}/?id=${id}`);
    peer.send(bytes(16 * MIB, 1));
    setTimeout(() => peer.socket.terminate(), 5);
    assert.equal((await closingAtServer(id)).code, 1006);
  },
};

const verdict = { passed: [], failed: [] };
for (const [name, check] of Object.entries(checks)) {
  try {
    await check();
    verdict.passed.push(name);
  } catch (error) {
    verdict.failed.push(`${name}: ${error.stack}`);
  }
}
console.log(JSON.stringify(verdict));
process.exit(verdict.failed.length === 0 ? 0 : 1);
