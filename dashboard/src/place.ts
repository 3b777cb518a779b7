import { signal } from '@preact/signals';
import type { Kind } from './types';

export type View = 'overview' | 'routes' | 'endpoints' | 'changes';

/** What is on the screen: a view, and perhaps something opened beside it. It stands in the address, so that it can be sent to somebody. */
export interface Place { view: View; open: { kind: Kind; name: string } | null }

const views: View[] = ['overview', 'routes', 'endpoints', 'changes'];

const kinds: Kind[] = ['listener', 'route', 'cluster', 'endpoint'];

export const place = signal<Place>(read());

addEventListener('hashchange', () => { place.value = read(); });

export const hrefOf = (view: View, open?: Place['open']): string => `#/${view}${open ? `/${open.kind}/${encodeURIComponent(open.name)}` : ''}`;

export function show(kind: Kind, name: string): void {
  location.hash = hrefOf(place.value.view, { kind, name });
}

export function close(): void {
  location.hash = hrefOf(place.value.view);
}

function read(): Place {
  const [, view, kind, name] = location.hash.split('/');
  const known = kinds.find(each => each === kind);
  return { view: views.find(each => each === view) ?? 'overview', open: known && name ? { kind: known, name: decoded(name) } : null };
}

/** An address may have been cut or typed: what is not encoded stands for itself. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
