const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const one = new Intl.NumberFormat('en', { maximumFractionDigits: 1, minimumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const date = new Intl.DateTimeFormat('en-GB', { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** 0, 0.4, 12, 1,234, 23.4k. */
export function rate(value: number): string {
  if (value === 0) return '0';
  if (value < 10) return one.format(value);
  return value < 100_000 ? whole.format(value) : `${one.format(value / 1000)}k`;
}

/** On an axis: 0, 0.5, 2, 1,000. */
export const tick = (value: number): string => (value < 10 && !Number.isInteger(value) ? one.format(value) : rate(value).replace(/\.0$/, ''));

export const count = (value: number): string => whole.format(value);

export function share(part: number, all: number): string {
  if (part === 0 || all === 0) return '0%';
  const percent = (100 * part) / all;
  return percent < 0.1 ? '<0.1%' : percent < 10 ? `${one.format(percent)}%` : `${whole.format(percent)}%`;
}

/** Milliseconds with three digits, or seconds. */
export function milliseconds(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  if (value === 0) return '0 ms';
  if (value >= 10_000) return `${one.format(value / 1000)} s`;
  if (value >= 1000) return `${(value / 1000).toFixed(2)} s`;
  return value < 1 ? `${value.toFixed(2)} ms` : value < 100 ? `${one.format(value)} ms` : `${whole.format(value)} ms`;
}

export const timeOfDay = (seconds: number): string => clock.format(seconds * 1000);

export const moment = (iso: string): string => date.format(new Date(iso));

/** "4 min"; for how long something has been so. */
export function span(seconds: number): string {
  if (seconds < 1) return 'now';
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
  return `${Math.floor(seconds / 86_400)} days`;
}

export const since = (iso: string, now: number): string => span(Math.max(0, now - Date.parse(iso) / 1000));

/** "4 min ago". */
export function ago(iso: string, now: number): string {
  const text = since(iso, now);
  return text === 'now' ? text : `${text} ago`;
}

/** Endpoints are told by host and port; only https is worth a word. */
export const shortUrl = (url: string): string => url.replace(/^http:\/\//, '');
