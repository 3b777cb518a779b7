import { count, milliseconds, rate, share, since } from './format';
import { FlowPicture } from './FlowPicture';
import { HistoryCharts, RangeChoice } from './HistoryCharts';
import { nameOf, world, type World } from './live';
import { hrefOf } from './place';
import { RecentExchanges } from './RecentExchanges';
import { search } from './search';
import { gravity, StateName } from './StateDot';

const mostConcerns = 5;

export function Overview() {
  const now = world.value!;
  return (
    <>
      <h1 class="hidden">Overview</h1>
      <Figures now={now} />
      <Concerns now={now} />
      <section class="panel" aria-labelledby="flow-title">
        <header><h2 id="flow-title">Topology</h2><p>Width is requests per second; red is what fails; times are p99.</p></header>
        <FlowPicture />
      </section>
      <section class="panel worth" aria-labelledby="worth-title">
        <header><h2 id="worth-title">Requests worth a look</h2><p>Those that failed or were slow; each tells why.</p></header>
        <div class="columns"><RecentExchanges kind="process" name="all" whenEmpty={<p class="empty">None yet.</p>} /></div>
      </section>
      <section class="panel" aria-labelledby="history-title">
        <header><h2 id="history-title">History</h2><RangeChoice /></header>
        <HistoryCharts kind="process" name="all" failedAre="5xx/s" height={180} />
      </section>
    </>
  );
}

function Figures({ now }: { now: World }) {
  const { process } = now;
  const all = now.endpoints.length;
  return (
    <dl class="figures">
      <Figure label="Requests" value={rate(process.rate)} unit="/s" note={`${count(process.requests)} since the start`} />
      <Figure label="Server errors" value={share(process.errors, process.rate)} note={`${rate(process.errors)} /s, ${count(process.failed)} in all`} tone={process.errors > 0 ? 'bad' : ''} />
      <Figure label="Latency, median" value={milliseconds(process.p50)} note={`p90 ${milliseconds(process.p90)}, p99 ${milliseconds(process.p99)}`} />
      <Figure label="In flight" value={count(process.inFlight)} note={`${count(now.connections)} connections${now.tunnels > 0 ? `, ${count(now.tunnels)} tunnels` : ''}`} />
      <Figure label="Endpoints up" value={count(now.endpointsUp)} unit={` / ${count(all)}`} note={all === now.endpointsUp ? 'all get requests' : `${count(all - now.endpointsUp)} get none`} tone={all === now.endpointsUp ? '' : 'bad'} />
    </dl>
  );
}

function Figure({ label, value, unit, note, tone = '' }: { label: string; value: string; unit?: string; note: string; tone?: string }) {
  const [number, ...rest] = value.split(' ');
  return (
    <div class={`figure ${tone}`}>
      <dt>{label}</dt>
      <dd><strong>{number}<small>{rest.length > 0 ? ` ${rest.join(' ')}` : ''}{unit}</small></strong><span>{note}</span></dd>
    </div>
  );
}

/** What somebody should look at: nothing, if all is well. */
function Concerns({ now }: { now: World }) {
  const out = now.endpoints.filter(endpoint => endpoint.state !== 'up').sort((a, b) => gravity(b.state) - gravity(a.state));
  const sentences = [
    ...(now.status.lastReloadSucceeded ? [] : ['The last change of the configuration was refused; the one before is in force.']),
    ...now.clusters.filter(cluster => cluster.panicking).map(cluster => `Cluster ${cluster.name} has so few healthy endpoints that it uses all of them.`),
    ...now.status.drift.filter(sentence => sentence.startsWith('the configuration')).map(sentence => `${sentence[0].toUpperCase()}${sentence.slice(1)}.`),
  ];
  if (out.length + sentences.length === 0) return null;
  return (
    <section class="panel concerns" aria-label="Needs attention">
      <header>
        <h2>Needs attention</h2>
        {out.length > mostConcerns && <a href={hrefOf('endpoints')} onClick={() => { search.value = { ...search.value, text: '', cluster: '', state: 'out' }; }}>All {count(out.length)} endpoints</a>}
      </header>
      <ul>
        {sentences.map(sentence => <li key={sentence}><span class="state warn"><i class="dot warn" aria-hidden="true" />configuration</span><span class="why">{sentence}</span></li>)}
        {out.slice(0, mostConcerns).map(endpoint => (
          <li key={nameOf(endpoint)}>
            <StateName state={endpoint.state} />
            <a href={hrefOf('overview', { kind: 'endpoint', name: nameOf(endpoint) })}>{endpoint.url}</a>
            <span class="why">{endpoint.reasons[0]?.why ?? 'its weight is 0'}</span>
            <time>{endpoint.reasons[0]?.since ? `for ${since(endpoint.reasons[0].since, now.at)}` : ''}</time>
          </li>
        ))}
      </ul>
    </section>
  );
}
