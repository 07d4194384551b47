import type { Family } from './family.js';
import type { PosixMetrics } from './posix-metrics.js';

/** What the gateway asked of the file system. */
export function posixFamilies({ calls, copies }: PosixMetrics): Family[] {
  return [
    {
      name: 'glassgate_posix_io_bytes_total',
      help: 'Bytes that the steps of the posix backend have moved.',
      type: 'counter',
      samples: () => Array.from(calls, ([call, { bytes }]) => ({ value: bytes, labels: { call } })),
    },
    {
      name: 'glassgate_posix_io_seconds_total',
      help: 'Time of the steps of the posix backend, with the steps inside them.',
      type: 'counter',
      samples: () =>
        Array.from(calls, ([call, { milliseconds }]) => ({ value: milliseconds / 1000, labels: { call } })),
    },
    {
      name: 'glassgate_posix_copies_total',
      help: 'Copies of objects and parts, by how they were made.',
      type: 'counter',
      samples: () => Array.from(copies, ([method, value]) => ({ value, labels: { method } })),
    },
  ];
}
