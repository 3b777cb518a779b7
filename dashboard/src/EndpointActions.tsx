import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { change, endpointPath, Refusal } from './api';
import { world } from './live';
import type { Endpoint } from './types';

type Act = 'drain' | 'enable' | 'weight';

/** What somebody is about to do, and the change that was on the screen when they decided to: what others do while the dialog is open must not pass for seen. */
interface Intent { act: Act; seen: number }

/** What can be done with an endpoint; each asks first. */
export function EndpointActions({ endpoint }: { endpoint: Endpoint }) {
  const intent = useSignal<Intent | null>(null);
  const begin = (act: Act) => { intent.value = { act, seen: world.value!.change }; };
  const isDrained = endpoint.reasons.some(reason => reason.what === 'drained');
  return (
    <div class="actions">
      {isDrained
        ? <button type="button" class="button primary" onClick={() => begin('enable')}>Enable…</button>
        : <button type="button" class="button" onClick={() => begin('drain')}>Drain…</button>}
      <button type="button" class="button" onClick={() => begin('weight')}>Change weight…</button>
      {intent.value && <Confirm {...intent.value} endpoint={endpoint} done={() => { intent.value = null; }} />}
    </div>
  );
}

const words: Record<Act, { title: string; verb: string; text: string }> = {
  drain: { title: 'Drain this endpoint?', verb: 'Drain', text: 'It gets no new requests; those under way end, and sessions that stick to it go on.' },
  enable: { title: 'Enable this endpoint?', verb: 'Enable', text: 'It gets requests again, unless something else speaks against it.' },
  weight: { title: 'Change its weight?', verb: 'Change weight', text: 'Its share of the requests, compared with the others of its cluster; with 0 it gets none.' },
};

function Confirm({ act, seen, endpoint, done }: Intent & { endpoint: Endpoint; done: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const reason = useSignal('');
  const weight = useSignal(String(endpoint.weight));
  const isBusy = useSignal(false);
  const refusal = useSignal('');
  useEffect(() => { dialog.current!.showModal(); }, []);

  const apply = async (body: unknown) => {
    const path = endpointPath(endpoint.cluster, endpoint.url);
    isBusy.value = true;
    refusal.value = '';
    try {
      await change(act === 'weight' ? 'PATCH' : 'POST', act === 'weight' ? path : `${path}/${act}`, body, seen);
      done();
    } catch (failure) {
      refusal.value = failure instanceof Refusal ? failure.message : 'The admin address does not answer.';
    }

    isBusy.value = false;
  };
  const submit = (event: Event) => {
    event.preventDefault();
    void apply(act === 'drain' ? { reason: reason.value } : act === 'enable' ? {} : { weight: Number(weight.value) });
  };
  const { title, verb, text } = words[act];
  return (
    <dialog ref={dialog} onClose={done} aria-labelledby="confirm-title">
      <form onSubmit={submit}>
        <h2 id="confirm-title">{title}</h2>
        <p class="address">{endpoint.url}</p>
        <p>{text}</p>
        {act === 'drain' && <label>Reason, for the log and the audit<input type="text" maxLength={200} value={reason.value} placeholder="an operator drains it" onInput={event => { reason.value = event.currentTarget.value; }} /></label>}
        {act === 'weight' && <label>Weight, 0 to 1000<input type="number" min={0} max={1000} step={1} required value={weight.value} onInput={event => { weight.value = event.currentTarget.value; }} /></label>}
        {refusal.value && <p class="refusal" role="alert">{refusal.value}</p>}
        <div class="buttons">
          {act === 'weight' && <button type="button" class="button left" disabled={isBusy.value} onClick={() => void apply({ weight: null })}>As configured</button>}
          <button type="button" class="button" onClick={() => dialog.current!.close()}>Cancel</button>
          <button type="submit" class={`button ${act === 'drain' ? 'danger' : 'primary'}`} disabled={isBusy.value}>{verb}</button>
        </div>
      </form>
    </dialog>
  );
}
