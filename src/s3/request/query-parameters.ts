import { S3Error } from '../../errors/s3.error.js';

const MAX_PARAMETERS = 128;

function decode(text: string): string {
  // S3 reads `+` in a query as a space, unlike in a path.
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch (cause) {
    throw new S3Error('InvalidURI', { URI: text.slice(0, 1024) }, { cause });
  }
}

/** The decoded query of a request. A parameter that stands there twice keeps its first value. */
export class QueryParameters {
  private static readonly empty = new QueryParameters(new Map());

  private constructor(private readonly values: ReadonlyMap<string, string>) {}

  /** @throws S3Error InvalidURI (broken escapes, more than 128 parameters) */
  static parse(rawQuery: string): QueryParameters {
    if (rawQuery === '') return QueryParameters.empty;
    const values = new Map<string, string>();
    for (const pair of rawQuery.split('&', MAX_PARAMETERS + 1)) {
      if (pair === '') continue;
      if (values.size === MAX_PARAMETERS) throw new S3Error('InvalidURI', { URI: rawQuery.slice(0, 1024) });
      const equals = pair.indexOf('=');
      const name = decode(equals < 0 ? pair : pair.slice(0, equals));
      if (!values.has(name)) values.set(name, equals < 0 ? '' : decode(pair.slice(equals + 1)));
    }
    return new QueryParameters(values);
  }

  get isEmpty(): boolean {
    return this.values.size === 0;
  }

  has(name: string): boolean {
    return this.values.has(name);
  }

  get(name: string): string | undefined {
    return this.values.get(name);
  }

  names(): Iterable<string> {
    return this.values.keys();
  }
}
