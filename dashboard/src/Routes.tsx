import { useComputed } from '@preact/signals';
import { count, milliseconds, rate } from './format';
import { failsLately, world, type Numbers, type World } from './live';
import { hrefOf, place } from './place';
import { routeSearch, type RouteSortKey } from './search';
import { byNumber, byText, Table, wordsOf, type Column } from './Table';
import type { Route } from './types';

interface Item { route: Route; numbers: Numbers; isFailing: boolean }

const columns: Column<RouteSortKey>[] = [['name', 'Route', false], ['takes', 'Takes', false], ['from', 'From', false], ['to', 'To', false], ['rate', 'Req/s', true], ['errors', '5xx/s', true], ['p50', 'Median', true], ['p99', 'p99', true]];

/** Where requests come in and which way they take, for however many there are. */
export function Routes() {
  const now = world.value!;
  const items = useComputed(() => found(world.value!, routeSearch.value));
  const { text, which } = routeSearch.value;
  const set = (part: Partial<typeof routeSearch.value>) => { routeSearch.value = { ...routeSearch.value, ...part }; };
  return (
    <>
      <h1 class="hidden">Listeners and routes</h1>
      <Listeners now={now} />
      <section class="panel" aria-labelledby="routes-title">
        <header>
          <h2 id="routes-title">Routes <em aria-live="polite">{items.value.length === now.routes.length ? count(now.routes.length) : `${count(items.value.length)} of ${count(now.routes.length)}`}</em></h2>
          <div class="filters">
            <input type="search" placeholder="Filter by name, host, path" aria-label="Filter routes" value={text} onInput={event => set({ text: event.currentTarget.value })} />
            <div class="choice" role="group" aria-label="Which">
              {(['all', 'failing', 'idle'] as const).map(each => <button key={each} type="button" aria-pressed={which === each} onClick={() => set({ which: each })}>{each}</button>)}
            </div>
          </div>
        </header>
        <Table label="Routes" name="routes" columns={columns} items={items.value} order={routeSearch.value} setOrder={set} whenEmpty="No route is like that." row={(item, at) => <Row key={item.route.name} item={item} at={at} />} />
      </section>
    </>
  );
}

function Listeners({ now }: { now: World }) {
  return (
    <section class="panel" aria-labelledby="listeners-title">
      <header><h2 id="listeners-title">Listeners <em>{count(now.listeners.length)}</em></h2></header>
      <div class="clusters">
        {now.listeners.map((listener, i) => {
          const numbers = now.of.listeners[i];
          return (
            <a key={listener.name} class="cluster" href={hrefOf('routes', { kind: 'listener', name: listener.name })}>
              <span class="cluster-name">{listener.name}{listener.tls && <small>TLS</small>}</span>
              <span class="cluster-rate">{rate(numbers.calm)}<small>/s</small></span>
              <span class="cluster-up">{listener.address}</span>
              <span class="cluster-errors">{count(numbers.inFlight)} open</span>
            </a>
          );
        })}
      </div>
    </section>
  );
}

function Row({ item: { route, numbers, isFailing }, at }: { item: Item; at: number }) {
  const { open } = place.value;
  return (
    <div class={`row ${open?.kind === 'route' && open.name === route.name ? 'chosen' : ''}`} role="row" aria-rowindex={at} data-route={route.name}>
      <span class="cell name" role="cell" title={route.name}>{isFailing && <i class="dot bad" title="failed within the last minute" />}<a href={hrefOf('routes', { kind: 'route', name: route.name })}>{route.name}</a>{isFailing && <span class="hidden">, failing</span>}</span>
      <span class="cell takes" role="cell" title={takes(route)}>{takes(route)}</span>
      <span class="cell from" role="cell" title={from(route)}>{from(route)}</span>
      <span class="cell to" role="cell" title={to(route)}>{to(route)}</span>
      <span class="cell rate number" role="cell">{rate(numbers.rate)}</span>
      <span class={`cell errors number ${numbers.errors > 0 ? 'failing' : ''}`} role="cell" title={`${count(numbers.failed)} in all`}>{rate(numbers.errors)}</span>
      <span class="cell p50 number" role="cell">{milliseconds(numbers.p50)}</span>
      <span class="cell p99 number" role="cell">{milliseconds(numbers.p99)}</span>
    </div>
  );
}

const takes = (route: Route): string => [...route.methods, ...route.hosts, route.path ?? '/*'].join(' ');
const from = (route: Route): string => route.listeners.join(', ') || 'all';
const to = (route: Route): string => (route.responds ? `answers ${route.responds}` : route.clusters.map(each => each.cluster).join(', '));

function found(now: World, { text, which, sort, isDescending }: typeof routeSearch.value): Item[] {
  const words = wordsOf(text);
  const items = now.routes.map((route, i) => ({ route, numbers: now.of.routes[i], isFailing: failsLately(now.of.routes[i], now.at) })).filter(({ route, numbers, isFailing }) => {
    if (which === 'failing' && !isFailing) return false;
    if (which === 'idle' && numbers.calm > 0) return false;
    const all = `${route.name} ${takes(route)} ${from(route)} ${to(route)}`.toLowerCase();
    return words.every(word => all.includes(word));
  });
  if (sort === 'name') return byText(items, each => each.route.name, isDescending);
  if (sort === 'takes' || sort === 'from' || sort === 'to') return byText(items, each => ({ takes, from, to })[sort](each.route), isDescending);

  if (sort !== 'errors') return byNumber(items, ({ numbers }) => (sort === 'rate' ? numbers.calm : numbers[sort] ?? -1), isDescending);

  // What failed lately stays together though it fails only now and then; of those that do not, the busiest come first.
  const busiest = byNumber(items, each => each.numbers.calm, isDescending);
  return byNumber(byNumber(busiest, each => each.numbers.calmErrors, isDescending), each => Number(each.isFailing), isDescending);
}
