import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { get } from './api';
import { ago, moment } from './format';
import { world } from './live';
import type { Audit, Revision } from './types';

const interval = 5000;

/** What was changed, and by whom. */
export function Changes() {
  const revisions = useSignal<Revision[]>([]);
  const audit = useSignal<Audit[] | null>(null);
  const change = world.value!.change;
  useEffect(() => {
    const load = () => {
      get<Revision[]>('/v1/revisions').then(list => { revisions.value = list.reverse(); }, () => undefined);
      get<Audit[]>('/v1/audit').then(list => { audit.value = list.reverse(); }, () => undefined);
    };
    load();

    // What was refused changes nothing, but is in the audit.
    const timer = setInterval(load, interval);
    return () => clearInterval(timer);
  }, [change]);
  const now = world.value!.at;
  return (
    <div class="changes">
      <h1 class="hidden">Changes</h1>
      <section class="panel" aria-labelledby="audit-title">
        <header><h2 id="audit-title">Audit</h2><p>What was asked for, by whom, and what came of it.</p></header>
        {audit.value?.length === 0 && <p class="empty">Nobody has changed anything since the start.</p>}
        <ol class="log">
          {audit.value?.map((entry, i) => (
            <li key={`${entry.at} ${i}`}>
              <time dateTime={entry.at} title={moment(entry.at)}>{ago(entry.at, now)}</time>
              <div><b>{entry.what}</b><p>{entry.by}</p></div>
              <span class={`state ${entry.applied ? 'well' : 'bad'}`}><i class={`dot ${entry.applied ? 'well' : 'bad'}`} aria-hidden="true" />{entry.outcome}</span>
            </li>
          ))}
        </ol>
      </section>
      <section class="panel" aria-labelledby="revisions-title">
        <header><h2 id="revisions-title">Revisions</h2><p>The configurations that were in force.</p></header>
        <ol class="log">
          {revisions.value.map(revision => (
            <li key={revision.number}>
              <time dateTime={revision.at} title={moment(revision.at)}>{ago(revision.at, now)}</time>
              <div>
                <b>Revision {revision.number}{revision.inForce && <em class="badge">in force</em>}</b>
                <p>{revision.by}</p>
                {revision.changes.length > 0 && (
                  <details><summary>{revision.changes.length} {revision.changes.length === 1 ? 'change' : 'changes'}</summary>
                    <ul>{revision.changes.map((line, i) => <li key={i}>{line.thing} <b>{line.name}</b> {line.change}{line.meaning && <span>: {line.meaning}</span>}</li>)}</ul>
                  </details>
                )}
              </div>
            </li>
          ))}
        </ol>
      </section>
    </div>
  );
}
