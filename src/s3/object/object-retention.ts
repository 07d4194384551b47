import type { Retention } from '../../backend/model/object-lock.js';
import { S3Error } from '../../errors/s3.error.js';
import { parseIsoDate } from '../request/iso-date.js';
import { assertFuture, isRetentionMode } from '../request/object-lock-headers.js';
import type { XmlElement } from '../xml/xml.element.js';
import type { XmlContent } from '../xml/xml.writer.js';

/**
 * A Retention document; an empty one takes the retention away and is `undefined`.
 * Source: S3 API Reference, PutObjectRetention.
 * @throws S3Error MalformedXML, InvalidArgument (a date that is over)
 */
export function readRetention(document: XmlElement): Retention | undefined {
  if (document.children().length === 0 && document.text.trim() === '') return undefined;
  const mode = document.requiredText('Mode');
  const retainUntil = parseIsoDate(document.requiredText('RetainUntilDate'));
  if (!retainUntil || !isRetentionMode(mode)) throw new S3Error('MalformedXML');
  assertFuture(retainUntil);
  return { mode, retainUntil };
}

export const writeRetention = ({ mode, retainUntil }: Retention): XmlContent => ({
  Mode: mode,
  RetainUntilDate: retainUntil,
});
