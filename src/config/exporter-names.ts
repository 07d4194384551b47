import type { SettingType } from './setting-types.js';

/** Who may get the traces. */
export const EXPORTERS = ['otlp', 'console', 'file', 'zipkin', 'gcp'] as const;

export type ExporterName = (typeof EXPORTERS)[number];

/** Each once; empty for `none`. Source: OpenTelemetry, OTEL_TRACES_EXPORTER. */
export const exporterNames: SettingType<readonly ExporterName[]> = {
  hint: 'otlp,console,file,zipkin,gcp|none',
  expected: `a list of ${EXPORTERS.join(', ')}, or none`,
  repeatable: true,
  parse: (value) => {
    const words = value.split(',').map((word) => word.trim());
    if (words.every((word) => word === 'none')) return [];
    const known = EXPORTERS.filter((name) => words.includes(name));
    return words.every((word) => EXPORTERS.some((name) => name === word)) ? known : undefined;
  },
  format: (names) => names.join(',') || 'none',
};
