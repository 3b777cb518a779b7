// A client's WebSocket whose messages are awaited one by one.

import { WebSocket } from 'ws';

export const PATIENCE_MS = 30_000;

export function within(promise, what) {
  let timer;
  const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error(`waited in vain for ${what}`)), PATIENCE_MS); });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

export class Peer {
  #messages = [];
  #waiting = null;

  constructor(url, { protocols = [], ...options } = {}) {
    this.socket = new WebSocket(url, protocols, { perMessageDeflate: false, ...options });
    this.opened = new Promise((resolve, reject) => {
      this.socket.once('open', resolve);
      this.socket.once('error', reject);
    });
    this.closed = new Promise((resolve) => {
      this.socket.once('close', (code, reason) => {
        resolve({ code, reason: reason.toString() });
        this.#waiting?.reject(new Error(`closed with ${code} where a message was expected`));
      });
    });
    this.opened.catch(() => { /* whoever awaits it hears of it */ });
    this.socket.on('message', (data, isBinary) => this.#deliver({ data, isBinary }));
  }

  static async open(url, options) {
    const peer = new Peer(url, options);
    await within(peer.opened, `a WebSocket to ${url}`);
    return peer;
  }

  send(data, options) {
    this.socket.send(data, options);
  }

  next() {
    if (this.#messages.length > 0) return Promise.resolve(this.#messages.shift());
    return within(new Promise((resolve, reject) => { this.#waiting = { resolve, reject }; }), 'a message');
  }

  async nextText() {
    const { data, isBinary } = await this.next();
    if (isBinary) throw new Error('a binary message where a text was expected');
    return data.toString();
  }

  end() {
    return within(this.closed, 'the end of a WebSocket');
  }

  async close() {
    this.socket.close(1000);
    return this.end();
  }

  #deliver(message) {
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting) waiting.resolve(message);
    else this.#messages.push(message);
  }
}

// Bytes that depend on their place and on the seed, so that what is lost, doubled or swapped shows.
export function bytes(count, seed) {
  const all = Buffer.allocUnsafe(count);
  let state = (seed * 2654435761 + 1) >>> 0;
  for (let i = 0; i < count; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    all[i] = state;
  }
  return all;
}
