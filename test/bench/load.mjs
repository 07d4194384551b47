import { createHash } from 'node:crypto';
import { connect } from 'node:net';

/** The load generator: prepared requests over raw sockets, so that its own work is small beside a server's. */

const BLOCK = Buffer.alloc(1024 * 1024, 'glassgate ');
const READ_BUFFER = 256 * 1024;

/** One keep-alive connection that knows where a response ends. */
class Connection {
  constructor(port) {
    this.left = 0;
    this.head = '';
    this.done = undefined;
    this.socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: Buffer.allocUnsafe(READ_BUFFER),
        callback: (length, data) => this.read(length, data),
      },
    });
    this.socket.on('error', (error) => this.fail(error));
    this.socket.on('close', () => this.fail(new Error('the server closed the connection')));
  }

  /** @param respond called with an error, or nothing and the head of the response */
  send(bytes, bodiless, respond) {
    this.bodiless = bodiless;
    this.done = respond;
    this.socket.write(bytes, 'latin1');
  }

  close() {
    this.done = undefined;
    this.socket.destroy();
  }

  fail(error) {
    this.done?.(error);
    this.done = undefined;
  }

  read(length, data) {
    if (this.left > 0) {
      this.left -= length;
      if (this.left === 0) this.finish();
      return true;
    }
    this.head += data.latin1Slice(0, length);
    const end = this.head.indexOf('\r\n\r\n');
    if (end < 0) return true;
    if (this.head.startsWith('HTTP/1.1 100')) {
      this.head = this.head.slice(end + 4);
      return true;
    }
    if (this.head.charCodeAt(9) !== 50) {
      this.fail(new Error(this.head.slice(0, 2_000)));
      return true;
    }
    const size = this.bodiless ? 0 : Number(/content-length: *(\d+)/i.exec(this.head)?.[1] ?? 0);
    this.left = size - (this.head.length - end - 4);
    if (this.left === 0) this.finish();
    return true;
  }

  finish() {
    const { head, done } = this;
    this.head = '';
    this.done = undefined;
    done(undefined, head);
  }
}

const opened = (port, connections) => Array.from({ length: connections }, () => new Connection(port));

/** Sends prepared requests in turn for a while; each connection has one under way. */
function turn(connections, { requests, bodiless }, milliseconds) {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    let next = 0;
    let count = 0;
    let busy = connections.length;
    const sendOn = (connection) => {
      connection.send(requests[next++ % requests.length], bodiless, (error) => {
        if (error) return reject(error);
        count += 1;
        const elapsed = performance.now() - started;
        if (elapsed < milliseconds) return sendOn(connection);
        if (--busy === 0) resolve({ count, seconds: elapsed / 1000 });
      });
    };
    for (const connection of connections) sendOn(connection);
  });
}

async function repeat({ port, connections, milliseconds, ...job }) {
  const open = opened(port, connections);
  const result = await turn(open, job, milliseconds);
  for (const connection of open) connection.close();
  return result;
}

/**
 * Short turns of several servers, whose connections stay open: there and back again in each round, so that none always
 * comes after the same one. Gives back, for each server, the requests per second of each round.
 */
async function alternate({ servers, connections, runUp, milliseconds, rounds }) {
  const subjects = servers.map((job) => ({ job, open: opened(job.port, connections), figures: [] }));
  for (let round = 0; round < rounds; round += 1) {
    const sums = subjects.map(() => ({ count: 0, seconds: 0 }));
    for (const index of [...subjects.keys(), ...[...subjects.keys()].reverse()]) {
      const { job, open } = subjects[index];
      await turn(open, job, runUp);
      const { count, seconds } = await turn(open, job, milliseconds);
      sums[index].count += count;
      sums[index].seconds += seconds;
    }
    sums.forEach(({ count, seconds }, index) => subjects[index].figures.push(count / seconds));
  }
  for (const { open } of subjects) for (const connection of open) connection.close();
  return subjects.map(({ figures }) => figures);
}

function oneRequest(connection, head, length) {
  return new Promise((resolve, reject) => {
    let left = length;
    const write = () => {
      while (left > 0) {
        const block = left >= BLOCK.length ? BLOCK : BLOCK.subarray(0, left);
        left -= block.length;
        if (!connection.socket.write(block)) {
          connection.socket.once('drain', write);
          return;
        }
      }
    };
    connection.send(head, false, (error, answer) => (error ? reject(error) : resolve(answer)));
    write();
  });
}

/** Sends each of the requests once, with bodies of `length` bytes. Gives back the ETags too. */
async function transfer({ port, requests, connections }) {
  const waiting = requests.map((request, index) => ({ ...request, index }));
  const etags = [];
  const started = performance.now();
  const work = async () => {
    const connection = new Connection(port);
    for (let request = waiting.shift(); request; request = waiting.shift()) {
      const head = await oneRequest(connection, request.head, request.length ?? 0);
      etags[request.index] = /etag: *(\S+)/i.exec(head)?.[1];
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: connections }, work));
  return { seconds: (performance.now() - started) / 1000, etags };
}

function md5({ bytes }) {
  const started = performance.now();
  const hash = createHash('md5');
  for (let done = 0; done < bytes; done += BLOCK.length) hash.update(BLOCK);
  hash.digest();
  return { seconds: (performance.now() - started) / 1000 };
}

const JOBS = { repeat, alternate, transfer, md5 };

async function work(job) {
  try {
    process.send(await JOBS[job.kind](job));
  } catch (error) {
    process.send({ error: error instanceof Error ? error.message : String(error) });
  }
}

process.on('message', (job) => void work(job));
process.on('disconnect', () => process.exit());
process.send({});
