const ISO_DATE = /^(\d{4}-\d\d-\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?)?$/;

/**
 * A date as ISO 8601 writes it, with or without time of day; without time zone it is UTC. `undefined` for anything else.
 * Source: S3 API Reference, timestamps of Object Lock.
 */
export function parseIsoDate(text: string): Date | undefined {
  const match = text.length > 40 ? null : ISO_DATE.exec(text.trim());
  if (!match) return undefined;
  const [whole, day = '', zone] = match;
  // JavaScript takes a time without zone for local time, a day without time for UTC.
  const date = new Date(zone === undefined && whole !== day ? `${whole}Z` : whole);
  return isDay(day) && !Number.isNaN(date.getTime()) ? date : undefined;
}

/** JavaScript takes 30 February for 2 March. */
function isDay(day: string): boolean {
  const date = new Date(day);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}
