// What the admin address says; the same as the views in src/Gyrfalcon.Admin/Api/Views.

export interface Status {
  version: string; driver: string; workers: number; processId: number; startedAt: string; change: number;
  revision: number; revisionAt: string; revisionBy: string; lastReloadSucceeded: boolean; drift: string[];
}

export interface Listener { name: string; address: string; tls: boolean; connections: number; accepted: number; requests: number }

export interface Route {
  name: string; listeners: string[]; hosts: string[]; path: string | null; methods: string[];
  clusters: { cluster: string; weight: number }[]; responds: number | null; requests: number; statuses: Record<string, number>; seconds: number;
}

export interface Cluster {
  name: string; balancer: string; endpoints: number; usable: number; panicking: boolean; waiting: number; pending: number;
  retries: number; retriesDenied: number; refused: number; requests: number; failed: number; attempts: number; faults: number; drift: string[];
}

export interface Reason { what: string; why: string; since: string | null }

export interface Endpoint {
  cluster: string; url: string; addresses: string[]; state: string; reasons: Reason[]; weight: number; backup: boolean;
  maxRequests: number | null; inFlight: number; requests: number; faults: number;
}

/** Place, rate, errors, in flight, total, failed in all, and perhaps three quantiles in milliseconds. */
export type RawRow = (number | null)[];

export interface Tick {
  number: number; at: number; change: number; lastReloadSucceeded: boolean; connections: number; tunnels: number; faults: number; endpointsUp: number; process: RawRow;
  listeners: RawRow[]; routes: RawRow[]; clusters: RawRow[]; endpoints: RawRow[]; panicking: number[];
  states: { place: number; state: string; weight: number; reasons: Reason[] }[];
}

export interface Topology { status: Status; listeners: Listener[]; routes: Route[]; clusters: Cluster[]; endpoints: Endpoint[]; now: Tick }

export interface History {
  kind: Kind; name: string; step: number; from: number; requests: number[]; failed: number[]; inFlight: number[];
  p50: (number | null)[] | null; p90: (number | null)[] | null; p99: (number | null)[] | null;
}

export interface Revision {
  number: number; at: string; by: string; inForce: boolean; canBeRestored: boolean;
  changes: { thing: string; name: string; change: string; meaning: string }[];
}

export interface Audit { at: string; by: string; what: string; applied: boolean; outcome: string }

export interface Problem { title: string; status: number; detail: string; errors?: string[] | null }

export type Kind = 'process' | 'listener' | 'route' | 'cluster' | 'endpoint';

/** As in the access log; what an exchange never had is missing. */
export interface Exchange {
  time: string; request_id: string; client: string; listener?: string; route?: string; cluster?: string; endpoint?: string; method?: string; host?: string; path?: string;
  status: number; fault?: string; detail?: string; attempts: number; request_us?: number; queue_us?: number; connect_us?: number; response_us?: number; total_us: number;
  trace_id?: string; tries?: Try[];
}

/** One attempt at an endpoint; times from the beginning of the exchange. */
export interface Try {
  endpoint?: string; began_us: number; connected_us?: number; ended_us?: number; kept_connection?: boolean; hedge?: boolean; status?: number; fault?: string;
}
