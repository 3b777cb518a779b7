import { useSignal } from '@preact/signals';
import { canBeToken, refusal, signIn } from './api';
import { Mark } from './Mark';

export function SignIn() {
  const given = useSignal('');
  const submit = (event: Event) => {
    event.preventDefault();
    const token = given.value.trim();
    if (canBeToken(token)) signIn(token);
    else refusal.value = 'A token is made of letters, digits and signs of ASCII, without spaces.';
  };
  return (
    <main class="sign-in">
      <form onSubmit={submit}>
        <Mark />
        <h1>Gyrfalcon</h1>
        <p>This admin address asks for a token, one of those in the file of <code>admin.token-file</code>. It is kept until this tab is closed.</p>
        <label>Token<input type="password" autoComplete="off" autoFocus required value={given.value} onInput={event => { given.value = event.currentTarget.value; }} aria-invalid={refusal.value !== ''} aria-describedby="refused" /></label>
        <p id="refused" class="refusal" role="alert">{refusal.value}</p>
        <button type="submit" class="button primary">Sign in</button>
      </form>
    </main>
  );
}
