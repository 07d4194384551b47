import { S3Error } from '../../errors/s3.error.js';
import { writeOffset, type Clock, type Timestamp } from './timestamp.js';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

type Writer = (clock: Clock, timestamp: Timestamp) => string;

const padded = (value: number, width: number): string => String(value).padStart(width, '0');
const month = (clock: Clock): string => MONTHS[clock.month - 1] ?? '';
const hour12 = (clock: Clock): number => clock.hour % 12 || 12;
const offset = (separator: string, zulu: boolean): Writer => {
  return (_clock, { offset: minutes = 0 }) => (zulu && minutes === 0 ? 'Z' : writeOffset(minutes, separator));
};
const shortOffset =
  (zulu: boolean): Writer =>
  (_clock, { offset: minutes = 0 }) => {
    if (zulu && minutes === 0) return 'Z';
    const text = writeOffset(minutes, '');
    return minutes % 60 === 0 ? text.slice(0, 3) : text;
  };

/** Source: S3 User Guide, "Date functions", TO_STRING. */
const SYMBOLS: Readonly<Record<string, Writer>> = {
  yy: ({ year }) => padded(year % 100, 2),
  y: ({ year }) => String(year),
  yyyy: ({ year }) => padded(year, 4),
  M: (clock) => String(clock.month),
  MM: (clock) => padded(clock.month, 2),
  MMM: (clock) => month(clock).slice(0, 3),
  MMMM: month,
  MMMMM: (clock) => month(clock).slice(0, 1),
  d: ({ day }) => String(day),
  dd: ({ day }) => padded(day, 2),
  a: ({ hour }) => (hour < 12 ? 'AM' : 'PM'),
  h: (clock) => String(hour12(clock)),
  hh: (clock) => padded(hour12(clock), 2),
  H: ({ hour }) => String(hour),
  HH: ({ hour }) => padded(hour, 2),
  m: ({ minute }) => String(minute),
  mm: ({ minute }) => padded(minute, 2),
  s: ({ second }) => String(second),
  ss: ({ second }) => padded(second, 2),
  n: ({ millisecond }) => String(millisecond * 1_000_000),
  X: shortOffset(true),
  XX: offset('', true),
  XXX: offset(':', true),
  XXXX: offset('', true),
  XXXXX: offset(':', true),
  x: shortOffset(false),
  xx: offset('', false),
  xxx: offset(':', false),
  xxxx: offset('', false),
  xxxxx: offset(':', false),
};

/** Characters; a longer pattern is refused. */
const MAX_PATTERN = 256;

/**
 * A timestamp written by a pattern such as `MMMM d, y`. Text between single quotes stands for itself.
 * @throws S3Error EvaluatorInvalidTimestampFormatPattern…
 */
export function formatTimestamp(timestamp: Timestamp, pattern: string): string {
  if (pattern.length > MAX_PATTERN) throw new S3Error('EvaluatorInvalidTimestampFormatPattern');
  const { clock } = timestamp;
  let text = '';
  for (let at = 0; at < pattern.length;) {
    const character = pattern.charAt(at);
    if (character === "'") {
      const end = pattern.indexOf("'", at + 1);
      if (end < 0) throw new S3Error('EvaluatorUnterminatedTimestampFormatPatternToken');
      text += end === at + 1 ? "'" : pattern.slice(at + 1, end);
      at = end + 1;
      continue;
    }
    let end = at + 1;
    if (isLetter(character)) while (pattern.charAt(end) === character) end += 1;
    text += isLetter(character) ? writerOf(pattern.slice(at, end))(clock, timestamp) : character;
    at = end;
  }
  return text;
}

function writerOf(symbol: string): Writer {
  if (symbol.startsWith('S')) {
    return ({ millisecond }) => padded(millisecond, 3).padEnd(symbol.length, '0').slice(0, symbol.length);
  }
  const writer = Object.hasOwn(SYMBOLS, symbol) ? SYMBOLS[symbol] : undefined;
  if (!writer) throw new S3Error('EvaluatorInvalidTimestampFormatPatternSymbol');
  return writer;
}

const isLetter = (character: string): boolean => /[A-Za-z]/.test(character);
