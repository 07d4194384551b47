import type { SpanPackage } from './span-sender.js';

/** Spans that came together and wait together, in the shape in which they can be exported. */
export interface SpanGroup {
  /** How many. */
  readonly length: number;
  readonly bytes: number;
  /** Bytes of one of them. */
  size(index: number): number;
}

/** Some spans of a group, one behind the other. */
export interface GroupPart<Group> {
  readonly group: Group;
  /** Index of the first. */
  readonly from: number;
  /** Index behind the last. */
  readonly to: number;
}

/** What an exporter sends at once. */
export interface SpanBatch {
  /** Spans in it. */
  readonly length: number;
}

/** What exporters take, and how it comes of the packages of one encoder. */
export interface SpanForm<Group extends SpanGroup, Batch extends SpanBatch> {
  /** Each package is read or skipped, in the order in which they come. */
  read(spans: SpanPackage): Group;
  skip(spans: SpanPackage): void;
  batch(parts: readonly GroupPart<Group>[]): Batch;
}
