import { signal } from '@preact/signals';
import type { Problem } from './types';

const place = 'gyrfalcon-token';

/** The token of this tab; gone when it is closed. */
const token = signal(sessionStorage.getItem(place) ?? '');

/** The admin address wants a token, and has none of ours or a wrong one. */
export const asksForToken = signal(false);

/** Why the token that was sent is not taken; empty if none was. */
export const refusal = signal('');

/** Tokens are visible ASCII (as the server reads them from admin.token-file); nothing else can stand in a header field as it is. */
export const canBeToken = (text: string): boolean => /^[!-~]+$/.test(text);

export function signIn(given: string): void {
  token.value = given;
  sessionStorage.setItem(place, token.value);
  asksForToken.value = false;
}

export function signOut(): void {
  sessionStorage.removeItem(place);

  // Nothing that was seen stays, and no stream goes on.
  location.reload();
}

export const isSignedIn = (): boolean => token.value !== '';

/** An answer that is not what was asked for, in the words of the API. */
export class Refusal extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title);
  }
}

export async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  if (token.value) headers.set('Authorization', `Bearer ${token.value}`);
  const response = await fetch(path, { ...init, headers, cache: 'no-store', credentials: 'omit', redirect: 'error' });
  if (response.status === 401 || (response.status === 429 && token.value)) {
    refusal.value = !token.value ? '' : response.status === 401 ? 'This token is not one of them.' : 'This token is not one of them, and too many wrong ones came from your address. A right one is taken all the same.';
    asksForToken.value = true;
  }

  if (response.ok) return response;
  const text = await response.text();
  let problem: Problem = { title: response.statusText, status: response.status, detail: text };
  try {
    problem = JSON.parse(text) as Problem;
  } catch {
    // Not one of ours; the text will do.
  }

  throw new Refusal(problem);
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await ask(path, { signal })).json() as Promise<T>;
}

/** Changes something, if nothing else was changed since what is on the screen. */
export async function change(method: string, path: string, body: unknown, seen: number): Promise<void> {
  await ask(path, { method, body: JSON.stringify(body), headers: { 'Content-Type': 'application/json', 'If-Match': `"${seen}"` } });
}

export const endpointPath = (cluster: string, url: string): string => `/v1/clusters/${encodeURIComponent(cluster)}/endpoints/${encodeURIComponent(url)}`;
