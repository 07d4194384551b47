import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseAddress, parseListenAddress } from './address.js';

/** How the text of a flag, a variable or a YAML scalar becomes a value. */
export interface SettingType<T> {
  /** Placeholder in help; empty for a switch, which stands alone on the command line. */
  readonly hint: string;
  /** Completes "is not …". */
  readonly expected: string;
  /** `undefined`: the text is not legal. */
  parse(text: string): T | undefined;
  /** The text that `parse` would read as this value. */
  format(value: T): string;
  /** The flag may be given several times, and YAML may hold a list: the texts are joined by a comma. */
  readonly repeatable?: true;
}

const identity = (value: string): string => value;

export const text: SettingType<string> = {
  hint: 'text',
  expected: 'text',
  parse: identity,
  format: identity,
};

const WORDS_FOR: Readonly<Record<string, boolean>> = {
  true: true,
  t: true,
  '1': true,
  false: false,
  f: false,
  '0': false,
};

export const flag: SettingType<boolean> = {
  hint: '',
  expected: 'true, false, 1 or 0',
  parse: (word) => WORDS_FOR[word.toLowerCase()],
  format: String,
};

/** A switch, or the word of the SDK's variables for it. Source: OpenTelemetry Protocol Exporter, "Specify Protocol". */
export const otlpOverHttp: SettingType<boolean> = {
  ...flag,
  expected: 'true, false, http/protobuf or grpc',
  parse: (word) => (word === 'http/protobuf' ? true : word === 'grpc' ? false : flag.parse(word)),
};

/** A switch that chooses between two words. */
export function flagFor<T extends string>(on: T, off: T): SettingType<T> {
  return {
    ...flag,
    parse: (word) => {
      const isOn = flag.parse(word);
      return isOn === undefined ? undefined : isOn ? on : off;
    },
    format: (value) => String(value === on),
  };
}

export function choice<T extends string>(...words: readonly T[]): SettingType<T> {
  return {
    hint: words.join('|'),
    expected: `one of ${words.join(', ')}`,
    parse: (word) => words.find((known) => known === word),
    format: identity,
  };
}

/** A number, or `all`, which is Infinity. */
export const integerOrAll: SettingType<number> = {
  hint: 'number|all',
  expected: 'a whole number, or all',
  parse: (value) => (value.trim() === 'all' ? Infinity : integer.parse(value)),
  format: (value) => (value === Infinity ? 'all' : String(value)),
};

export const integer: SettingType<number> = {
  hint: 'number',
  expected: 'a whole number',
  parse: (digits) => (/^\d{1,15}$/.test(digits) ? Number(digits) : undefined),
  format: String,
};

export const ratio: SettingType<number> = {
  hint: '0..1',
  expected: 'a number from 0 to 1',
  parse: (digits) => {
    const value = /^(\d+(\.\d*)?|\.\d+)$/.test(digits) ? Number(digits) : NaN;
    return value >= 0 && value <= 1 ? value : undefined;
  },
  format: String,
};

export const fileMode: SettingType<number> = {
  hint: 'octal',
  expected: 'an octal mode such as 0755',
  parse: (digits) => {
    const match = /^0?o?([0-7]{3,4})$/.exec(digits);
    return match ? Number.parseInt(match[1]!, 8) : undefined;
  },
  format: (mode) => `0${mode.toString(8)}`,
};

const BYTE_UNITS = ['', 'K', 'M', 'G', 'T'];

/** Units are powers of 1024. */
export const bytes: SettingType<number> = {
  hint: 'bytes',
  expected: 'a size such as 1048576, 512KiB or 5GiB',
  parse: (size) => {
    const match = /^(\d{1,15})([KMGT]?)(iB|B)?$/i.exec(size);
    if (!match) return undefined;
    const value = Number(match[1]) * 1024 ** BYTE_UNITS.indexOf(match[2]!.toUpperCase());
    return Number.isSafeInteger(value) ? value : undefined;
  },
  format: (value) => {
    const power = BYTE_UNITS.findLastIndex((_, index) => value > 0 && value % 1024 ** index === 0);
    return power > 0 ? `${value / 1024 ** power}${BYTE_UNITS[power]}iB` : String(value);
  },
};

const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** A number without a unit is in seconds. The value is a whole number of units of which `perSecond` make a second. */
export function duration(perSecond: 1 | 1000): SettingType<number> {
  return {
    hint: 'duration',
    expected: `a duration such as 90, ${perSecond === 1 ? '' : '500ms, '}10s, 2m or 1h`,
    parse: (span) => {
      const match = /^(\d{1,9})(ms|s|m|h)?$/.exec(span);
      const value = match && (Number(match[1]) * MILLISECONDS[match[2] ?? 's']! * perSecond) / 1000;
      return Number.isInteger(value) ? Number(value) : undefined;
    },
    format: (value) => (value % perSecond === 0 ? `${value / perSecond}s` : `${value}ms`),
  };
}

/** Milliseconds, 0 for `off`; whole seconds, since what runs without end must not run at once. */
export const durationOrOff: SettingType<number> = {
  hint: 'duration|off',
  expected: 'a duration such as 90, 10s, 2m or 1h, or off',
  parse: (span) => {
    const seconds = span === 'off' ? 0 : duration(1).parse(span);
    return seconds === undefined ? undefined : seconds * 1000;
  },
  format: (value) => (value === 0 ? 'off' : duration(1000).format(value)),
};

