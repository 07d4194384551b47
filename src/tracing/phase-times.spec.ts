import { ROOT_CONTEXT } from '@opentelemetry/api';
import { PhaseTimes, withoutPhaseTimes } from './phase-times.js';

describe('PhaseTimes', () => {
  const times = () => new PhaseTimes(1_700_000_000_000);
  const at = (milliseconds: number): number => 1_700_000_000_000 + milliseconds;

  it('adds up the spans of a phase, in a fixed order of phases', () => {
    const phases = times();
    phases.begin('Backend.GetObject', at(5))?.(at(9));
    phases.begin('Auth.V4Signature', at(1))?.(at(2));
    phases.begin('Backend.HeadBucket', at(9))?.(at(10));
    expect(phases.serverTiming(at(20))).toBe('auth;dur=1.000, backend;dur=5.000');
  });

  it('counts what is still open up to now', () => {
    const phases = times();
    phases.begin('Backend.GetObject', at(5));
    const end = phases.begin('Backend.GetObject', at(6));
    expect(phases.serverTiming(at(10))).toBe('backend;dur=9.000');
    end?.(at(11));
    expect(phases.serverTiming(at(20))).toBe('backend;dur=20.000');
  });

  it('says nothing where no phase has begun', () => {
    const phases = times();
    expect(phases.begin('Posix.IO.ReadData', at(1))).toBeUndefined();
    expect(phases.serverTiming(at(2))).toBeUndefined();
  });

  it('is found through the context, but not below a span that counts', () => {
    const phases = times();
    const context = phases.around(ROOT_CONTEXT);
    expect(PhaseTimes.of(ROOT_CONTEXT)).toBeUndefined();
    expect(PhaseTimes.of(context)).toBe(phases);
    expect(PhaseTimes.of(withoutPhaseTimes(context))).toBeUndefined();
  });
});
