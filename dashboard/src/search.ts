import { signal } from '@preact/signals';

export type SortKey = 'url' | 'cluster' | 'state' | 'rate' | 'errors' | 'p50' | 'p99' | 'inFlight' | 'weight';

/** What of the endpoints is wanted, and in which order. */
export const search = signal<{ text: string; cluster: string; state: 'all' | 'up' | 'out' | 'drained'; sort: SortKey; isDescending: boolean }>({ text: '', cluster: '', state: 'all', sort: 'state', isDescending: true });

export type RouteSortKey = 'name' | 'takes' | 'from' | 'to' | 'rate' | 'errors' | 'p50' | 'p99';

/** The same of routes. */
export const routeSearch = signal<{ text: string; which: 'all' | 'failing' | 'idle'; sort: RouteSortKey; isDescending: boolean }>({ text: '', which: 'all', sort: 'errors', isDescending: true });
