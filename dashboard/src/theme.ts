import { signal } from '@preact/signals';

type Theme = 'auto' | 'light' | 'dark';

const key = 'gyrfalcon-theme';
const system = matchMedia('(prefers-color-scheme: dark)');
const chosen = signal<Theme>((localStorage.getItem(key) as Theme | null) ?? 'auto');

/** What is shown; charts are drawn anew when it changes. */
export const isDark = signal(false);

function apply(): void {
  isDark.value = chosen.value === 'dark' || (chosen.value === 'auto' && system.matches);
  document.documentElement.dataset.theme = isDark.value ? 'dark' : 'light';
}

/** Switches to the other one; back at what the system wants, it follows the system again. */
export function toggleTheme(): void {
  const next = isDark.value ? 'light' : 'dark';
  chosen.value = (next === 'dark') === system.matches ? 'auto' : next;
  if (chosen.value === 'auto') localStorage.removeItem(key);
  else localStorage.setItem(key, chosen.value);
  apply();
}

/** The value of a colour of style.css, as the canvas wants it. */
export function colour(name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

system.addEventListener('change', apply);
apply();
