import { Readable } from 'node:stream';
import { S3Error } from '../../errors/s3.error.js';
import { FormReader } from './form-reader.js';

const TYPE = 'multipart/form-data; boundary=limit';

const field = (name: string, value: string): string =>
  `--limit\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const file = (content: string, name = 'a.txt'): string =>
  `--limit\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: text/plain\r\n\r\n${content}\r\n`;
const END = '--limit--\r\n';

/** A body in pieces of `size` bytes, each of which is overwritten once the next one is asked for. */
async function* pieces(text: string, size = 7): AsyncGenerator<Buffer, void, void> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) {
    const piece = Buffer.from(bytes.subarray(at, at + size));
    yield piece;
    piece.fill(0);
  }
}

async function read(source: AsyncIterable<Buffer>, type = TYPE) {
  const reader = new FormReader(type);
  const found = await reader.open(source);
  const fields = Object.fromEntries(reader.fields);
  return {
    fields,
    name: found.name,
    content: Buffer.concat(await Readable.from(found.read()).toArray()).toString(),
  };
}

async function codeOf(reading: Promise<unknown>): Promise<string> {
  const error = await reading.then(
    () => new Error('nothing was thrown'),
    (thrown: unknown) => thrown,
  );
  return error instanceof S3Error ? error.code : String(error);
}

describe('a form', () => {
  const text = `${field('Key', 'größe')}${field('key', 'second')}${file('line\r\n--limi\r\n', 'C:\\\\a\\\\b.txt')}${field('late', 'x')}${END}`;

  it.each([1, 7, 64, 4096])('is read in pieces of %d bytes', async (size) => {
    expect(await read(pieces(text, size))).toEqual({
      fields: { key: 'größe' },
      name: 'b.txt',
      content: 'line\r\n--limi\r\n',
    });
  });

  it('gives a large file chunk by chunk', async () => {
    const content = 'x'.repeat(3_000_000);
    const result = await read(pieces(`${field('key', 'a')}${file(content)}${END}`, 50_000));
    expect(result.content === content).toBe(true);
  });

  it('may have an empty file', async () => {
    expect(await read(pieces(`${field('key', 'a')}${file('')}${END}`))).toMatchObject({ content: '' });
  });

  it.each([
    ['no boundary', 'multipart/form-data', text, 'MalformedPOSTRequest'],
    ['another boundary', `${TYPE}2`, text, 'MalformedPOSTRequest'],
    ['no end', TYPE, text.slice(0, -END.length), 'MalformedPOSTRequest'],
    [
      'an end within the file',
      TYPE,
      `${field('key', 'a')}${file('abc').slice(0, -3)}`,
      'MalformedPOSTRequest',
    ],
    ['an end within a field', TYPE, field('key', 'abc').slice(0, -3), 'MalformedPOSTRequest'],
    ['no file', TYPE, `${field('key', 'a')}${END}`, 'InvalidArgument'],
    ['two files', TYPE, `${file('a')}${file('b')}${END}`, 'IncorrectNumberOfFilesInPostRequest'],
    [
      'one long field',
      TYPE,
      `${field('a', 'x'.repeat(20_481))}${file('a')}${END}`,
      'MaxPostPreDataLengthExceeded',
    ],
    [
      'long fields',
      TYPE,
      `${field('a', 'x'.repeat(10_300))}${field('b', 'x'.repeat(10_300))}${file('a')}${END}`,
      'MaxPostPreDataLengthExceeded',
    ],
    [
      'many fields',
      TYPE,
      `${Array.from({ length: 101 }, (_, index) => field(`f${index}`, '')).join('')}${file('a')}${END}`,
      'MaxPostPreDataLengthExceeded',
    ],
  ])('with %s is refused', async (_what, type, body, code) => {
    expect(await codeOf((async () => read(pieces(body, 100), type))())).toBe(code);
  });

  it('takes any number of fields after the file', async () => {
    const late = Array.from({ length: 200 }, (_, index) => field(`f${index}`, 'x'.repeat(200))).join('');
    expect(await read(pieces(`${file('a')}${late}${END}`, 1000))).toMatchObject({ fields: {}, content: 'a' });
  });

  it('hands on what its source throws', async () => {
    async function* broken(): AsyncGenerator<Buffer, void, void> {
      yield Buffer.from(`${field('key', 'a')}${file('abc').slice(0, -3)}`);
      throw new S3Error('IncompleteBody');
    }
    expect(await codeOf(read(broken()))).toBe('IncompleteBody');
  });

  it('refuses at once, though its client sends nothing more', async () => {
    async function* waiting(): AsyncGenerator<Buffer, void, void> {
      for (let count = 0; count < 5; count += 1)
        yield Buffer.from(field('a', 'x'.repeat(30_000)).slice(0, -2));
      await new Promise(() => undefined);
    }
    expect(await codeOf(read(waiting()))).toBe('MaxPostPreDataLengthExceeded');
  });

  it('lets go of its source when it is closed', async () => {
    let isOver = false;
    async function* endless(): AsyncGenerator<Buffer, void, void> {
      try {
        yield Buffer.from(`${field('key', 'a')}${file('abc').slice(0, -3)}`);
        while (true) yield Buffer.alloc(10_000);
      } finally {
        isOver = true;
      }
    }
    const reader = new FormReader(TYPE);
    const found = await reader.open(endless());
    reader.close();
    await expect(Readable.from(found.read()).toArray()).rejects.toMatchObject({
      code: 'MalformedPOSTRequest',
    });
    await new Promise(setImmediate);
    expect(isOver).toBe(true);
  });
});
