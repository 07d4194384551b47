import type { IncomingHttpHeaders } from 'node:http';
import type { XmlElement } from '../../src/s3/xml/xml.element.js';
import { readXml } from '../../src/s3/xml/xml.reader.js';

/** What came back, from supertest or from a raw socket. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>> | IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface PlainElement {
  readonly [name: string]: Plain;
}

/** A document as an object: an element without children is its text, one that is repeated a list. */
export type Plain = string | readonly Plain[] | PlainElement;

const REQUEST_ID = /^[0-9A-Z]{16}$/;
const HOST_ID = /^[A-Za-z0-9+/]{64}$/;

export function plain(element: XmlElement): Plain {
  const members = element.children();
  if (members.length === 0) return element.text;
  const content: Record<string, Plain> = {};
  for (const { name } of members) {
    const same = element.children(name).map(plain);
    content[name] = same.length === 1 ? same[0]! : same;
  }
  return content;
}

/** The document of an answer, whose outermost element is `root`. */
export function documentOf(answer: Answer, root: string): PlainElement {
  expect({ status: answer.status, type: answer.headers['content-type'] }).toEqual({
    status: 200,
    type: 'application/xml',
  });
  return plain(readXml(answer.body, root)) as PlainElement;
}

/** Status and every element of an error document but its ids, which are those of the headers. */
export function errorOf(answer: Answer): PlainElement & { readonly status: number } {
  expectIds(answer);
  expect(answer.headers['content-type']).toBe('application/xml');
  const { RequestId, HostId, ...error } = plain(readXml(answer.body, 'Error')) as PlainElement;
  expect({ RequestId, HostId }).toEqual({
    RequestId: answer.headers['x-amz-request-id'],
    HostId: answer.headers['x-amz-id-2'],
  });
  return { status: answer.status, ...error } as PlainElement & { readonly status: number };
}

/** The ids that stand on every answer of the S3 API. */
export function expectIds(answer: Pick<Answer, 'headers'>): void {
  expect(answer.headers['x-amz-request-id']).toMatch(REQUEST_ID);
  expect(answer.headers['x-amz-id-2']).toMatch(HOST_ID);
  expect(answer.headers['server']).toBe('Glassgate');
}

/** Headers that say something about this answer; those that stand on all of them are left out. */
export function ownHeaders(answer: Answer): Record<string, string> {
  const common = [
    'x-amz-request-id',
    'x-amz-id-2',
    'server',
    'date',
    'connection',
    'keep-alive',
    'x-trace-id',
  ];
  return Object.fromEntries(
    Object.entries(answer.headers as Record<string, string>).filter(([name]) => !common.includes(name)),
  );
}
