import {
  GRANT_PERMISSIONS,
  GROUP_URIS,
  MAX_GRANTS,
  type AccessControlList,
  type Grant,
  type Grantee,
} from '../../acl/access-control-list.js';
import { S3Error } from '../../errors/s3.error.js';
import { readDocumentBytes } from '../body/request-document.js';
import type { XmlElement } from '../xml/xml.element.js';
import { readXml } from '../xml/xml.reader.js';
import type { XmlContent } from '../xml/xml.writer.js';
import { groupOf, notByEmail } from './acl-headers.js';
import type { S3Request } from './s3-request.js';

const XSI = 'http://www.w3.org/2001/XMLSchema-instance';

/**
 * AccessControlPolicy in the body of a request, `undefined` when it is empty; ids are as the client wrote them.
 * @throws S3Error MalformedACLError, InvalidArgument, MethodNotAllowed (e-mail addresses)
 */
export async function readAclDocument(request: S3Request): Promise<AccessControlList | undefined> {
  const bytes = await readDocumentBytes(request);
  if (bytes.length === 0) return undefined;
  try {
    return toAcl(readXml(bytes, 'AccessControlPolicy'));
  } catch (cause) {
    if (cause instanceof S3Error && cause.code === 'MalformedXML')
      throw new S3Error('MalformedACLError', {}, { cause });
    throw cause;
  }
}

function toAcl(document: XmlElement): AccessControlList {
  const owner = document.requiredChild('Owner').requiredText('ID');
  const grants = document.requiredChild('AccessControlList').children('Grant');
  if (grants.length > MAX_GRANTS) throw new S3Error('MalformedACLError');
  return { owner, grants: grants.map(toGrant) };
}

function toGrant(element: XmlElement): Grant {
  const permission = GRANT_PERMISSIONS.find((known) => known === element.requiredText('Permission'));
  if (!permission) throw new S3Error('MalformedACLError');
  return { grantee: toGrantee(element.requiredChild('Grantee')), permission };
}

function toGrantee(element: XmlElement): Grantee {
  switch (element.attribute('type')) {
    case 'CanonicalUser':
      return { access: element.requiredText('ID') };
    case 'Group':
      return { group: groupOf(element.requiredText('URI'), 'Group/URI') };
    case 'AmazonCustomerByEmail':
      throw notByEmail();
    case undefined:
    default:
      throw new S3Error('MalformedACLError');
  }
}

/** `identity`: ID and DisplayName of an account. */
export function writeAclDocument(
  { owner, grants }: AccessControlList,
  identity: (access: string) => XmlContent,
): XmlContent {
  return {
    Owner: identity(owner),
    AccessControlList: {
      Grant: grants.map(({ grantee, permission }) => ({
        Grantee:
          'group' in grantee
            ? { $attributes: { 'xmlns:xsi': XSI, 'xsi:type': 'Group' }, URI: GROUP_URIS[grantee.group] }
            : {
                $attributes: { 'xmlns:xsi': XSI, 'xsi:type': 'CanonicalUser' },
                ...identity(grantee.access),
              },
        Permission: permission,
      })),
    },
  };
}