/** An HTTP status from 100 to 599; 0 for `off`. */
export const statusOrOff: SettingType<number> = {
  hint: 'status|off',
  expected: 'an HTTP status such as 400, or off',
  parse: (word) => (word === 'off' ? 0 : /^[1-5]\d\d$/.test(word) ? Number(word) : undefined),
  format: (status) => (status === 0 ? 'off' : String(status)),
};

/** Values that stand between commas; blanks around them do not count. */
function list<T>(
  item: Pick<SettingType<T>, 'hint' | 'expected'>,
  parse: (text: string) => T | undefined,
): SettingType<readonly T[]> {
  return {
    ...item,
    repeatable: true,
    parse: (value) => {
      const texts = value.split(',').map((part) => part.trim());
      const items = texts.filter((part) => part !== '').map(parse);
      return items.every((part) => part !== undefined) ? items : undefined;
    },
    format: (items) => items.join(','),
  };
}

export const listenAddresses: SettingType<readonly string[]> = list(
  {
    hint: 'host:port|path|@name',
    expected: 'host:port, :port, the path of a socket with a / in it, or @name',
  },
  (value) => (parseListenAddress(value) ? value : undefined),
);

/** Empty for `off`. */
export const listenAddressesOrOff: SettingType<readonly string[]> = {
  ...listenAddresses,
  hint: `${listenAddresses.hint}|off`,
  parse: (value) => (value.trim() === 'off' ? [] : listenAddresses.parse(value)),
  format: (addresses) => listenAddresses.format(addresses) || 'off',
};

const DOMAIN =
  /^(?=.{1,190}(:\d{1,5})?$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*(:\d{1,5})?$/;

/** In lower case, without a port. A bucket of 63 characters still makes a legal name with it. */
export const domains: SettingType<readonly string[]> = list(
  { hint: 'domain', expected: 'a domain such as s3.example.com' },
  (value) => (DOMAIN.test(value.toLowerCase()) ? value.toLowerCase().replace(/:\d+$/, '') : undefined),
);

/** Made absolute. */
export const directory: SettingType<string> = {
  hint: 'dir',
  expected: 'an existing directory',
  parse: (path) => (statSync(path, { throwIfNoEntry: false })?.isDirectory() ? resolve(path) : undefined),
  format: identity,
};

/** Made absolute. */
export const file: SettingType<string> = {
  hint: 'file',
  expected: 'an existing file',
  parse: (path) => (statSync(path, { throwIfNoEntry: false })?.isFile() ? resolve(path) : undefined),
  format: identity,
};

/** Made absolute; the file itself is made when it is opened. */
export const fileToWrite: SettingType<string> = {
  hint: 'file',
  expected: 'a file in an existing directory',
  parse: (path) => {
    const absolute = resolve(path);
    const isDirectory = (at: string): boolean =>
      statSync(at, { throwIfNoEntry: false })?.isDirectory() === true;
    return path !== '' && isDirectory(dirname(absolute)) && !isDirectory(absolute) ? absolute : undefined;
  },
  format: identity,
};

function isEndpoint(value: string): boolean {
  if (!value.includes('://')) return Boolean(parseAddress(value)?.host);
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}

/** Source: OpenTelemetry Protocol Exporter, "Endpoint configuration"; `host:port` besides. */
export const endpoint: SettingType<string> = {
  hint: 'host:port|url',
  expected: 'host:port or an http(s) URL',
  parse: (value) => (isEndpoint(value) ? value : undefined),
  format: identity,
};

/** Whether user and password, which are sent decoded, can be. */
function hasLegalUser(url: string): boolean {
  const { username, password } = new URL(url);
  try {
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
}

export const httpUrl: SettingType<string> = {
  hint: 'url',
  expected: 'an http(s) URL',
  parse: (value) => (value.includes('://') && isEndpoint(value) && hasLegalUser(value) ? value : undefined),
  format: identity,
};

/** What HTTP and gRPC both can send. */
const HEADER_VALUE = /^[ -~]*$/;

function parseHeader(pair: string): [string, string] | undefined {
  const [, name, encoded = ''] = /^\s*([!#$%&'*+.^_`|~\w-]+)\s*=(.*)$/s.exec(pair) ?? [];
  if (name === undefined) return undefined;
  try {
    const value = decodeURIComponent(encoded.trim());
    return HEADER_VALUE.test(value) ? [name, value] : undefined;
  } catch {
    return undefined;
  }
}

/** Values are percent-decoded. Source: OpenTelemetry Protocol Exporter, "Specifying headers via environment variables". */
export const headerList: SettingType<Readonly<Record<string, string>>> = {
  hint: 'k=v,k=v',
  expected: 'a list name=value,name=value with percent-encoded values',
  parse: (list) => {
    const pairs = list.split(',').filter((pair) => pair.trim() !== '');
    const headers = pairs.map(parseHeader).filter((header) => header !== undefined);
    return headers.length === pairs.length ? Object.fromEntries(headers) : undefined;
  },
  format: (headers) =>
    Object.entries(headers)
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join(','),
};
