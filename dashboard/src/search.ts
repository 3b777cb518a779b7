import { signal } from '@preact/signals';

export type SortKey = 'url' | 'cluster' | 'state' | 'rate' | 'errors' | 'p50' | 'p99' | 'inFlight' | 'weight';

/** What of the endpoints is wanted, and in which order. */
export const search = signal<{ text: string; cluster: string; state: 'all' | 'up' | 'out' | 'drained'; sort: SortKey; isDescending: boolean }>({ text: '', cluster: '', state: 'all', sort: 'state', isDescending: true });
