import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { EndpointActions } from './EndpointActions';
import { count, milliseconds, moment, rate, share, since } from './format';
import { HistoryCharts, RangeChoice } from './HistoryCharts';
import { Middle } from './Middle';
import { nameOf, numbersOf, world, type Numbers, type World } from './live';
import { close, hrefOf, place } from './place';
import { RecentExchanges } from './RecentExchanges';
import { StateName, gravity } from './StateDot';
import type { Cluster, Endpoint, Kind, Listener, Route } from './types';

/** All about one thing, beside what was there. */
export function Detail() {
  const { open } = place.value;
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    const key = (event: KeyboardEvent) => { if (event.key === 'Escape' && !document.querySelector('dialog[open]')) close(); };
    addEventListener('keydown', key);
    return () => removeEventListener('keydown', key);
  }, []);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    panel.current?.focus({ preventScroll: true });
    return () => before?.focus?.({ preventScroll: true });
  }, [open?.kind, open?.name]);
  const now = world.value;
  if (!open || !now) return null;
  const numbers = numbersOf(now, open.kind, open.name);
  return (
    <aside class="detail" ref={panel} tabIndex={-1} aria-label={`${open.kind} ${open.name}`} key={`${open.kind} ${open.name}`}>
      <header class="detail-head">
        <span class="kind">{open.kind}</span>
        <button type="button" class="plain close" onClick={close} aria-label="Close"><svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d="M3 3l10 10M13 3L3 13" /></svg></button>
      </header>
      {numbers ? <Subject now={now} kind={open.kind} name={open.name} numbers={numbers} /> : <p class="empty">There is no such {open.kind} any more.</p>}
    </aside>
  );
}

function Subject({ now, kind, name, numbers }: { now: World; kind: Kind; name: string; numbers: Numbers }) {
  const failedAre = kind === 'route' ? '5xx/s' : 'failed/s';
  const endpoint = kind === 'endpoint' ? now.endpoints.find(one => nameOf(one) === name)! : null;
  return (
    <>
      <h2 class={endpoint ? 'address' : ''}>{endpoint ? endpoint.url : name}</h2>
      {endpoint && <EndpointHead endpoint={endpoint} now={now} />}
      <dl class="figures small">
        <Small label="Requests" value={`${rate(numbers.rate)} /s`} note={`${count(numbers.requests)} in all`} />
        {kind !== 'listener' && <Small label={kind === 'route' ? '5xx' : 'Failed'} value={share(numbers.errors, numbers.rate)} note={`${count(numbers.failed)} in all`} tone={numbers.errors > 0 ? 'bad' : ''} />}
        {kind !== 'listener' ? <Small label="Latency, median" value={milliseconds(numbers.p50)} note={`p90 ${milliseconds(numbers.p90)}, p99 ${milliseconds(numbers.p99)}`.replace(/(\d) (ms|s)/g, '$1\u00a0$2')} /> : <Small label="Connections" value={count(numbers.inFlight)} note="now" />}
      </dl>
      <section><header><h3>History</h3><RangeChoice /></header><HistoryCharts key={name} kind={kind} name={name} failedAre={failedAre} height={130} /></section>
      <RecentExchanges kind={kind} name={name} />
      {endpoint && <EndpointFacts endpoint={endpoint} numbers={numbers} />}
      {kind === 'cluster' && <ClusterFacts cluster={now.clusters.find(one => one.name === name)!} now={now} />}
      {kind === 'route' && <RouteFacts route={now.routes.find(one => one.name === name)!} />}
      {kind === 'listener' && <ListenerFacts listener={now.listeners.find(one => one.name === name)!} />}
    </>
  );
}

function Small({ label, value, note, tone = '' }: { label: string; value: string; note: string; tone?: string }) {
  return <div class={`figure ${tone}`}><dt>{label}</dt><dd><strong>{value}</strong><span>{note}</span></dd></div>;
}

