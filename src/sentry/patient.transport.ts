import { makeNodeTransport, type NodeOptions } from '@sentry/node';
import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';

type MakeTransport = NonNullable<NodeOptions['transport']>;
type HttpModule = NonNullable<Parameters<typeof makeNodeTransport>[0]['httpModule']>;

/** Milliseconds that a report may take; the SDK on its own would wait for ever, and its queue stay full. */
const PATIENCE = 10_000;

/** Reports that wait or are under way; more are dropped, and Sentry is told later how many. */
const QUEUE_SIZE = 32;

const impatient = (isSecure: boolean): HttpModule => ({
  request: (options, callback) => {
    if (typeof options === 'string' || options instanceof URL)
      throw new TypeError('the transport of Sentry gives options');
    const timed = { ...options, signal: AbortSignal.timeout(PATIENCE) };
    return (isSecure ? secureRequest : plainRequest)(timed, callback);
  },
});

/** Sentry does not ask for it, but Spotlight throws away what comes without. Source: Sentry, "Envelopes". */
const TYPE = { 'Content-Type': 'application/x-sentry-envelope' };

/** The transport of the SDK with bounds in time and number. */
export const patientTransport: MakeTransport = (options) =>
  makeNodeTransport({
    ...options,
    headers: { ...TYPE, ...options.headers },
    bufferSize: QUEUE_SIZE,
    httpModule: impatient(options.url.startsWith('https:')),
  });
