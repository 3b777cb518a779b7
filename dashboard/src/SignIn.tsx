import { useSignal } from '@preact/signals';
import { signIn, wasRefused } from './api';
import { Mark } from './Mark';

export function SignIn() {
  const given = useSignal('');
  return (
    <main class="sign-in">
      <form onSubmit={event => { event.preventDefault(); if (given.value.trim()) signIn(given.value); }}>
        <Mark />
        <h1>Gyrfalcon</h1>
        <p>This admin address asks for a token, one of those in the file of <code>admin.token-file</code>. It is kept until this tab is closed.</p>
        <label>Token<input type="password" autoComplete="off" autoFocus required value={given.value} onInput={event => { given.value = event.currentTarget.value; }} aria-invalid={wasRefused.value} aria-describedby="refused" /></label>
        <p id="refused" class="refusal" role="alert">{wasRefused.value ? 'This token is not one of them.' : ''}</p>
        <button type="submit" class="button primary">Sign in</button>
      </form>
    </main>
  );
}
