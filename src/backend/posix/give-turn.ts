import { setImmediate } from 'node:timers/promises';

/** After so many steps other requests have their turn. */
const STEPS = 128;

/** Called at every step, from 0, of work whose calls may all answer at once: the event loop would stand still. */
export function giveTurn(step: number): Promise<void> | undefined {
  return step > 0 && step % STEPS === 0 ? setImmediate() : undefined;
}
