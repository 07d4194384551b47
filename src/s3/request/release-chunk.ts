/** Smaller chunks are left to the garbage collector. Bytes. */
const WORTH_IT = 16 * 1024;

/**
 * Gives back the memory of a received chunk that nobody reads any more; the chunk is empty afterwards. Node allocates up
 * to 64 KiB for each read of a body, and a fast upload would have the collector run many times a second to find them
 * again. Chunks that share their memory with others stay as they are.
 */
export function releaseChunk(chunk: Buffer): void {
  const { buffer, length } = chunk;
  if (length >= WORTH_IT && length === buffer.byteLength && buffer instanceof ArrayBuffer) buffer.transfer(0);
}
