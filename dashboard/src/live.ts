import { signal } from '@preact/signals';
import { ask, asksForToken, Refusal } from './api';
import type { Cluster, Endpoint, Kind, Listener, RawRow, Route, Status, Tick, Topology } from './types';

/** How something does now. */
export interface Numbers {
  rate: number; errors: number; inFlight: number; requests: number; failed: number;
  /** Smoothed over some seconds, for what must not jump about: widths, orders. */
  calm: number; calmErrors: number;
  /** When something failed last, as far as this page has seen it; in seconds since 1970. */
  failedAt?: number;
  p50?: number | null; p90?: number | null; p99?: number | null;
}

export interface World {
  number: number; at: number; change: number; connections: number; tunnels: number; endpointsUp: number;
  status: Status; listeners: Listener[]; routes: Route[]; clusters: Cluster[]; endpoints: Endpoint[];
  process: Numbers; of: { listeners: Numbers[]; routes: Numbers[]; clusters: Numbers[]; endpoints: Numbers[] };
}

/** All that is known. Its lists are changed in place, and the world is a new object with each message. */
export const world = signal<World | null>(null);

/** Whether messages come. */
export const connection = signal<'opening' | 'live' | 'lost'>('opening');

/** What is known is not of now. A stream that begins anew at once, as with an upgrade, makes nothing stale. */
export const isStale = signal(false);

/** When a message came last, by the clock of this machine; 0 before the first. */
export const heardAt = signal(0);

/** Why they do not come, where the admin address says so. */
export const trouble = signal('');

const silence = 15_000;
const patience = 2000;
const calmness = 0.3;
const recently = 60;

export function numbersOf(now: World, kind: Kind, name: string): Numbers | undefined {
  if (kind === 'process') return now.process;
  if (kind === 'listener') return now.of.listeners[now.listeners.findIndex(one => one.name === name)];
  if (kind === 'route') return now.of.routes[now.routes.findIndex(one => one.name === name)];
  if (kind === 'cluster') return now.of.clusters[now.clusters.findIndex(one => one.name === name)];
  return now.of.endpoints[now.endpoints.findIndex(one => nameOf(one) === name)];
}

/** Something has failed within the last minute, so that what is quiet and fails now and then does not come and go. */
export const failsLately = (numbers: Numbers, at: number): boolean => numbers.failedAt !== undefined && at - numbers.failedAt < recently;

export const nameOf = (endpoint: Endpoint): string => `${endpoint.cluster}/${endpoint.url}`;

/** Follows the event stream for ever, also over its ends. */
export async function follow(): Promise<void> {
  for (let wait = 500; ; wait = Math.min(wait * 2, 8000)) {
    try {
      await readStream(() => { wait = 500; });
      trouble.value = '';
    } catch (failure) {
      trouble.value = failure instanceof Refusal ? failure.message : '';

      // It is tried again; what is no matter of the network is a mistake in this page.
      if (!(failure instanceof Refusal || failure instanceof DOMException) && !isOfNetwork(failure)) console.error(failure);
    }

    connection.value = 'lost';
    setTimeout(() => { isStale.value = connection.value === 'lost' && world.value !== null; }, patience);
    if (asksForToken.value) await new Promise<void>(resolve => { const stop = asksForToken.subscribe(asks => { if (!asks) { resolve(); queueMicrotask(() => stop()); } }); });
    else await new Promise(resolve => setTimeout(resolve, wait));
  }
}

/** fetch and its stream fail with a TypeError whose text is the browser's. */
const isOfNetwork = (failure: unknown): boolean => failure instanceof TypeError && /fetch|network|load failed/i.test(failure.message);

// EventSource cannot send a token.
async function readStream(whenHeard: () => void): Promise<void> {
  const abort = new AbortController();
  let watch = setTimeout(() => abort.abort(), silence);
  try {
    const response = await ask('/v1/events', { signal: abort.signal, headers: { Accept: 'text/event-stream' } });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(watch);
      watch = setTimeout(() => abort.abort(), silence);
      rest += value;
      for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
        take(rest.slice(0, end));
        rest = rest.slice(end + 2);
        whenHeard();
      }
    }
  } finally {
    clearTimeout(watch);
    abort.abort();
  }
}

function take(message: string): void {
  let event = '';
  let data = '';
  for (const line of message.split('\n')) {
    if (line.startsWith('event: ')) event = line.slice(7);
    else if (line.startsWith('data: ')) data = line.slice(6);
  }

  if (event === 'topology') world.value = begin(JSON.parse(data) as Topology);
  else if (event === 'tick' && world.value) world.value = advance(world.value, JSON.parse(data) as Tick);
  if (!event) return;
  heardAt.value = Date.now();
  connection.value = 'live';
  isStale.value = false;
}

function begin(topology: Topology): World {
  const { now, ...things } = topology;
  const before = world.value;
  const next: World = {
    ...things, ...header(now), process: numbers(now.process, now.at, before?.process),
    of: { listeners: [], routes: [], clusters: [], endpoints: [] },
  };

  // What was there before is as calm as it was.
  for (const list of ['listeners', 'routes', 'clusters', 'endpoints'] as const) {
    const old = new Map(before?.[list].map((thing, i) => [keyOf(thing), before.of[list][i]]));
    next.of[list] = now[list].map((row, i) => numbers(row, now.at, old.get(keyOf(next[list][i]))));
  }

  return next;
}

const keyOf = (thing: Listener | Route | Cluster | Endpoint): string => ('url' in thing ? nameOf(thing) : thing.name);

function advance(now: World, tick: Tick): World {
  for (const list of ['listeners', 'routes', 'clusters', 'endpoints'] as const) {
    const changed = new Map(tick[list].map(row => [row[0]!, row]));
    now.of[list].forEach((old, i) => {
      const row = changed.get(i);
      if (row) now.of[list][i] = numbers(row, tick.at, old);
      else if (old.calm !== old.rate || old.calmErrors !== old.errors) now.of[list][i] = { ...old, calm: calmed(old.calm, old.rate), calmErrors: calmed(old.calmErrors, old.errors) };
    });
  }

  for (const { place, ...standing } of tick.states) if (now.endpoints[place]) now.endpoints[place] = { ...now.endpoints[place], ...standing };
  now.clusters.forEach((cluster, i) => {
    const panicking = tick.panicking.includes(i);
    if (cluster.panicking !== panicking) now.clusters[i] = { ...cluster, panicking };
  });
  const { lastReloadSucceeded } = tick;
  const status = now.status.lastReloadSucceeded === lastReloadSucceeded ? now.status : { ...now.status, lastReloadSucceeded };
  return { ...now, ...header(tick), status, process: numbers(tick.process, tick.at, now.process) };
}

const header = (tick: Tick) => ({ number: tick.number, at: tick.at, change: tick.change, connections: tick.connections, tunnels: tick.tunnels, endpointsUp: tick.endpointsUp });

function numbers(row: RawRow, at: number, before?: Numbers): Numbers {
  const [, rate, errors, inFlight, requests, failed] = row as number[];
  const base = { rate, errors, inFlight, requests, failed, calm: before ? calmed(before.calm, rate) : rate, calmErrors: before ? calmed(before.calmErrors, errors) : errors, failedAt: errors > 0 ? at : before?.failedAt };
  return row.length > 6 ? { ...base, p50: row[6], p90: row[7], p99: row[8] } : base;
}

function calmed(before: number, now: number): number {
  const next = before + calmness * (now - before);
  return Math.abs(next - now) < 0.05 ? now : next;
}
