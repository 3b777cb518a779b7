import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { get } from './api';
import { milliseconds, moment, ago } from './format';
import { world } from './live';
import type { Exchange, Kind, Try } from './types';

const interval = 5000;
const most = 5;

const steps = [
  ['request', 'until the request was complete'],
  ['queue', 'before the last attempt: in the queue, or at other endpoints'],
  ['connect', 'connecting'],
  ['response', 'until the endpoint answered'],
  ['transfer', 'for the body of the response'],
] as const;

/** Exchanges that failed or were slow, with what took how long. The proxy keeps those lately gone wrong, the slow ones, and a sample of the rest. */
export function RecentExchanges({ kind, name }: { kind: Kind; name: string }) {
  const all = useSignal<Exchange[]>([]);
  useEffect(() => {
    const abort = new AbortController();
    const load = () => { get<Exchange[]>('/v1/exchanges', abort.signal).then(list => { all.value = list.filter(one => belongs(one, kind, name)); }, () => undefined); };
    load();
    const timer = setInterval(load, interval);
    return () => { clearInterval(timer); abort.abort(); };
  }, [kind, name]);
  const failing = all.value.filter(fails).slice(0, most);
  const slow = [...all.value].sort((a, b) => b.total_us - a.total_us).slice(0, most);
  return (
    <>
      {failing.length > 0 && <Section title="Latest that failed" list={failing} />}
      {slow.length > 0 && <Section title="Slowest of those kept" list={slow} />}
    </>
  );
}

function belongs(exchange: Exchange, kind: Kind, name: string): boolean {
  return kind === 'endpoint' ? `${exchange.cluster}/${exchange.endpoint}` === name : kind !== 'process' && exchange[kind] === name;
}

const fails = (exchange: Exchange): boolean => exchange.status >= 500 || exchange.fault !== undefined;

function Section({ title, list }: { title: string; list: Exchange[] }) {
  const now = world.value!.at;
  return (
    <section class="exchanges">
      <h3>{title}</h3>
      {list.map(exchange => (
        <details key={`${exchange.request_id} ${exchange.time}`}>
          <summary>
            <b class={fails(exchange) ? 'failing' : ''}>{exchange.status}</b>
            <span>{exchange.method ?? '?'} {exchange.path ?? ''}</span>
            <em>{milliseconds(exchange.total_us / 1000)}</em>
            <time dateTime={exchange.time} title={moment(exchange.time)}>{ago(exchange.time, now)}</time>
          </summary>
          <Explanation exchange={exchange} />
        </details>
      ))}
    </section>
  );
}

function Explanation({ exchange }: { exchange: Exchange }) {
  const times = timesOf(exchange);
  const all = Math.max(1, times.reduce((sum, time) => sum + time, 0));
  const longest = times.indexOf(Math.max(...times));
  return (
    <div class="explanation">
      <p>
        {exchange.fault ? <>It went wrong: <b>{exchange.fault}</b>{exchange.detail ? ` (${exchange.detail})` : ''}. </> : exchange.status >= 500 ? `${exchange.endpoint ?? 'The proxy'} answered ${exchange.status}. ` : ''}
        {`Of ${milliseconds(exchange.total_us / 1000)}, ${milliseconds(times[longest] / 1000)} went by ${steps[longest][1]}.`}
        {exchange.attempts > 1 ? ` ${exchange.attempts} attempts.` : ''}
      </p>
      <div class="steps" aria-hidden="true">{times.map((time, i) => time > 0 && <i key={steps[i][0]} class={`step-${steps[i][0]}`} style={{ width: `${(100 * time) / all}%` }} />)}</div>
      <dl>
        {steps.map(([step], i) => <div key={step}><dt><i class={`step-${step}`} />{step}</dt><dd>{milliseconds(times[i] / 1000)}</dd></div>)}
      </dl>
      {exchange.tries && exchange.tries.length > 1 && <ol class="tries">{exchange.tries.map((one, i) => <li key={i}>{told(one)}</li>)}</ol>}
      <p class="id">{exchange.request_id} from {exchange.client}{exchange.endpoint ? ` to ${exchange.endpoint}` : ''}{exchange.trace_id && exchange.trace_id !== exchange.request_id ? `, trace ${exchange.trace_id}` : ''}</p>
    </div>
  );
}

function told(one: Try): string {
  const end = one.status ? `answered ${one.status}` : one.fault ?? 'given up';
  const at = one.ended_us === undefined ? '' : ` at ${milliseconds(one.ended_us / 1000)}`;
  return `${one.endpoint ?? '?'}${one.hedge ? ', beside the one before' : ''}: from ${milliseconds(one.began_us / 1000)}, ${end}${at}`;
}

function timesOf(exchange: Exchange): number[] {
  const known = [exchange.request_us, exchange.queue_us, exchange.connect_us, exchange.response_us].map(time => Math.max(0, time ?? 0));
  return [...known, Math.max(0, exchange.total_us - known.reduce((sum, time) => sum + time, 0))];
}
