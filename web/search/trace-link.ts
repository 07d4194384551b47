import { queryOf } from '../api/client.js';

/** The page of a trace, with the spans marked that were looked for. */
export const traceLink = (traceId: string, conditions = ''): string =>
  `/trace/${traceId}${queryOf({ q: conditions })}`;
