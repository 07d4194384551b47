import { S3Error } from '../../errors/s3.error.js';

export type KeyEncoder = (text: string) => string;

const verbatim: KeyEncoder = (text) => text;

/** Percent-encoded UTF-8; `/` stays, so that keys can be read. `!'()*` are encoded as AWS does. */
const url: KeyEncoder = (text) =>
  encodeURIComponent(text)
    .replaceAll('%2F', '/')
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

/** How a listing writes keys, prefixes and markers: `encoding-type=url`. @throws S3Error InvalidArgument */
export function keyEncoder(encodingType: string | undefined): KeyEncoder {
  if (encodingType === undefined || encodingType === '') return verbatim;
  if (encodingType === 'url') return url;
  throw new S3Error(
    'InvalidArgument',
    { ArgumentName: 'encoding-type', ArgumentValue: encodingType.slice(0, 64) },
    { message: 'Invalid Encoding Method specified in Request' },
  );
}
