import { signal } from '@preact/signals';
import { Chart, type Line } from './Chart';
import { count, milliseconds, rate, tick } from './format';
import { useHistory } from './history';
import type { Kind } from './types';

const ranges = [[300, '5 min'], [900, '15 min'], [3600, '1 hour']] as const;
const range = signal<number>(300);

/** How much of the last hour charts show; the same for all of them. */
export function RangeChoice() {
  return (
    <div class="choice" role="group" aria-label="Time range">
      {ranges.map(([seconds, label]) => <button key={seconds} type="button" aria-pressed={range.value === seconds} onClick={() => { range.value = seconds; }}>{label}</button>)}
    </div>
  );
}

/** Requests with errors, and latency where it is measured, else what is under way. */
export function HistoryCharts({ kind, name, height, failedAre }: { kind: Kind; name: string; height?: number; failedAre: string }) {
  const history = useHistory(kind, name).value;
  if (!history) return <div class="charts" aria-busy="true" />;
  const { step } = history;
  const points = Math.round(range.value / step);

  // Before there was anything, nothing is shown rather than zero.
  const short = Math.max(0, points - history.requests.length);
  const last = (values: (number | null)[], by = 1) => [...Array<null>(short).fill(null), ...values.slice(-points).map(value => value === null ? null : value / by)];
  const from = history.from + (history.requests.length - points) * step;
  const requests: Line[] = [
    { label: 'requests/s', colour: 'flow', values: last(history.requests, step), fill: true },
    ...(kind === 'listener' ? [] : [{ label: failedAre, colour: 'bad', values: last(history.failed, step), fill: true }]),
  ];
  const latency: Line[] | null = history.p50 && [{ label: 'p50', colour: 'flow', values: last(history.p50) }, { label: 'p90', colour: 'soft', values: last(history.p90!), dash: true }, { label: 'p99', colour: 'ink', values: last(history.p99!) }];
  const open: Line[] = [{ label: kind === 'listener' ? 'connections' : 'in flight', colour: 'flow', values: last(history.inFlight), fill: true }];
  return (
    <div class="charts">
      <Chart title="Traffic" from={from} step={step} lines={requests} format={rate} axisFormat={tick} height={height} />
      {latency && <Chart title="Latency" from={from} step={step} lines={latency} format={milliseconds} height={height} />}
      {kind !== 'route' && kind !== 'process' && <Chart title={kind === 'listener' ? 'Connections' : 'In flight'} from={from} step={step} lines={open} format={count} axisFormat={tick} height={height} />}
    </div>
  );
}
