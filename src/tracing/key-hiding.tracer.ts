import type { Attributes, AttributeValue, Context, Span, SpanOptions, Tracer } from '@opentelemetry/api';
import { S3_ERRORS } from '../errors/s3-error.codes.js';
import { shownKey, withoutKeys } from './object-keys.js';

/** Hold a key, or the beginning of one. */
const KEYS: ReadonlySet<string> = new Set(['s3.key', 'posix.object', 'posix.dir']);

/** The only texts of errors that surely name no object: others quote requests and paths. */
const PLAIN_MESSAGES: ReadonlySet<string> = new Set(Object.values(S3_ERRORS).map(({ message }) => message));

/** Makes spans that keep no key of an object, whatever they are told; used only where keys are not shown in full. */
export class KeyHidingTracer implements Pick<Tracer, 'startSpan'> {
  constructor(private readonly inner: Pick<Tracer, 'startSpan'>) {}

  startSpan(name: string, options: SpanOptions = {}, context?: Context): Span {
    const attributes = options.attributes && shownAttributes(options.attributes);
    const span = this.inner.startSpan(name, { ...options, attributes }, context);
    return span.isRecording() ? hideKeys(span) : span;
  }
}

/** The span itself, since the SDK knows its own object again. */
function hideKeys(span: Span): Span {
  const setAttribute = span.setAttribute.bind(span);
  const recordException = span.recordException.bind(span);
  const setStatus = span.setStatus.bind(span);
  const hiding: Partial<Span> = {
    setAttribute(name, value) {
      const shown = shownValue(name, value);
      if (shown !== undefined) setAttribute(name, shown);
      return span;
    },
    setAttributes(attributes) {
      for (const [name, value] of Object.entries(attributes)) {
        if (value !== undefined) span.setAttribute(name, value);
      }
      return span;
    },
    recordException(exception, time) {
      recordException(withoutText(exception), time);
    },
    setStatus({ code, message = '' }) {
      setStatus(PLAIN_MESSAGES.has(message) ? { code, message } : { code });
      return span;
    },
  };
  return Object.assign(span, hiding);
}

function shownAttributes(attributes: Attributes): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, value && shownValue(name, value)]),
  );
}

function shownValue(name: string, value: AttributeValue): AttributeValue {
  if (KEYS.has(name)) return shownKey(String(value));
  return name === 'url.query' ? withoutKeys(String(value)) : value;
}

/** An error by its kind and the places in the code; its text only where that is one of the table. */
function withoutText(exception: Parameters<Span['recordException']>[0]): {
  code?: string | number;
  name: string;
  message: string;
  stack?: string;
} {
  if (typeof exception === 'string') return { name: 'Error', message: '' };
  const { code, name = 'Error', message = '', stack = '' } = exception;
  if (PLAIN_MESSAGES.has(message)) return { code, name, message, stack };
  // A message may have lines that look like places: what follows it is surely the engine's.
  const at = stack.indexOf(message);
  const places = at < 0 ? '' : stack.slice(at + message.length);
  return { code, name, message: '', stack: places === '' ? undefined : `${name}${places}` };
}