function EndpointHead({ endpoint, now }: { endpoint: Endpoint; now: World }) {
  return (
    <>
      <p class="standing">
        <StateName state={endpoint.state} />
        <span>in <a href={hrefOf(place.value.view, { kind: 'cluster', name: endpoint.cluster })}>{endpoint.cluster}</a>, weight {endpoint.weight}{endpoint.backup ? ', backup' : ''}</span>
      </p>
      {endpoint.reasons.length > 0 && (
        <ul class="reasons">
          {endpoint.reasons.map(reason => (
            <li key={reason.what}><b>{reason.what}</b><span>{reason.why}</span>{reason.since && <time dateTime={reason.since} title={moment(reason.since)}>for {since(reason.since, now.at)}</time>}</li>
          ))}
        </ul>
      )}
      <EndpointActions endpoint={endpoint} />
    </>
  );
}

const Facts = ({ children }: { children: ComponentChildren }) => <section><h3>Facts</h3><dl class="facts">{children}</dl></section>;

function Fact({ label, children }: { label: string; children: ComponentChildren }) {
  return <div><dt>{label}</dt><dd>{children}</dd></div>;
}

function EndpointFacts({ endpoint, numbers }: { endpoint: Endpoint; numbers: Numbers }) {
  return (
    <Facts>
      <Fact label="Addresses">{endpoint.addresses.join(', ') || 'none yet'}</Fact>
      <Fact label="In flight">{numbers.inFlight}</Fact>
      <Fact label="Most requests at a time">{endpoint.maxRequests ?? 'no limit'}</Fact>
      <Drift cluster={endpoint.cluster} about={endpoint.url} />
    </Facts>
  );
}

/** What operators have changed, and what does not stand in the configuration. */
function Drift({ cluster, about }: { cluster: string; about?: string }) {
  const sentences = (world.value!.clusters.find(one => one.name === cluster)?.drift ?? []).filter(sentence => !about || sentence.includes(`${cluster}/${about} `) || sentence.endsWith(`${cluster}/${about}`));
  return sentences.length === 0 ? null : <Fact label="Not as configured">{sentences.map(sentence => <p key={sentence}>{sentence}</p>)}</Fact>;
}

function ClusterFacts({ cluster, now }: { cluster: Cluster; now: World }) {
  const members = now.endpoints.map((endpoint, i) => ({ endpoint, numbers: now.of.endpoints[i] })).filter(each => each.endpoint.cluster === cluster.name);
  const shown = [...members].sort((a, b) => gravity(b.endpoint.state) - gravity(a.endpoint.state)).slice(0, 12);
  return (
    <>
      <section>
        <h3>Endpoints</h3>
        <ul class="members">
          {shown.map(({ endpoint, numbers }) => <li key={endpoint.url}><a href={hrefOf(place.value.view, { kind: 'endpoint', name: nameOf(endpoint) })}><StateName state={endpoint.state} /><Middle text={endpoint.url} /><b>{rate(numbers.rate)} /s</b></a></li>)}
          {members.length > shown.length && <li class="more">{count(members.length - shown.length)} more</li>}
        </ul>
      </section>
      <Facts>
        <Fact label="Balancer">{cluster.balancer}</Fact>
        <Fact label="Endpoints up">{count(members.filter(each => each.endpoint.state === 'up').length)} of {count(members.length)}{cluster.panicking ? '; so few that health is ignored' : ''}</Fact>
        <Drift cluster={cluster.name} />
      </Facts>
    </>
  );
}

function RouteFacts({ route }: { route: Route }) {
  return (
    <Facts>
      <Fact label="Takes">{[...route.methods, route.hosts.join(', ') || 'any host', route.path ?? 'any path'].join(' ')}</Fact>
      <Fact label="From">{route.listeners.join(', ') || 'all listeners'}</Fact>
      <Fact label="Goes to">{route.responds ? `answered here with ${route.responds}` : route.clusters.map(one => <a key={one.cluster} href={hrefOf(place.value.view, { kind: 'cluster', name: one.cluster })}>{one.cluster}{route.clusters.length > 1 ? ` (${one.weight})` : ''}</a>)}</Fact>
    </Facts>
  );
}

function ListenerFacts({ listener }: { listener: Listener }) {
  return (
    <Facts>
      <Fact label="Address">{listener.address}</Fact>
      <Fact label="TLS">{listener.tls ? 'yes' : 'no'}</Fact>
    </Facts>
  );
}
