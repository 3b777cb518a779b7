import { signal, type ReadonlySignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { get } from './api';
import { numbersOf, world } from './live';
import type { History, Kind } from './types';

const hour = 3600;

/** The last hour of something, going on with every second: history once, then what the stream says. */
export function useHistory(kind: Kind, name: string): ReadonlySignal<History | null> {
  const held = useMemo(() => signal<History | null>(null), [kind, name]);
  useEffect(() => {
    const abort = new AbortController();
    let loadedAt = 0;
    let last = 0;
    let totals = { requests: 0, failed: 0 };
    const load = () => {
      loadedAt = Date.now();
      get<History>(`/v1/history/${kind}/${encodeURIComponent(name)}`, abort.signal).then(history => { held.value = history; }, () => undefined);
    };
    load();
    const stop = world.subscribe(now => {
      const numbers = now && numbersOf(now, kind, name);
      if (!now || !numbers) return;
      const before = totals;
      const missed = now.at - last !== 1;
      last = now.at;
      totals = { requests: numbers.requests, failed: numbers.failed };
      const history = held.value;

      // Who was away asks again, and so does who gets it in long steps.
      if (!history || history.step > 1 || missed) {
        if (Date.now() - loadedAt > Math.max(3, history?.step ?? 0) * 1000) load();
        return;
      }

      if (now.at < history.from + history.requests.length) return;
      held.value = {
        ...history,
        from: history.from + Math.max(0, history.requests.length + 1 - hour),
        requests: added(history.requests, Math.max(0, totals.requests - before.requests)),
        failed: added(history.failed, Math.max(0, totals.failed - before.failed)),
        inFlight: added(history.inFlight, numbers.inFlight),
        p50: history.p50 && added(history.p50, numbers.p50 ?? null),
        p90: history.p90 && added(history.p90, numbers.p90 ?? null),
        p99: history.p99 && added(history.p99, numbers.p99 ?? null),
      };
    });
    return () => { stop(); abort.abort(); };
  }, [kind, name]);
  return held;
}

const added = <T>(list: T[], value: T): T[] => (list.length < hour ? [...list, value] : [...list.slice(list.length - hour + 1), value]);
