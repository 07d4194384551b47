import { checksumOf, md5, openBody } from '../support/object-body.js';
import {
  expectEtag,
  failure,
  NO_ATTRIBUTES,
  patternBytes,
  readAll,
  type ContractSubject,
} from './contract-subject.js';

const SIZES = [0, 1, 65_536, 65_537, 3_000_000];

/** Bodies whose size shows at their end, as that of a file in a form. */
export function describeOpenBodies(subject: ContractSubject): void {
  describe('bodies of unknown size', () => {
    const put = (bucket: string, key: string, body: ReturnType<typeof openBody>) =>
      subject.backend.putObject({ bucket, key, attributes: NO_ATTRIBUTES, body });

    it.each(SIZES)('of %d bytes are stored whole', async (size) => {
      const bucket = await subject.bucket();
      const bytes = patternBytes(size);
      const result = await put(bucket, 'a/b', openBody(bytes, { chunkSize: 10_000 }));
      expectEtag(subject, result.etag, md5(bytes));
      expect(result.checksum?.value).toBe(checksumOf('CRC64NVME', bytes));
      const stored = await subject.backend.getObject({ bucket, key: 'a/b' });
      expect(stored.info.size).toBe(size);
      expect(bytes.equals(await readAll(stored))).toBe(true);
    });

    it('that fail leave what was there', async () => {
      const bucket = await subject.bucket();
      await subject.put(bucket, 'key', 'before');
      const error = new Error('gone');
      const body = openBody(patternBytes(200_000), { fail: { at: 100_000, error } });
      expect(await failure(put(bucket, 'key', body))).toBe(error);
      expect(await subject.text(bucket, 'key')).toBe('before');
    });

    it('may be directory objects when they are empty', async () => {
      const bucket = await subject.bucket();
      await put(bucket, 'folder/', openBody(''));
      expect(await subject.keys(bucket)).toEqual(['folder/']);
    });
  });
}
