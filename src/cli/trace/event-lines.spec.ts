import { serverEvents, type ServerEvent } from './event-lines.js';

async function eventsOf(...chunks: string[]): Promise<ServerEvent[]> {
  const found: ServerEvent[] = [];
  for await (const event of serverEvents(ReadableStream.from(chunks))) found.push(event);
  return found;
}

describe('the events of a server', () => {
  const text = 'event: trace\ndata: {"a":1}\n\n: a comment\nevent: ping\ndata: {}\n\ndata: one\ndata:two\n\n';
  const events = [
    { event: 'trace', data: '{"a":1}' },
    { event: 'ping', data: '{}' },
    { event: 'message', data: 'one\ntwo' },
  ];

  test('come whole, however the stream was cut', async () => {
    expect(await eventsOf(text)).toEqual(events);
    expect(await eventsOf(...text.split(''))).toEqual(events);
    expect(await eventsOf(text.replaceAll('\n', '\r\n'))).toEqual(events);
  });

  test('are none before their end has come', async () => {
    expect(await eventsOf('event: trace\ndata: half')).toEqual([]);
  });
});
