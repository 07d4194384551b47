import { open, read } from 'node:fs';
import { createServer } from 'node:http';
import { promisify } from 'node:util';

/** What Node itself can do: a constant answer, a body that is read, a file sent through two pooled buffers. */

const [size = '0', path] = process.argv.slice(2);
const CONSTANT = Buffer.alloc(Number(size), 'x');
const BLOCK = 1024 * 1024;
const readFile = promisify(read);
const openFile = promisify(open);

const buffers = [Buffer.allocUnsafeSlow(BLOCK), Buffer.allocUnsafeSlow(BLOCK)];
const fd = path ? await openFile(path, 'r') : undefined;

const write = (response, chunk) => new Promise((resolve) => response.write(chunk, resolve));

async function sendFile(response) {
  response.writeHead(200, { 'Content-Type': 'binary/octet-stream', 'Content-Length': CONSTANT.length });
  let position = 0;
  let turn = 0;
  let reading = readFile(fd, buffers[0], 0, BLOCK, 0);
  for (;;) {
    const { bytesRead } = await reading;
    if (bytesRead === 0) break;
    position += bytesRead;
    const chunk = buffers[turn].subarray(0, bytesRead);
    turn = 1 - turn;
    reading = readFile(fd, buffers[turn], 0, BLOCK, position);
    await write(response, chunk);
  }
  response.end();
}

function answer(request, response) {
  if (request.method === 'PUT') {
    request.resume();
    request.on('end', () => response.writeHead(200, { 'Content-Length': 0 }).end());
  } else if (fd !== undefined) void sendFile(response);
  else {
    response.writeHead(200, { 'Content-Type': 'binary/octet-stream', 'Content-Length': CONSTANT.length });
    response.end(request.method === 'HEAD' ? undefined : CONSTANT);
  }
}

const server = createServer(answer);
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('disconnect', () => process.exit());
