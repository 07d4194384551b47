import { Injectable } from '@nestjs/common';
import { isPrivateTo, writeAcl, type AccessControlList } from '../../acl/access-control-list.js';
import { isObjectOwnership, writeOwnership, type ObjectOwnership } from '../../acl/object-ownership.js';
import { Backend } from '../../backend/backend.js';
import type { BucketDocuments, CreateBucketInput } from '../../backend/model/bucket.js';
import { ServerConfig } from '../../config/server.config.js';
import { S3Error } from '../../errors/s3.error.js';
import { readOptionalDocument } from '../body/request-document.js';
import { RequestedAcls } from '../request/requested-acls.js';
import type { S3Request } from '../request/s3-request.js';
import { BUCKET_TAGS, checkTags } from '../request/tags.js';
import type { XmlElement } from '../xml/xml.element.js';

/** The region that S3 takes when none is named, and that must not be named. */
const DEFAULT_REGION = 'us-east-1';

const OWNERSHIP_HEADER = 'x-amz-object-ownership';
const OBJECT_LOCK_HEADER = 'x-amz-bucket-object-lock-enabled';

/** Reads what a request says of the bucket that it makes. Source: S3 API Reference, CreateBucket. */
@Injectable()
export class CreateBucketRequests {
  constructor(
    private readonly backend: Backend,
    private readonly acls: RequestedAcls,
    private readonly config: ServerConfig,
  ) {}

  /**
   * `owner`: access key, empty for root.
   * @throws S3Error InvalidLocationConstraint, InvalidArgument, InvalidBucketAclWithObjectOwnership, InvalidTag,
   *   BadRequest (tags), NotImplemented (Object Lock), and as `RequestedAcls.ofNewBucket`
   */
  async read(request: S3Request, owner: string): Promise<CreateBucketInput> {
    const lock = objectLock(request, this.backend.capabilities.versions);
    const acl = await this.acls.ofNewBucket(request, owner);
    const ownership = ownershipFor(request.header(OWNERSHIP_HEADER), acl, owner);
    const document = await readOptionalDocument(request, 'CreateBucketConfiguration');
    checkLocation(document?.optionalText('LocationConstraint'), this.config.region);
    const documents = {
      ownership: writeOwnership(ownership),
      ...(acl && !isPrivateTo(acl, owner) && { acl: writeAcl(acl) }),
      ...lock,
      ...tagging(document),
    };
    return { bucket: request.bucket, owner, documents };
  }
}

/** ACLs are off unless the request has one. @throws S3Error InvalidArgument, InvalidBucketAclWithObjectOwnership */
function ownershipFor(
  header: string | undefined,
  acl: AccessControlList | undefined,
  owner: string,
): ObjectOwnership {
  if (header === undefined) return acl ? 'BucketOwnerPreferred' : 'BucketOwnerEnforced';
  if (!isObjectOwnership(header)) {
    throw new S3Error(
      'InvalidArgument',
      { ArgumentName: OWNERSHIP_HEADER },
      { message: `Invalid ${OWNERSHIP_HEADER} header: ${header.slice(0, 256)}` },
    );
  }
  if (header === 'BucketOwnerEnforced' && acl && !isPrivateTo(acl, owner))
    throw new S3Error('InvalidBucketAclWithObjectOwnership');
  return header;
}

/** Object Lock begins with versioning, and neither ends. @throws S3Error NotImplemented */
function objectLock(request: S3Request, isPossible: boolean): BucketDocuments {
  if (request.header(OBJECT_LOCK_HEADER)?.toLowerCase() !== 'true') return {};
  if (!isPossible) throw new S3Error('NotImplemented', { Header: OBJECT_LOCK_HEADER });
  return { versioning: 'Enabled', 'object-lock': '{}' };
}

/** @throws S3Error InvalidLocationConstraint */
function checkLocation(location: string | undefined, region: string): void {
  if (location === undefined || location === '') return;
  if (location !== region || location === DEFAULT_REGION) {
    throw new S3Error('InvalidLocationConstraint', { LocationConstraint: location.slice(0, 64) });
  }
}

/** @throws S3Error MalformedXML, InvalidTag, BadRequest */
function tagging(document: XmlElement | undefined): BucketDocuments {
  const tags = document?.child('Tags')?.children('Tag') ?? [];
  if (tags.length === 0) return {};
  const pairs = tags.map((tag) => [tag.requiredText('Key'), tag.requiredText('Value')] as const);
  return { tagging: JSON.stringify(Object.entries(checkTags(pairs, BUCKET_TAGS))) };
}
