import type { Request } from 'express';
import { QueryError } from '../query/query.error.js';

/** Of milliseconds since 1970 the last that a `Date` has: beyond it, adding a step to a time may leave it as it is. */
const LARGEST = 8.64e15;

/** The parameters of a query, read one by one. What is there and empty counts as absent. */
export class QueryParameters {
  constructor(private readonly given: Request['query']) {}

  /** @throws QueryError when it is given more than once */
  text(name: string): string | undefined {
    const value = this.given[name];
    if (value === undefined || value === '') return undefined;
    if (typeof value !== 'string') throw new QueryError(`${name}: is given more than once`);
    return value;
  }

  /** All that it is given as. */
  texts(name: string): readonly string[] {
    const value = this.given[name];
    const all = Array.isArray(value) ? value : [value];
    return all.filter((one): one is string => typeof one === 'string' && one !== '');
  }

  /** @throws QueryError when it is no number, below 0, or larger than any time */
  number(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (!(value >= 0 && value <= LARGEST))
      throw new QueryError(`${name}: is not a number from 0 to ${LARGEST}`);
    return value;
  }

  /** @throws QueryError when it is no whole number between both */
  whole(name: string, from: number, to: number): number | undefined {
    const value = this.number(name);
    if (value === undefined || (Number.isInteger(value) && value >= from && value <= to)) return value;
    throw new QueryError(`${name}: is not a whole number from ${from} to ${to}`);
  }

  /** @throws QueryError when it is none of them */
  choice<T extends string>(name: string, values: readonly T[]): T | undefined {
    const text = this.text(name);
    const found = values.find((value) => value === text);
    if (text !== undefined && found === undefined)
      throw new QueryError(`${name}: is not one of ${values.join(', ')}`);
    return found;
  }

  /** @throws QueryError when it is neither */
  flag(name: string): boolean | undefined {
    const value = this.choice(name, ['true', 'false']);
    return value === undefined ? undefined : value === 'true';
  }
}
