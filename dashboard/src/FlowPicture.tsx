import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { flowOf, type Flow, type Link, type Node } from './flow';
import { count, milliseconds, rate, share } from './format';
import { world } from './live';
import { Middle } from './Middle';
import { hrefOf, place } from './place';
import { StateDot } from './StateDot';
import { routeSearch, search } from './search';

const nodeHeight = 46;
const gap = 10;
const widest = 24;
const titles = ['Listeners', 'Routes', 'Clusters', 'Endpoints'];

/** Where requests come in, and where they go: widths are requests per second, red is what fails. */
export function FlowPicture() {
  const holder = useRef<HTMLDivElement>(null);
  const width = useSignal(0);
  const pointed = useSignal<string | null>(null);
  const flow = useComputed(() => (world.value ? flowOf(world.value) : null));
  useEffect(() => {
    const sizes = new ResizeObserver(([entry]) => { width.value = entry.contentRect.width; });
    sizes.observe(holder.current!);
    return () => sizes.disconnect();
  }, []);
  return (
    <div ref={holder} class="flow" aria-label="Topology: listeners, routes, clusters and endpoints" role="group">
      {flow.value && <Told links={flow.value.links} />}
      {flow.value && width.value > 0 && (width.value < 700 ? <Stacked flow={flow.value} /> : <Drawn flow={flow.value} width={width.value} pointed={pointed.value} point={id => { pointed.value = id; }} />)}
    </div>
  );
}

interface Spot { x: number; y: number }

function Drawn({ flow, width, pointed, point }: { flow: Flow; width: number; pointed: string | null; point: (id: string | null) => void }) {
  const nodeWidth = Math.min(224, Math.max(148, (width - 3 * 70) / 4));
  const space = (width - 4 * nodeWidth) / 3;
  const rows = Math.max(...flow.columns.map(column => column.length));
  const height = rows * (nodeHeight + gap) - gap;
  const spots = new Map<string, Spot>();
  flow.columns.forEach((column, at) => {
    // Short columns spread, up to a point, so that flows do not climb far.
    const pitch = column.length > 1 ? Math.min((height - nodeHeight) / (column.length - 1), (nodeHeight + gap) * 2.2) : 0;
    const top = (height - nodeHeight - pitch * (column.length - 1)) / 2;
    column.forEach((node, i) => spots.set(node.id, { x: at * (nodeWidth + space), y: top + i * pitch }));
  });
  const most = Math.max(1, ...flow.columns.flat().map(node => node.numbers.calm));
  const thickness = (link: Link) => Math.max(1.25, (link.rate / most) * widest);
  const bands = bandsOf(flow, spots, nodeWidth, thickness);
  const near = pointed === null ? null : connected(flow, pointed);
  return (
    <>
      <div class="flow-titles">{titles.map((title, i) => <span key={title} style={{ width: `${nodeWidth}px` }}>{title}<em>{count([world.value!.listeners, world.value!.routes, world.value!.clusters, world.value!.endpoints][i].length)}</em></span>)}</div>
      <div class={`flow-field ${near ? 'has-near' : ''}`} style={{ height: `${height}px` }}>
        <svg width={width} height={height} aria-hidden="true">
          {bands.map(({ link, path, failing, width: thick }) => (
            <g key={`${link.from.id} ${link.to.id}`} class={`band ${link.rate > 0 ? '' : 'idle'} ${near?.links.has(link) ? 'near' : ''}`}>
              <path d={path} style={{ strokeWidth: `${thick}px` }} />
              {failing && <path class="fails" d={failing.path} style={{ strokeWidth: `${failing.width}px` }} />}
              <title>{sentenceOf(link)}</title>
            </g>
          ))}
        </svg>
        {flow.columns.flat().map(node => {
          const spot = spots.get(node.id)!;
          return <NodeCard key={node.id} node={node} isTight={nodeWidth < 200} isNear={near?.nodes.has(node.id) ?? false} point={point} style={{ width: `${nodeWidth}px`, height: `${nodeHeight}px`, transform: `translate(${spot.x}px, ${spot.y}px)` }} />;
        })}
      </div>
    </>
  );
}

/** What the picture shows of its flows, for whoever does not see it. */
function Told({ links }: { links: Link[] }) {
  return <ul class="hidden" aria-label="Flows">{links.map(link => <li key={`${link.from.id} ${link.to.id}`}>{sentenceOf(link)}</li>)}</ul>;
}

const sentenceOf = (link: Link): string => `${link.from.title} → ${link.to.title}: ${link.isEstimate ? 'about ' : ''}${rate(link.rate)} req/s, ${share(link.errors, link.rate)} failed${latencyOf(link.to)}`;

/** Of many that are one here, only the greatest is known, which that of all together does not exceed. */
const latencyOf = ({ numbers, rest }: Node): string => (typeof numbers.p99 === 'number' ? `, p99 ${rest ? 'at most ' : ''}${milliseconds(numbers.p99)}` : '');

