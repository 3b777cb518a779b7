import { useComputed } from '@preact/signals';
import { count, milliseconds, rate, share, shortUrl } from './format';
import { Middle } from './Middle';
import { nameOf, world, type Numbers, type World } from './live';
import { place, hrefOf } from './place';
import { search, type SortKey } from './search';
import { gravity, StateName } from './StateDot';
import { byNumber, byText, Table, wordsOf, type Column } from './Table';
import type { Endpoint } from './types';

interface Item { endpoint: Endpoint; numbers: Numbers }

const columns: Column<SortKey>[] = [['state', 'State', false], ['url', 'Endpoint', false], ['cluster', 'Cluster', false], ['rate', 'Req/s', true], ['errors', 'Failed', true], ['p50', 'Median', true], ['p99', 'p99', true], ['inFlight', 'In flight', true], ['weight', 'Weight', true]];

export function Endpoints() {
  const now = world.value!;
  const items = useComputed(() => found(world.value!, search.value));
  const { text, cluster, state } = search.value;
  const set = (part: Partial<typeof search.value>) => { search.value = { ...search.value, ...part }; };
  return (
    <>
      <h1 class="hidden">Clusters and endpoints</h1>
      <Clusters now={now} />
      <section class="panel" aria-labelledby="endpoints-title">
        <header>
          <h2 id="endpoints-title">Endpoints <em aria-live="polite">{items.value.length === now.endpoints.length ? count(now.endpoints.length) : `${count(items.value.length)} of ${count(now.endpoints.length)}`}</em></h2>
          <div class="filters">
            <input type="search" placeholder="Filter by URL or reason" aria-label="Filter endpoints" value={text} onInput={event => set({ text: event.currentTarget.value })} />
            <select aria-label="Cluster" value={cluster} onChange={event => set({ cluster: event.currentTarget.value })}>
              <option value="">All clusters</option>
              {now.clusters.map(one => <option key={one.name} value={one.name}>{one.name}</option>)}
            </select>
            <div class="choice" role="group" aria-label="State">
              {(['all', 'up', 'out', 'drained'] as const).map(each => <button key={each} type="button" aria-pressed={state === each} onClick={() => set({ state: each })}>{each}</button>)}
            </div>
          </div>
        </header>
        <Table label="Endpoints" name="endpoints" columns={columns} items={items.value} order={search.value} setOrder={set} greatestFirst="state" whenEmpty="No endpoint is like that." row={(item, at) => <TableRow key={nameOf(item.endpoint)} item={item} at={at} />} />
      </section>
    </>
  );
}

function Clusters({ now }: { now: World }) {
  return (
    <section class="panel" aria-labelledby="clusters-title">
      <header><h2 id="clusters-title">Clusters <em>{count(now.clusters.length)}</em></h2></header>
      <div class="clusters">
        {now.clusters.map((cluster, i) => {
          const numbers = now.of.clusters[i];
          const members = now.endpoints.filter(endpoint => endpoint.cluster === cluster.name);
          const up = members.filter(endpoint => endpoint.state === 'up').length;
          return (
            <a key={cluster.name} class="cluster" href={hrefOf('endpoints', { kind: 'cluster', name: cluster.name })}>
              <span class="cluster-name">{cluster.name}<small>{cluster.balancer}</small></span>
              <span class="cluster-rate">{rate(numbers.calm)}<small>/s</small></span>
              <span class={`cluster-up ${up < members.length ? 'less' : ''}`}>{count(up)} of {count(members.length)} up{cluster.panicking ? ', panic' : ''}</span>
              <span class={`cluster-errors ${numbers.calmErrors > 0 ? 'failing' : ''}`}>{numbers.calmErrors > 0 ? `${share(numbers.calmErrors, numbers.calm)} fail` : 'none fail'}</span>
              <i class="meter" aria-hidden="true"><i style={{ width: `${members.length > 0 ? (100 * up) / members.length : 0}%` }} /></i>
            </a>
          );
        })}
      </div>
    </section>
  );
}

function TableRow({ item: { endpoint, numbers }, at }: { item: Item; at: number }) {
  const name = nameOf(endpoint);
  return (
    <div class={`row ${place.value.open?.name === name ? 'chosen' : ''}`} role="row" aria-rowindex={at} data-endpoint={endpoint.url}>
      <span class="cell state" role="cell"><StateName state={endpoint.state} /></span>
      <span class="cell url" role="cell" title={endpoint.url}><a href={hrefOf('endpoints', { kind: 'endpoint', name })}><Middle text={shortUrl(endpoint.url)} /></a>{endpoint.backup && <small>backup</small>}</span>
      <span class="cell cluster" role="cell">{endpoint.cluster}</span>
      <span class="cell rate number" role="cell">{rate(numbers.rate)}</span>
      <span class={`cell errors number ${numbers.errors > 0 ? 'failing' : ''}`} role="cell">{numbers.errors > 0 ? share(numbers.errors, numbers.rate) : '0'}</span>
      <span class="cell p50 number" role="cell">{milliseconds(numbers.p50)}</span>
      <span class="cell p99 number" role="cell">{milliseconds(numbers.p99)}</span>
      <span class="cell inFlight number" role="cell">{count(numbers.inFlight)}</span>
      <span class="cell weight number" role="cell">{count(endpoint.weight)}</span>
    </div>
  );
}

function found(now: World, { text, cluster, state, sort, isDescending }: typeof search.value): Item[] {
  const words = wordsOf(text);
  const items: Item[] = [];
  now.endpoints.forEach((endpoint, i) => {
    if (cluster && endpoint.cluster !== cluster) return;
    if (state === 'up' && endpoint.state !== 'up') return;
    if (state === 'out' && endpoint.state === 'up') return;
    if (state === 'drained' && !endpoint.reasons.some(reason => reason.what === 'drained')) return;
    if (words.length > 0) {
      const all = `${endpoint.url} ${endpoint.cluster} ${endpoint.state} ${endpoint.reasons.map(reason => reason.why).join(' ')}`.toLowerCase();
      if (!words.every(word => all.includes(word))) return;
    }

    items.push({ endpoint, numbers: now.of.endpoints[i] });
  });
  const key = ({ endpoint, numbers }: Item): number => sort === 'state' ? gravity(endpoint.state) : sort === 'rate' ? numbers.calm : sort === 'errors' ? numbers.calmErrors : sort === 'p50' || sort === 'p99' ? numbers[sort] ?? -1 : sort === 'inFlight' ? numbers.inFlight : endpoint.weight;
  return sort === 'url' || sort === 'cluster' ? byText(items, each => each.endpoint[sort], isDescending) : byNumber(items, key, isDescending);
}
