import { Metadata } from '@grpc/grpc-js';
import { retryGrpc } from './grpc-retry.js';
import { retryDelay } from './retry-info.js';

const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))];
const number = (field: number, value: number): number[] => [field << 3, ...varint(value)];
const message = (field: number, bytes: readonly number[]): number[] => [
  (field << 3) | 2,
  ...varint(bytes.length),
  ...bytes,
];
const text = (field: number, value: string): number[] => message(field, [...Buffer.from(value)]);

/** google.rpc.Status with one detail. */
const status = (type: string, detail: readonly number[]): Buffer =>
  Buffer.from([
    ...number(1, 14),
    ...text(2, 'busy'),
    ...message(3, [...text(1, `type.googleapis.com/google.rpc.${type}`), ...message(2, detail)]),
  ]);

const HALF_SECOND = status('RetryInfo', message(1, number(2, 500_000_000)));

describe('retryDelay', () => {
  it('reads what the receiver asks for', () => {
    expect(retryDelay(HALF_SECOND)).toBe(500);
    expect(retryDelay(status('RetryInfo', message(1, [...number(1, 300), ...number(2, 1_000_000)])))).toBe(
      300_001,
    );
    expect(retryDelay(status('RetryInfo', []))).toBeUndefined();
  });

  it('reads nothing where nothing is asked', () => {
    expect(retryDelay(status('DebugInfo', text(2, 'stack')))).toBeUndefined();
    expect(retryDelay(Buffer.alloc(0))).toBeUndefined();
    for (let end = 1; end < HALF_SECOND.length; end += 1)
      expect(retryDelay(HALF_SECOND.subarray(0, end))).toBeUndefined();
  });
});

describe('retryGrpc', () => {
  const failure = (code: number, details?: Buffer): Error => {
    const metadata = new Metadata();
    if (details) metadata.set('grpc-status-details-bin', details);
    return Object.assign(new Error('no'), { code, metadata });
  };

  it.each([1, 4, 10, 11, 14, 15])('tries again after code %d, later each time', (code) => {
    const waits = [0, 2, 4].map((attempt) => retryGrpc(failure(code), attempt) ?? 0);
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect(waits[0]).toBeGreaterThan(0);
    expect(retryGrpc(failure(code), 20)).toBeLessThanOrEqual(6_000);
  });

  it.each([2, 3, 5, 6, 7, 9, 12, 13, 16])('does not try again after code %d', (code) => {
    expect(retryGrpc(failure(code), 0)).toBeUndefined();
  });

  it('leaves a receiver alone as long as it asks, and one that is exhausted unless it asks', () => {
    expect(retryGrpc(failure(14, HALF_SECOND), 3)).toBe(500);
    expect(retryGrpc(failure(8, HALF_SECOND), 3)).toBe(500);
    expect(retryGrpc(failure(8), 0)).toBeUndefined();
    expect(retryGrpc(new Error('no error of gRPC'), 0)).toBeUndefined();
  });
});
