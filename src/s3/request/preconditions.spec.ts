import { deleteCondition, readCondition, unquote, writeCondition } from './preconditions.js';

const headers = (values: Record<string, string>) => (name: string) => values[name];

describe('conditional headers', () => {
  it('strip quotes and the mark of weak tags', () => {
    expect(['"a"', 'W/"a"', 'a', ' "a" '].map(unquote)).toEqual(['a', 'a', 'a', 'a']);
  });

  it('of reads are lists of tags and dates that can be read', () => {
    const condition = readCondition(
      headers({
        'if-match': '"a", "b"',
        'if-modified-since': 'Thu, 01 Jan 2026 00:00:00 GMT',
        'if-unmodified-since': 'never',
      }),
    );
    expect(condition).toEqual({ ifMatch: ['a', 'b'], ifModifiedSince: new Date('2026-01-01T00:00:00Z') });
  });

  it('of copy sources have a prefix', () => {
    expect(
      readCondition(headers({ 'x-amz-copy-source-if-none-match': '"a"' }), 'x-amz-copy-source-'),
    ).toEqual({ ifNoneMatch: ['a'] });
  });

  it('of writes are If-Match with a tag or If-None-Match with a star', () => {
    expect(writeCondition(headers({}))).toBeUndefined();
    expect(writeCondition(headers({ 'if-match': '"a"' }))).toEqual({ ifMatch: 'a' });
    expect(writeCondition(headers({ 'if-none-match': '*' }))).toEqual({ ifNoneMatch: '*' });
    const refused: [Record<string, string>, string][] = [
      [{ 'if-none-match': '"a"' }, 'If-None-Match'],
      [{ 'if-match': ' *' }, 'If-Match'],
      [{ 'if-none-match': '*', 'if-match': '"a"' }, 'If-Match,If-None-Match'],
    ];
    for (const [values, Header] of refused) {
      expect(() => writeCondition(headers(values))).toThrow(
        expect.objectContaining({ code: 'NotImplemented', details: expect.objectContaining({ Header }) }),
      );
    }
  });

  it('of deletes name tag, size and time', () => {
    expect(deleteCondition(headers({}))).toBeUndefined();
    expect(deleteCondition(headers({ 'x-amz-if-match-size': '5', 'if-match': '*' }))).toEqual({
      ifMatch: '*',
      ifMatchSize: 5,
    });
    expect(() => deleteCondition(headers({ 'x-amz-if-match-size': '-1' }))).toThrow(
      expect.objectContaining({ code: 'InvalidArgument' }),
    );
  });
});
