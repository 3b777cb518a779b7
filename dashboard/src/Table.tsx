import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

const rowHeight = 40;
const spare = 8;

export interface Order<K> { sort: K; isDescending: boolean }

/** What a column sorts by, its title, and whether it is of numbers. */
export type Column<K> = [key: K, label: string, isNumber: boolean];

interface Shape<T, K> {
  label: string; name: string; columns: Column<K>[]; items: T[]; order: Order<K>; setOrder: (order: Order<K>) => void;
  /** The columns that begin with the greatest, beside those of numbers. */
  greatestFirst?: K; row: (item: T, at: number) => ComponentChildren; whenEmpty: string;
}

/** Only rows that can be seen are in the page: it is the same for ten things and for ten thousand. Rows are 40 px high. */
export function Table<T, K extends string>({ label, name, columns, items, order: { sort, isDescending }, setOrder, greatestFirst, row, whenEmpty }: Shape<T, K>) {
  const scroller = useRef<HTMLDivElement>(null);
  const first = useSignal(0);
  const room = useSignal(20);
  const look = () => {
    if (!scroller.current) return;
    first.value = Math.max(0, Math.floor(scroller.current.scrollTop / rowHeight) - spare);
    room.value = Math.ceil(scroller.current.clientHeight / rowHeight) + 2 * spare;
  };
  useEffect(() => {
    const sizes = new ResizeObserver(look);
    sizes.observe(scroller.current!);
    return () => sizes.disconnect();
  }, []);
  const from = Math.min(first.value, Math.max(0, items.length - room.value));
  return (
    <div class={`table of-${name}`}>
      <div class="scroller" ref={scroller} onScroll={look} tabIndex={0} role="table" aria-label={label} aria-rowcount={items.length + 1}>
        <div class="row head" role="row">
          {columns.map(([key, title, isNumber]) => (
            <div key={key} role="columnheader" class={`cell ${key} ${isNumber ? 'number' : ''}`} aria-sort={sort === key ? (isDescending ? 'descending' : 'ascending') : 'none'}>
              <button type="button" onClick={() => setOrder({ sort: key, isDescending: sort === key ? !isDescending : isNumber || key === greatestFirst })}>{title}<i class={`arrow ${sort === key ? (isDescending ? 'down' : 'up') : ''}`} aria-hidden="true" /></button>
            </div>
          ))}
        </div>
        <div class="tall" role="rowgroup" style={{ height: `${items.length * rowHeight}px` }}>
          <div class="window" role="presentation" style={{ transform: `translateY(${from * rowHeight}px)` }}>
            {items.slice(from, from + room.value).map((item, i) => row(item, from + i + 2))}
          </div>
        </div>
        {items.length === 0 && <p class="empty">{whenEmpty}</p>}
      </div>
    </div>
  );
}

/** In order by a number; those alike stay as they were. */
export function byNumber<T>(items: T[], value: (item: T) => number, isDescending: boolean): T[] {
  const sign = isDescending ? -1 : 1;
  return items.map((item, i) => ({ item, i, value: value(item) })).sort((a, b) => sign * (a.value - b.value) || a.i - b.i).map(each => each.item);
}

export function byText<T>(items: T[], text: (item: T) => string, isDescending: boolean): T[] {
  const sign = isDescending ? -1 : 1;
  return [...items].sort((a, b) => sign * natural.compare(text(a), text(b)));
}

/** Every word of what is looked for, in lower case. */
export const wordsOf = (text: string): string[] => text.toLowerCase().split(/\s+/).filter(word => word);

const natural = new Intl.Collator('en', { numeric: true });
