import { S3Error } from '../../errors/s3.error.js';
import type { XmlElement } from '../xml/xml.element.js';

/** Blanks and what no header can hold. */
const UNFIT = /[\0-\x20\x7f]/;

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

/** Host of a redirect, with a path where the client gave one; it is going to stand in a Location. @throws S3Error MalformedXML */
export function readHostName(redirect: XmlElement): string | undefined {
  const hostName = redirect.optionalText('HostName');
  if (hostName !== undefined && UNFIT.test(hostName)) throw new S3Error('MalformedXML');
  return hostName;
}
