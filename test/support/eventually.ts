import { setTimeout as pause } from 'node:timers/promises';

/** Asks until there is an answer that is not `undefined` or false. @throws Error when there is none within ten seconds */
export async function eventually<T>(ask: () => T | Promise<T>): Promise<Exclude<T, false | undefined>> {
  for (let time = 0; time < 500; time += 1) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer as Exclude<T, false | undefined>;
    await pause(20);
  }
  throw new Error('it did not happen');
}
