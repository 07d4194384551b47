import type { Attributes, Exception } from '@opentelemetry/api';

/** Source: OpenTelemetry semantic conventions, "Exceptions on spans". */
export function exceptionAttributes(exception: Exception): Attributes {
  if (typeof exception === 'string') return { 'exception.message': exception };
  const { code, name, message, stack } = exception;
  const attributes: Attributes = {};
  if (code !== undefined) attributes['exception.type'] = String(code);
  else if (name !== undefined) attributes['exception.type'] = name;
  if (message !== undefined) attributes['exception.message'] = message;
  if (stack !== undefined) attributes['exception.stacktrace'] = stack;
  return attributes;
}
