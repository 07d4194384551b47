import type { TracingConfig } from '../config/tracing.config.js';
import type { RequestSpanName, SpanName } from './span-names.js';
import { versitygwNames } from './versitygw-names.js';

/** The settings that say how spans look, whoever receives them. */
export type SpanStyle = Pick<TracingConfig, 'spanNames'>;

let names: ReturnType<typeof versitygwNames> | undefined;

/** Called once, before the first span is made. */
export function useSpanStyle(style: SpanStyle): void {
  names = style.spanNames === 'versitygw' ? versitygwNames() : undefined;
}

/** The name under which a span of the catalogue leaves. */
export function spelled(name: SpanName | RequestSpanName): string {
  return names?.get(name) ?? name;
}
