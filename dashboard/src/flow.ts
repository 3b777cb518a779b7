import type { Numbers, World } from './live';
import { failsLately, nameOf } from './live';
import { count } from './format';
import type { Endpoint, Kind } from './types';

/** A thing in the picture, or the rest of its column in one. */
export interface Node {
  id: string; column: number; kind: Kind; name: string | null; title: string; sub: string; numbers: Numbers; state?: string; rest?: number; cluster?: string;
}

/** What goes from one to another. */
export interface Link { from: Node; to: Node; rate: number; errors: number; isEstimate: boolean }

export interface Flow { columns: Node[][]; links: Link[] }

/** What is hidden when a column is longer. */
const most = 12;

export function flowOf(world: World): Flow {
  const listeners = fold(world.at, 0, 'listener', world.listeners.map((one, i) => ({ id: `l/${one.name}`, column: 0, kind: 'listener' as const, name: one.name, title: one.name, sub: one.address, numbers: world.of.listeners[i] })));
  const routes = fold(world.at, 1, 'route', world.routes.map((one, i) => ({ id: `r/${one.name}`, column: 1, kind: 'route' as const, name: one.name, title: one.name, sub: one.responds ? `answers ${one.responds}` : [...one.hosts, one.path ?? '/*'].join(' '), numbers: world.of.routes[i] })));
  const clusters = fold(world.at, 2, 'cluster', world.clusters.map((one, i) => ({ id: `c/${one.name}`, column: 2, kind: 'cluster' as const, name: one.name, title: one.name, sub: one.balancer, numbers: world.of.clusters[i], state: one.panicking ? 'panic' : undefined })));
  const endpoints = endpointNodes(world, clusters.shown);
  const links: Link[] = [];
  const find = (nodes: Folded, id: string) => nodes.shown.find(node => node.id === id) ?? nodes.shown.find(node => node.rest !== undefined);
  const add = (from: Node | undefined, to: Node | undefined, rate: number, errors: number, isEstimate: boolean) => {
    if (!from || !to) return;
    const old = links.find(link => link.from === from && link.to === to);
    if (old) { old.rate += rate; old.errors += errors; } else links.push({ from, to, rate, errors, isEstimate });
  };

  world.routes.forEach((route, i) => {
    const numbers = world.of.routes[i];
    const node = find(routes, `r/${route.name}`);

    // Requests are counted by listener and by route, not by both: with several listeners, shares are in proportion.
    const open = world.listeners.map((listener, at) => ({ listener, rate: world.of.listeners[at].calm })).filter(each => route.listeners.length === 0 || route.listeners.includes(each.listener.name));
    const all = open.reduce((sum, each) => sum + each.rate, 0);
    for (const { listener, rate } of open) add(find(listeners, `l/${listener.name}`), node, all > 0 ? (numbers.calm * rate) / all : 0, all > 0 ? (numbers.calmErrors * rate) / all : 0, open.length > 1);
    const weights = route.clusters.reduce((sum, each) => sum + each.weight, 0);
    for (const { cluster, weight } of route.clusters) add(node, find(clusters, `c/${cluster}`), (numbers.calm * weight) / (weights || 1), (numbers.calmErrors * weight) / (weights || 1), route.clusters.length > 1);
  });
  for (const node of endpoints) add(find(clusters, `c/${node.cluster}`), node, node.numbers.calm, node.numbers.calmErrors, false);
  return { columns: [listeners.shown, routes.shown, clusters.shown, endpoints], links };
}

/** The most that each may have, so that all together have no more than there is room for. */
function fairShare(wanted: number[], room: number): number {
  let each = Math.max(1, Math.floor(room / Math.max(1, wanted.length)));
  while (wanted.some(one => one > each) && wanted.reduce((sum, one) => sum + Math.min(one, each + 1), 0) <= room) each++;
  return each;
}

interface Folded { shown: Node[] }

/** Those that fail, however quiet they are, and the busiest, in their order; the rest in one. */
function fold(at: number, column: number, kind: Kind, nodes: Node[]): Folded {
  if (nodes.length <= most) return { shown: nodes };
  const isIll = (node: Node) => failsLately(node.numbers, at) || node.state !== undefined;
  const busiest = new Set([...nodes].sort((a, b) => Number(isIll(b)) - Number(isIll(a)) || b.numbers.calm - a.numbers.calm).slice(0, most - 1));
  const rest = nodes.filter(node => !busiest.has(node));
  return { shown: [...nodes.filter(node => busiest.has(node)), restOf(`rest/${column}`, column, kind, rest.map(node => node.numbers), rest.length)] };
}

function endpointNodes(world: World, clusters: Node[]): Node[] {
  const all = new Map<string, [Endpoint, Numbers][]>();
  world.endpoints.forEach((endpoint, i) => {
    const list = all.get(endpoint.cluster);
    if (list) list.push([endpoint, world.of.endpoints[i]]);
    else all.set(endpoint.cluster, [[endpoint, world.of.endpoints[i]]]);
  });
  const nodes: Node[] = [];
  const shown = clusters.filter(node => node.name !== null);
  const each = fairShare(shown.map(node => all.get(node.name!)?.length ?? 0), most + 2);
  for (const { name } of shown) {
    const members = all.get(name!) ?? [];

    // Those that are out come first when there is no room for all; places must not change with every second.
    const chosen = members.length <= Math.max(each, 2) ? members : [...members.filter(([one]) => one.state !== 'up'), ...members.filter(([one]) => one.state === 'up')].slice(0, Math.max(1, each - 1));
    const kept = new Set(chosen.map(([one]) => one));
    for (const [one, numbers] of members.filter(([endpoint]) => kept.has(endpoint))) {
      nodes.push({ id: `e/${nameOf(one)}`, column: 3, kind: 'endpoint', name: nameOf(one), title: one.url.replace(/^http:\/\//, ''), sub: `${numbers.inFlight} in flight`, numbers, state: one.state, cluster: one.cluster });
    }

    const rest = members.filter(([one]) => !kept.has(one));
    if (rest.length > 0) nodes.push({ ...restOf(`rest/3/${name}`, 3, 'endpoint', rest.map(([, numbers]) => numbers), rest.length), cluster: name! });
  }

  return nodes;
}

function restOf(id: string, column: number, kind: Kind, numbers: Numbers[], rest: number): Node {
  const sum = (of: (one: Numbers) => number) => numbers.reduce((total, one) => total + of(one), 0);
  const slow = numbers.map(one => one.p99).filter(one => typeof one === 'number');
  return {
    id, column, kind, name: null, title: `${count(rest)} more`, sub: '', rest,
    numbers: { rate: sum(one => one.rate), errors: sum(one => one.errors), inFlight: sum(one => one.inFlight), requests: sum(one => one.requests), failed: sum(one => one.failed), calm: sum(one => one.calm), calmErrors: sum(one => one.calmErrors), p99: slow.length > 0 ? Math.max(...slow) : undefined },
  };
}
