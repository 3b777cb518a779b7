import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { get } from './api';
import { faults } from './faults';
import { milliseconds, moment, ago } from './format';
import { world } from './live';
import { hrefOf, place } from './place';
import type { Exchange, Kind, Try } from './types';

const interval = 5000;

/** In microseconds. */
const atOnce = 1000;
const most = 5;

const steps = [
  ['request', 'until the request was complete'],
  ['queue', 'before the last attempt: in the queue, or at other endpoints'],
  ['connect', 'connecting'],
  ['response', 'until the endpoint answered'],
  ['transfer', 'for the body of the response'],
] as const;

/** Exchanges that failed or were slow, with what took how long. The proxy keeps those lately gone wrong, the slow ones, and a sample of the rest. */
export function RecentExchanges({ kind, name, whenEmpty }: { kind: Kind; name: string; whenEmpty?: ComponentChildren }) {
  const holder = useRef<HTMLDivElement>(null);
  const failing = useSignal<Exchange[]>([]);
  const slow = useSignal<Exchange[] | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    const of = filterOf(kind, name);
    const load = () => {
      const ask = (more: Record<string, string>) => get<Exchange[]>(`/v1/exchanges?${new URLSearchParams({ ...of, ...more, limit: String(most) })}`, abort.signal);
      Promise.all([ask({ failed: 'true' }), ask({ sort: 'slowest' })]).then(([latest, slowest]) => {
        // What somebody reads must not be pushed away by newer ones.
        if (holder.current?.querySelector('details[open]')) return;
        failing.value = latest;
        slow.value = slowest;
      }, () => undefined);
    };
    load();
    const timer = setInterval(load, interval);
    return () => { clearInterval(timer); abort.abort(); };
  }, [kind, name]);
  const endpoint = kind === 'endpoint' ? filterOf(kind, name).endpoint : undefined;
  return (
    <div class="contents" ref={holder}>
      {failing.value.length > 0 && <Section title="Latest that failed" list={failing.value} at={endpoint} />}
      {slow.value && slow.value.length > 0 && <Section title="Slowest of those kept" list={slow.value} at={endpoint} />}
      {slow.value?.length === 0 && failing.value.length === 0 && whenEmpty}
    </div>
  );
}

/** What the API is asked for: an endpoint is named by CLUSTER/URL. */
function filterOf(kind: Kind, name: string): Record<string, string> {
  if (kind === 'process') return {};
  const slash = name.indexOf('/');
  return kind === 'endpoint' ? { cluster: name.slice(0, slash), endpoint: name.slice(slash + 1) } : { [kind]: name };
}

const fails = (exchange: Exchange): boolean => exchange.status >= 500 || exchange.fault !== undefined;

/** The request as it came, without its query, which is not kept. */
const requestOf = ({ method, host, path }: Exchange): string => `${method ?? '?'} ${host ?? ''}${path ?? ''}`;

/** What an attempt at that endpoint came to, where the exchange itself went well by another. */
function failedHere(exchange: Exchange, endpoint: string | undefined): string | undefined {
  const tried = endpoint === undefined || fails(exchange) ? undefined : exchange.tries?.find(one => one.endpoint === endpoint && (one.fault !== undefined || (one.status ?? 0) >= 500));
  return tried && (tried.fault ?? String(tried.status));
}

function Section({ title, list, at }: { title: string; list: Exchange[]; at?: string }) {
  const now = world.value!.at;
  return (
    <section class="exchanges">
      <h3>{title}</h3>
      {list.map(exchange => {
        const here = failedHere(exchange, at);
        return (
          <details key={`${exchange.request_id} ${exchange.time}`}>
            <summary>
              <b class={fails(exchange) ? 'failing' : ''}>{exchange.status}</b>
              <span title={requestOf(exchange)}>{exchange.method ?? '?'} {exchange.path ?? ''}{here && <small class="failing">{here} here</small>}</span>
              <em>{milliseconds(exchange.total_us / 1000)}</em>
              <time dateTime={exchange.time} title={moment(exchange.time)}>{ago(exchange.time, now)}</time>
            </summary>
            <Explanation exchange={exchange} />
          </details>
        );
      })}
    </section>
  );
}

function Explanation({ exchange }: { exchange: Exchange }) {
  const times = timesOf(exchange);
  const all = Math.max(1, times.reduce((sum, time) => sum + time, 0));
  const longest = times.indexOf(Math.max(...times));

  // What no endpoint was asked for is answered within microseconds, of which there is nothing to tell.
  const tookTime = exchange.attempts > 0 || exchange.total_us >= atOnce;
  return (
    <div class="explanation">
      <p class="asked">{requestOf(exchange)}</p>
      <p>
        {exchange.fault ? <>It went wrong: {faults[exchange.fault] ?? 'for a reason that this page does not know'} (<b>{exchange.fault}</b>{exchange.detail ? `: ${exchange.detail}` : ''}). </> : exchange.status >= 500 ? `${exchange.endpoint ?? 'The proxy'} answered ${exchange.status}. ` : ''}
        {tookTime ? `Of ${milliseconds(exchange.total_us / 1000)}, ${milliseconds(times[longest] / 1000)} went by ${steps[longest][1]}.` : 'It was answered at once.'}
        {exchange.attempts > 1 ? ` ${exchange.attempts} attempts.` : ''}
      </p>
      {tookTime && (
        <>
          <div class="steps" aria-hidden="true">{times.map((time, i) => time > 0 && <i key={steps[i][0]} class={`step-${steps[i][0]}`} style={{ width: `${(100 * time) / all}%` }} />)}</div>
          <dl>
            {steps.map(([step], i) => <div key={step}><dt><i class={`step-${step}`} />{step}</dt><dd>{milliseconds(times[i] / 1000)}</dd></div>)}
          </dl>
        </>
      )}
      {exchange.tries && exchange.tries.length > 1 && <ol class="tries">{exchange.tries.map((one, i) => <li key={i}>{told(one)}</li>)}</ol>}
      <p class="id">{exchange.request_id} from {exchange.client}{exchange.route && <>, <Thing kind="route" name={exchange.route} text={`route ${exchange.route}`} /></>}{exchange.endpoint && <>, to <Thing kind="endpoint" name={`${exchange.cluster}/${exchange.endpoint}`} text={exchange.endpoint} /></>}{exchange.trace_id && exchange.trace_id !== exchange.request_id ? `, trace ${exchange.trace_id}` : ''}</p>
    </div>
  );
}

/** A way to what the request went by, unless that is open already. */
function Thing({ kind, name, text }: { kind: Kind; name: string; text: string }) {
  const { view, open } = place.value;
  return open?.kind === kind && open.name === name ? <>{text}</> : <a href={hrefOf(view, { kind, name })}>{text}</a>;
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
