import type { TracingConfig } from '../config/tracing.config.js';
import { useObjectKeys } from './object-keys.js';
import { versitygwNames } from './versitygw-names.js';

/** The settings that say how spans look, whoever receives them. */
export type SpanStyle = Pick<TracingConfig, 'objectKeys' | 'responseHeaders' | 'spanNames'>;

let inHeaders = false;
let names: ReadonlyMap<string, string> | undefined;

/** Called before the first span is made. */
export function useSpanStyle(style: SpanStyle): void {
  useObjectKeys(style.objectKeys);
  inHeaders = style.responseHeaders;
  names = style.spanNames === 'versitygw' ? versitygwNames() : undefined;
}

/** The name under which a span leaves. Those that are not in the catalogue have one only. */
export function spelled(name: string): string {
  return names?.get(name) ?? name;
}

/** Whether responses name their span and tell the times of its phases. */
export function isToldInHeaders(): boolean {
  return inHeaders;
}
