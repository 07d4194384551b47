import type { ChunkSignatures } from '../../auth/sigv4/signed-chunks.js';
import { S3Error } from '../../errors/s3.error.js';
import type { ByteReader } from './byte-reader.js';

/** Bytes of a chunk header or trailer line. */
export const MAX_LINE = 1024;

const SIGNATURE = 'x-amz-trailer-signature';

export interface TrailerPlan {
  /** Lower-case names, as `x-amz-trailer` announces them; each must come, once, and no other. */
  readonly announced: readonly string[];
  readonly signatures: ChunkSignatures | undefined;
}

const malformed = (): S3Error => new S3Error('MalformedTrailerError');

/** One line more than was announced, with its signature, is already malformed: the section cannot grow. */
export async function readTrailers(
  reader: ByteReader,
  plan: TrailerPlan,
  into: Map<string, string>,
): Promise<void> {
  const { announced, signatures } = plan;
  let covered = '';
  let signature: string | undefined;
  for (;;) {
    const line = await reader.line(MAX_LINE);
    if (line === undefined) throw malformed();
    if (line === '') break;
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (signatures && name === SIGNATURE && signature === undefined) {
      signature = value;
      continue;
    }
    // The signature is the last trailer, because it covers all of them.
    if (signature !== undefined || into.has(name) || !announced.includes(name)) throw malformed();
    into.set(name, value);
    covered += `${name}:${value}\n`;
  }
  if (into.size !== announced.length || (signatures && signature === undefined)) throw malformed();
  signatures?.endTrailers(covered, signature as string);
}
