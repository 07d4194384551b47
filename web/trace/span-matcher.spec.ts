import { faultOf, matchesOf } from './span-matcher.js';
import { spansOf } from './test-spans.js';

const SPANS = spansOf({
  name: 'S3.GetObject',
  kind: 'SERVER',
  status: 'ERROR',
  duration: 20,
  attributes: { 's3.bucket': 'photos', 'http.response.status_code': 404, 'x.list': ['a', 'b'] },
  children: [
    { name: 'Auth.V4Signature', duration: 1.5, attributes: { 'auth.is_root': true } },
    {
      name: 'Posix.IO.OpenFile',
      duration: 8,
      status: 'ERROR',
      statusMessage: 'no such file',
      events: [{ name: 'exception', time: 3, attributes: { 'exception.type': 'ENOENT' } }],
    },
  ],
});

const found = (text: string): string[] | undefined => {
  const matches = matchesOf(SPANS, text);
  return matches && SPANS.filter((_span, index) => matches[index] === 1).map(({ name }) => name);
};

const ALL = ['S3.GetObject', 'Auth.V4Signature', 'Posix.IO.OpenFile'];

describe('matchesOf', () => {
  it.each([
    ['{ status = error }', ['S3.GetObject', 'Posix.IO.OpenFile']],
    ['{ status = error && kind = server }', ['S3.GetObject']],
    ['{ span.s3.bucket = "photos" }', ['S3.GetObject']],
    ['{ .s3.bucket = `photos` }', ['S3.GetObject']],
    ['.s3.bucket = "photos"', ['S3.GetObject']],
    ['{ span.http.response.status_code = "404" }', []],
    ['{ span.s3.bucket != "photos" }', []],
    ['{ statusMessage = "no such file" }', ['Posix.IO.OpenFile']],
    ['{ span.http.response.status_code >= 400 }', ['S3.GetObject']],
    ['{ span.auth.is_root = true }', ['Auth.V4Signature']],
    ['{ span.x.list = "b" }', ['S3.GetObject']],
    ['duration > 5ms', ['S3.GetObject', 'Posix.IO.OpenFile']],
    ['{ duration < 2000us }', ['Auth.V4Signature']],
    ['{ name =~ "Posix.*" }', ['Posix.IO.OpenFile']],
    ['{ name =~ "Posix" }', []],
    ['{ name !~ "Posix.*" && status != error }', ['Auth.V4Signature']],
    ['{ event.exception.type = "ENOENT" }', ['Posix.IO.OpenFile']],
    ['{ resource.service.name = "glassgate" }', ALL],
    ['{ name = "Auth.V4Signature" || duration > 15ms }', ['S3.GetObject', 'Auth.V4Signature']],
    ['{ (name = "a" || status = error) && duration < 10ms }', ['Posix.IO.OpenFile']],
    ['{ kind = server } >> { status = error }', ['S3.GetObject', 'Posix.IO.OpenFile']],
    ['{ kind = server } && { name = "Auth.V4Signature" }', ['S3.GetObject', 'Auth.V4Signature']],
    ['({ kind = server }) && { name = "Auth.V4Signature" }', ['S3.GetObject', 'Auth.V4Signature']],
    ['({ kind = server } || { duration < 2ms }) > { status = error }', ALL],
    ['{ span."s3.bucket" = "photos" }', ['S3.GetObject']],
    ['{ name = "Auth\\.V4Signature" }', ['Auth.V4Signature']],
    ['{ traceDuration > 1s }', ALL],
    ['{ span.s3.bucket != nil }', ['S3.GetObject']],
    ['{ span:status = error && span:duration > 10ms }', ['S3.GetObject']],
    ['{}', ALL],
  ])('takes the conditions %s', (text, names) => {
    expect(found(text)).toEqual(names);
  });

  it.each([
    ['photos', ['S3.GetObject']],
    ['OPENFILE', ['Posix.IO.OpenFile']],
    ['no such file', ['Posix.IO.OpenFile']],
    ['enoent', ['Posix.IO.OpenFile']],
    ['{ unfinished', []],
    ['('.repeat(100_000), []],
    ['name = "{"', []],
    ['{ name =~ "(" }', []],
  ])('takes the text %s', (text, names) => {
    expect(found(text)).toEqual(names);
  });

  it.each([
    ['{ duration > 5 }', 'expected a duration such as 100ms or 1.5s'],
    ['{ status = error', 'expected }, && or ||'],
    ['{ name =~ "(" }', 'the pattern cannot be read'],
    ['{ status = error }', undefined],
    ['no such file', undefined],
  ])('says what is wrong with %s', (text, fault) => {
    expect(faultOf(text)).toBe(fault);
  });

  it('says nothing of an empty text', () => {
    expect(found('  ')).toBeUndefined();
  });
});
