import { S3Error } from '../../errors/s3.error.js';

/** One of the words that a schema allows, in this spelling. @throws S3Error MalformedXML */
export function oneOf<const T extends string>(words: readonly T[], text: string): T {
  const known = words.find((word) => word === text);
  if (known === undefined)
    throw new S3Error('MalformedXML', {}, { cause: new Error(`not one of ${words.join(', ')}`) });
  return known;
}
