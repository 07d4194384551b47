/**
 * A gateway of its own process, for which the kernel refuses to write data as if a quota were used up:
 * `node --import ./test/support/typescript-hooks.mjs test/http/errors/quota-gateway.mjs`. Sends its URL to its parent,
 * and ends with it.
 */
import 'reflect-metadata';
import koffi from 'koffi';
import { constants } from 'node:os';

/** Numbers of system calls. Source: asm/unistd.h. */
const CALLS = {
  x64: { seccomp: 317, pwrite64: 18, pwritev: 296 },
  arm64: { seccomp: 277, pwrite64: 68, pwritev: 70 },
};

const PR_SET_NO_NEW_PRIVS = 38;
const SECCOMP_SET_MODE_FILTER = 1;
const SECCOMP_FILTER_FLAG_TSYNC = 1;
const LOAD_CALL_NUMBER = [0x20, 0, 0, 0];
const returning = (value) => [0x06, 0, 0, value];
const ALLOW = returning(0x7fff0000);
const EDQUOT = returning(0x00050000 | constants.errno.EDQUOT);
/** To the instruction so many steps on when it is this call, else to the next. */
const jumpAt = (call, steps) => [0x15, steps, 0, call];

function instruction([code, whenTrue, whenFalse, value]) {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt16LE(code, 0);
  bytes.set([whenTrue, whenFalse], 2);
  bytes.writeUInt32LE(value, 4);
  return bytes;
}

/** From here on, writes at a position end with EDQUOT, on every thread. */
function useUpQuota() {
  const { seccomp, pwrite64, pwritev } = CALLS[process.arch];
  const rules = [LOAD_CALL_NUMBER, jumpAt(pwrite64, 2), jumpAt(pwritev, 1), ALLOW, EDQUOT];
  const filter = Buffer.concat(rules.map(instruction));
  const program = Buffer.alloc(16);
  program.writeUInt16LE(rules.length, 0);
  program.writeBigUInt64LE(BigInt(koffi.address(filter)), 8);
  const libc = koffi.load('libc.so.6');
  const prctl = libc.func('int prctl(int option, ulong a, ulong b, ulong c, ulong d)');
  const syscall = libc.func('long syscall(long number, ulong operation, ulong flags, void *program)');
  const failed =
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
    syscall(seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, program);
  if (failed) throw new Error('the kernel takes no filter');
}

const { TestGateway } = await import('../../support/test-gateway.ts');
const gateway = await TestGateway.start({ backend: 'posix' });
await gateway.send('PUT', '/photos').expect(200);
useUpQuota();
process.once('disconnect', () => void gateway.stop());
process.send(gateway.url);
