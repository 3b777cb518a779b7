import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { asksForToken, isSignedIn, signOut } from './api';
import { Changes } from './Changes';
import { Detail } from './Detail';
import { Endpoints } from './Endpoints';
import { since, span, timeOfDay } from './format';
import { connection, heardAt, isStale, trouble, world } from './live';
import { Mark } from './Mark';
import { Overview } from './Overview';
import { hrefOf, place, type View } from './place';
import { Routes } from './Routes';
import { SignIn } from './SignIn';
import { isDark, toggleTheme } from './theme';

const views: [View, string][] = [['overview', 'Overview'], ['routes', 'Routes'], ['endpoints', 'Endpoints'], ['changes', 'Changes']];

export function App() {
  if (asksForToken.value) return <SignIn />;
  const { view, open } = place.value;
  return (
    <div class={`page ${open ? 'has-detail' : ''} ${isStale.value ? 'is-stale' : ''}`}>
      <Top view={view} />
      <main>
        {isStale.value && <Silence />}
        {!world.value ? <p class="empty" role="status">{connection.value === 'lost' ? `${trouble.value || 'The admin address does not answer.'} Trying again.` : 'Looking…'}</p> : view === 'overview' ? <Overview /> : view === 'routes' ? <Routes /> : view === 'endpoints' ? <Endpoints /> : <Changes />}
        {world.value && <Foot />}
      </main>
      <Detail />
    </div>
  );
}

function Top({ view }: { view: View }) {
  return (
    <header class="top">
      <a class="brand" href={hrefOf('overview')}><Mark />Gyrfalcon</a>
      <nav aria-label="Views">{views.map(([each, label]) => <a key={each} href={hrefOf(each)} aria-current={view === each ? 'page' : undefined}>{label}</a>)}</nav>
      <span class={`connection ${connection.value}`} role="status" title={connection.value === 'lost' ? trouble.value : ''}><i aria-hidden="true" />{connection.value === 'live' ? 'Live' : connection.value === 'lost' ? 'Connection lost' : 'Opening'}</span>
      {isSignedIn() && <button type="button" class="plain" onClick={signOut}>Sign out</button>}
      <button type="button" class="plain theme" onClick={toggleTheme} aria-label={isDark.value ? 'Light colours' : 'Dark colours'}>
        <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">{isDark.value ? <path d="M10 3v1.500M10 15.500V17M3 10h1.500M15.500 10H17M5 5l1 1M14 14l1 1M15 5l-1 1M6 14l-1 1M13 10a3 3 0 11-6 0 3 3 0 016 0z" /> : <path d="M16.500 12A7 7 0 118 3.500a5.600 5.600 0 008.500 8.500z" />}</svg>
      </button>
    </header>
  );
}

/** What is on the screen is not of now: of when, and why. */
function Silence() {
  const now = useSignal(Date.now());
  useEffect(() => {
    const timer = setInterval(() => { now.value = Date.now(); }, 1000);
    return () => clearInterval(timer);
  }, []);
  return <p class="silence" role="alert"><b>Nothing has been heard for <span aria-live="off">{span(Math.max(1, (now.value - heardAt.value) / 1000))}</span>.</b> {trouble.value || 'The admin address does not answer.'} What is shown is of {timeOfDay(heardAt.value / 1000)}; it is tried again.</p>;
}

function Foot() {
  const { status, at } = world.value!;
  return (
    <footer class="foot">
      <span>Gyrfalcon {status.version}</span><span>{status.driver}, {status.workers} {status.workers === 1 ? 'worker' : 'workers'}</span><span>process {status.processId}</span>
      <span>up {since(status.startedAt, at)}</span><span>revision {status.revision}, by {status.revisionBy}</span>
    </footer>
  );
}
