import { limitLength } from './length-limit.js';

async function* from(...pieces: (string | Error)[]): AsyncGenerator<Buffer, void, void> {
  for (const piece of pieces) {
    if (piece instanceof Error) throw piece;
    yield Buffer.from(piece);
  }
}

/** What came out before the end or the error. */
async function read(source: AsyncIterable<Buffer>, size: number): Promise<{ text: string; error?: unknown }> {
  let text = '';
  try {
    for await (const chunk of limitLength(source, size)) text += chunk.toString();
    return { text };
  } catch (error) {
    return { text, error };
  }
}

describe('limitLength', () => {
  it('passes a body of the declared length', async () => {
    expect(await read(from('he', '', 'llo'), 5)).toEqual({ text: 'hello' });
    expect(await read(from(), 0)).toEqual({ text: '' });
  });

  it('refuses a body that ends early', async () => {
    const { text, error } = await read(from('hell'), 5);
    expect(text).toBe('hell');
    expect(error).toMatchObject({
      code: 'IncompleteBody',
      status: 400,
      message: 'The request body terminated unexpectedly',
      details: {},
    });
  });

  it('hands out no byte beyond the declared length', async () => {
    const { text, error } = await read(from('hello', '!'), 5);
    expect(text).toBe('hello');
    expect(error).toMatchObject({
      code: 'IncompleteBody',
      details: { NumberBytesExpected: 5, NumberBytesProvided: 6 },
    });
  });

  it('calls a connection that closed an incomplete body, with the reason as its cause', async () => {
    const reason = Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    const { error } = await read(from('he', reason), 5);
    expect(error).toMatchObject({ code: 'IncompleteBody', cause: reason });
  });

  it('leaves other errors of the source as they are', async () => {
    const reason = new Error('disk on fire');
    expect((await read(from(reason), 5)).error).toBe(reason);
  });
});
