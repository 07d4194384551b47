import { S3Error } from '../../errors/s3.error.js';
import type { XmlElement } from '../xml/xml.element.js';

export type WebProtocol = 'http' | 'https';

/** Protocol of a redirect. @throws S3Error InvalidRequest */
export function readProtocol(redirect: XmlElement): WebProtocol | undefined {
  const protocol = redirect.optionalText('Protocol');
  if (protocol === undefined || protocol === 'http' || protocol === 'https') return protocol;
  throw new S3Error(
    'InvalidRequest',
    {},
    {
      message:
        'Invalid protocol, protocol can be http or https. If not defined the protocol will be selected automatically.',
    },
  );
}
