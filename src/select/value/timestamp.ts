export type TimestampPrecision = 'year' | 'month' | 'day' | 'minute' | 'second';
export type DatePart = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second';

const ORDER: readonly string[] = ['year', 'month', 'day', 'hour', 'minute', 'second'];
const MINUTE = 60_000;
const LENGTHS = { day: 24 * 60 * MINUTE, hour: 60 * MINUTE, minute: MINUTE, second: 1000 };
/** Of year 1 and of the end of year 9999, the bounds of Ion. */
const FIRST = Date.parse('0001-01-01T00:00:00Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

const FORM =
  /^(\d{4})(?:T|-(\d\d)(?:T|-(\d\d)(?:T|T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:\d\d))?)?)$/;

/** What of a timestamp stands on the clock of its place. */
export interface Clock {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
}

/**
 * A point in time, with the precision it was written in. Source: Amazon Ion, "Timestamps". Deviation: what is finer
 * than a millisecond is lost.
 */
export class Timestamp {
  private constructor(
    /** Milliseconds since 1970 in UTC. */
    readonly time: number,
    readonly precision: TimestampPrecision,
    /** Digits behind the second, 0 to 3. */
    readonly fraction: number,
    /** Minutes east of UTC; `undefined` where it was not said. */
    readonly offset: number | undefined,
  ) {}

  static ofTime(time: number): Timestamp {
    return new Timestamp(time, 'second', 3, 0);
  }

  /** ISO 8601 as Ion writes it: `2010T`, `2010-05-06`, `2010-05-06T07:08Z`. `undefined` for anything else. */
  static parse(text: string): Timestamp | undefined {
    const match = text.length > 40 ? null : FORM.exec(text);
    if (!match) return undefined;
    const [, year, month, day, hour, minute, second, fraction, zone] = match;
    const milliseconds = Number((fraction ?? '').slice(0, 3).padEnd(3, '0'));
    const clock = [year, month ?? 1, day ?? 1, hour ?? 0, minute ?? 0, second ?? 0].map(Number);
    const local = localTime(clock, milliseconds);
    const offset = zone === undefined || zone === '-00:00' ? undefined : minutesOf(zone);
    if (local === undefined || Number.isNaN(offset)) return undefined;
    const precision = second ? 'second' : hour ? 'minute' : day ? 'day' : month ? 'month' : 'year';
    return Timestamp.bounded(
      new Timestamp(local - (offset ?? 0) * MINUTE, precision, Math.min(fraction?.length ?? 0, 3), offset),
    );
  }

  /** `undefined` outside the years 1 to 9999. */
  private static bounded(timestamp: Timestamp): Timestamp | undefined {
    return timestamp.time >= FIRST && timestamp.time <= LAST ? timestamp : undefined;
  }

  get clock(): Clock {
    const date = this.local;
    return {
      year: date.getUTCFullYear(),
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
      hour: date.getUTCHours(),
      minute: date.getUTCMinutes(),
      second: date.getUTCSeconds(),
      millisecond: date.getUTCMilliseconds(),
    };
  }

  /** Precision grows to that of the part. `undefined` outside the years 1 to 9999. */
  plus(part: DatePart, quantity: number): Timestamp | undefined {
    const needed: TimestampPrecision = part === 'hour' ? 'minute' : part;
    const precision = ORDER.indexOf(needed) > ORDER.indexOf(this.precision) ? needed : this.precision;
    const time =
      part === 'year' || part === 'month'
        ? this.plusMonths(part === 'year' ? quantity * 12 : quantity)
        : this.time + quantity * LENGTHS[part];
    return Timestamp.bounded(new Timestamp(time, precision, this.fraction, this.offset));
  }

  /** Whole parts from this to the other; negative when the other is earlier. */
  until(part: DatePart, other: Timestamp): number {
    if (part !== 'year' && part !== 'month') return Math.trunc((other.time - this.time) / LENGTHS[part]);
    if (other.time < this.time) return -other.until(part, this) || 0;
    const [from, to] = [this.clock, new Timestamp(other.time, 'second', 3, this.offset).clock];
    const months = (to.year - from.year) * 12 + to.month - from.month;
    const whole = this.plusMonths(months) > other.time ? months - 1 : months;
    return part === 'year' ? Math.trunc(whole / 12) : whole;
  }

  toString(): string {
    const iso = this.local.toISOString();
    if (this.precision === 'year') return `${iso.slice(0, 4)}T`;
    if (this.precision === 'month') return `${iso.slice(0, 7)}T`;
    if (this.precision === 'day') return iso.slice(0, 10);
    const seconds = this.fraction > 0 ? 20 + this.fraction : 19;
    return iso.slice(0, this.precision === 'minute' ? 16 : seconds) + zoneOf(this.offset);
  }

  private get local(): Date {
    return new Date(this.time + (this.offset ?? 0) * MINUTE);
  }

  /** A day that the month does not have becomes its last. */
  private plusMonths(months: number): number {
    const date = this.local;
    const day = date.getUTCDate();
    date.setUTCDate(1);
    date.setUTCMonth(date.getUTCMonth() + months);
    const last = new Date(date);
    last.setUTCMonth(last.getUTCMonth() + 1, 0);
    date.setUTCDate(Math.min(day, last.getUTCDate()));
    return date.getTime() - (this.offset ?? 0) * MINUTE;
  }
}

/** `Z`, `+05:30`, or `-00:00` where it was not said. */
function zoneOf(offset: number | undefined): string {
  if (offset === undefined) return '-00:00';
  return offset === 0 ? 'Z' : writeOffset(offset, ':');
}

export function writeOffset(offset: number, separator: string): string {
  const minutes = Math.abs(offset);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${separator}${two(minutes % 60)}`;
}

function minutesOf(zone: string): number {
  if (zone === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4));
  if (hours > 23 || minutes > 59) return Number.NaN;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

/** `undefined` when there is no such day or hour. */
function localTime(clock: readonly number[], milliseconds: number): number | undefined {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = clock;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second, milliseconds);
  const isReal =
    date.getUTCFullYear() === year &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute;
  return isReal && second < 60 ? date.getTime() : undefined;
}
