import type { ObjectChecksum } from '../../checksum/checksum.js';
import type { XmlContent } from '../xml/xml.writer.js';

/** `ChecksumCRC32` and its siblings. Source: S3 API Reference, type Checksum. */
export const checksumElement = (
  checksum: Pick<ObjectChecksum, 'algorithm' | 'value'> | undefined,
): XmlContent => (checksum ? { [`Checksum${checksum.algorithm}`]: checksum.value } : {});

/** The value and `ChecksumType`. */
export const checksumElements = (checksum: ObjectChecksum | undefined): XmlContent =>
  checksum ? { ...checksumElement(checksum), ChecksumType: checksum.type } : {};
