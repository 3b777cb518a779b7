/** How grave a state is: 0 for those that are well. */
export function gravity(state: string): number {
  return state === 'up' ? 0 : state === 'drained' || state === 'weight 0' ? 1 : state === 'ejected' || state === 'unresolved' ? 2 : 3;
}

const tones = ['well', 'calm', 'warn', 'bad'];

export const toneOf = (state: string): string => tones[gravity(state)];

/** A mark that differs by shape, too. */
export const StateDot = ({ state }: { state: string }) => <i class={`dot ${toneOf(state)}`} aria-hidden="true" />;

export const StateName = ({ state }: { state: string }) => <span class={`state ${toneOf(state)}`}><StateDot state={state} />{state}</span>;
