import type { Metadata } from '@grpc/grpc-js';
import { backOff } from '../back-off.js';
import { retryDelay } from './retry-info.js';

/** CANCELLED, DEADLINE_EXCEEDED, ABORTED, OUT_OF_RANGE, UNAVAILABLE, DATA_LOSS. */
const RETRYABLE: ReadonlySet<unknown> = new Set([1, 4, 10, 11, 14, 15]);
const RESOURCE_EXHAUSTED = 8;

/** An error of gRPC. */
interface GrpcFailure extends Error {
  readonly code?: number;
  readonly metadata?: Metadata;
}

/**
 * When an export over gRPC that failed is tried again: a receiver that is exhausted has to ask for it, and whoever says
 * how long it wants to be left alone is left alone so long. Source: OTLP specification, "OTLP/gRPC Response", "Failures".
 */
export function retryGrpc(error: GrpcFailure, attempt: number): number | undefined {
  const [details] = error.metadata?.get('grpc-status-details-bin') ?? [];
  const asked = Buffer.isBuffer(details) ? retryDelay(details) : undefined;
  if (error.code === RESOURCE_EXHAUSTED) return asked;
  if (!RETRYABLE.has(error.code)) return undefined;
  return asked ?? backOff(attempt);
}
