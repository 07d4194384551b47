import type { TracingConfig } from '../config/tracing.config.js';
import type { RequestSpanName, SpanName } from './span-names.js';
import { useObjectKeys } from './object-keys.js';
import { versitygwNames } from './versitygw-names.js';

/** The settings that say how spans look, whoever receives them. */
export type SpanStyle = Pick<TracingConfig, 'objectKeys' | 'responseHeaders' | 'spanNames'>;

let inHeaders = false;
let names: ReturnType<typeof versitygwNames> | undefined;

/** Called once, before the first span is made. */
export function useSpanStyle(style: SpanStyle): void {
  useObjectKeys(style.objectKeys);
  inHeaders = style.responseHeaders;
  names = style.spanNames === 'versitygw' ? versitygwNames() : undefined;
}

/** The name under which a span of the catalogue leaves. */
export function spelled(name: SpanName | RequestSpanName): string {
  return names?.get(name) ?? name;
}

/** Whether responses name their span and tell the times of its phases. */
export function isToldInHeaders(): boolean {
  return inHeaders;
}