/** Where there is little room, an endpoint has its rate below its name, and words are left out that stand above the picture. */
function NodeCard({ node, style, isNear, isTight = false, point }: { node: Node; style?: Record<string, string>; isNear: boolean; isTight?: boolean; point: (id: string | null) => void }) {
  const { numbers } = node;
  const isOut = node.kind === 'endpoint' && node.state !== undefined && node.state !== 'up';
  const isLow = isTight && node.kind === 'endpoint';
  const fails = share(numbers.calmErrors, numbers.calm);
  const speed = <span class="node-rate">{rate(numbers.calm)}<small>/s</small></span>;
  return (
    <a
      class={`node ${isNear ? 'near' : ''} ${isTight ? 'tight' : ''} ${numbers.calm === 0 ? 'idle' : ''}`} style={style} data-node={node.id} onMouseEnter={() => point(node.id)} onMouseLeave={() => point(null)} onFocus={() => point(node.id)} onBlur={() => point(null)}
      href={node.name === null ? hrefOf(node.column < 2 ? 'routes' : 'endpoints') : hrefOf(place.value.view, { kind: node.kind, name: node.name })} onClick={() => { if (node.name === null) showAll(node); }}
      title={node.title} aria-label={`${node.kind} ${node.title}${node.state ? `, ${node.state}` : ''}, ${rate(numbers.rate)} requests per second, ${fails} failed${latencyOf(node)}`}
    >
      <span class="node-line"><span class="node-title">{node.state && <StateDot state={node.state} />}<b>{node.kind === 'endpoint' && node.name !== null ? <Middle text={node.title} /> : node.title}</b></span>{!isLow && speed}</span>
      <span class="node-line low">
        {isLow && !isOut ? speed : <span class="node-sub">{isOut ? node.state : node.sub}</span>}
        {numbers.calmErrors > 0 && <span class="node-fails failing">{fails}{!isTight && ' fail'}</span>}
        {typeof numbers.p99 === 'number' && <span class="node-latency">{!isTight && <small>{node.rest ? 'p99 ≤ ' : 'p99 '}</small>}{milliseconds(numbers.p99)}</span>}
      </span>
    </a>
  );
}

/** What is folded into one is among the others in a list, which must not be filtered by what was looked for before. */
function showAll(node: Node): void {
  if (node.kind === 'route') routeSearch.value = { ...routeSearch.value, text: '', which: 'all' };
  else if (node.kind !== 'listener') search.value = { ...search.value, text: '', state: 'all', cluster: node.cluster ?? '' };
}

/** Where there is no room for a picture: one column after the other, with bars for widths. */
function Stacked({ flow }: { flow: Flow }) {
  return (
    <div class="stacked">
      {flow.columns.map((column, i) => {
        const most = Math.max(1, ...column.map(node => node.numbers.calm));
        return (
          <section key={titles[i]}>
            <h3>{titles[i]}</h3>
            {column.map(node => (
              <div class="stacked-row" key={node.id}>
                <i class="bar" style={{ width: `${(100 * node.numbers.calm) / most}%`, background: `linear-gradient(90deg, var(--flow) ${100 - failed(node)}%, var(--bad) 0)` }} />
                <NodeCard node={node} isNear={false} point={() => undefined} />
              </div>
            ))}
          </section>
        );
      })}
    </div>
  );
}

/** In percent; what fails at all is to be seen. */
const failed = ({ numbers }: Node): number => (numbers.calmErrors > 0 && numbers.calm > 0 ? Math.min(100, Math.max(4, (100 * numbers.calmErrors) / numbers.calm)) : 0);

function bandsOf(flow: Flow, spots: Map<string, Spot>, nodeWidth: number, thickness: (link: Link) => number) {
  const starts = offsets(flow.links, link => link.from.id, link => spots.get(link.to.id)!.y, thickness);
  const ends = offsets(flow.links, link => link.to.id, link => spots.get(link.from.id)!.y, thickness);
  return flow.links.map(link => {
    const from = spots.get(link.from.id)!;
    const to = spots.get(link.to.id)!;
    const [x0, y0, x1, y1] = [from.x + nodeWidth, from.y + starts.get(link)!, to.x, to.y + ends.get(link)!];
    const width = thickness(link);

    // What fails runs along the lower edge, as wide as its share, and never too thin to be seen, nor so wide that a thin flow looks lost.
    const share = link.rate > 0 ? Math.min(1, link.errors / link.rate) : 0;
    const red = share > 0 ? Math.max(share * width, Math.min(1.5, 0.35 * width)) : 0;
    return { link, width, path: curve(x0, y0, x1, y1), failing: red > 0 ? { width: red, path: curve(x0, y0 + (width - red) / 2, x1, y1 + (width - red) / 2) } : null };
  }).sort((a, b) => a.link.rate - b.link.rate);
}

function curve(...ends: [number, number, number, number]): string {
  const [x0, y0, x1, y1] = ends.map(value => Math.round(value * 10) / 10);
  const middle = (x0 + x1) / 2;
  return `M${x0} ${y0}C${middle} ${y0} ${middle} ${y1} ${x1} ${y1}`;
}

/** Where each band meets its node: one beside the other, in the order in which they come. */
function offsets(links: Link[], nodeOf: (link: Link) => string, order: (link: Link) => number, thickness: (link: Link) => number): Map<Link, number> {
  const found = new Map<Link, number>();
  for (const group of Map.groupBy(links, nodeOf).values()) {
    group.sort((a, b) => order(a) - order(b));
    const pad = Math.min(3, (nodeHeight - 8) / group.length / 3);
    let at = (nodeHeight - group.reduce((sum, link) => sum + thickness(link) + pad, -pad)) / 2;
    for (const link of group) {
      found.set(link, at + thickness(link) / 2);
      at += thickness(link) + pad;
    }
  }

  return found;
}

/** What a node gets its requests from and sends them to, all the way. */
function connected(flow: Flow, id: string): { nodes: Set<string>; links: Set<Link> } {
  const nodes = new Set([id]);
  const links = new Set<Link>();
  const walk = (at: string, forward: boolean) => {
    for (const link of flow.links) {
      if ((forward ? link.from.id : link.to.id) !== at || links.has(link)) continue;
      links.add(link);
      const next = forward ? link.to.id : link.from.id;
      nodes.add(next);
      walk(next, forward);
    }
  };
  walk(id, true);
  walk(id, false);
  return { nodes, links };
}
