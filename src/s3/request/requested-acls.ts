import { Injectable } from '@nestjs/common';
import { isPrivateTo, isPublicAcl, writeAcl, type AccessControlList } from '../../acl/access-control-list.js';
import { cannedAcl, type CannedAclOwners } from '../../acl/canned-acl.js';
import { Grantees } from '../../acl/grantees.js';
import { ownershipOf, usesAcls } from '../../acl/object-ownership.js';
import { publicAccessBlockOf } from '../../acl/public-access-block.js';
import type { Bucket } from '../../backend/model/bucket.js';
import { ServerConfig } from '../../config/server.config.js';
import { S3Error } from '../../errors/s3.error.js';
import { readAclDocument } from './acl-document.js';
import { CANNED_ACL_HEADER, readAclHeaders, type AskedAcl } from './acl-headers.js';
import type { S3Request } from './s3-request.js';
import type { WriteRequest } from './write-request.js';

const FULL_CONTROL_FOR_OWNER = 'bucket-owner-full-control';

const isFullControlForOwner = (asked: AskedAcl | undefined): boolean =>
  asked !== undefined && 'canned' in asked && asked.canned === FULL_CONTROL_FOR_OWNER;

/** The ACLs that requests ask for, checked against what their bucket allows, in the form in which they are stored. */
@Injectable()
export class RequestedAcls {
  constructor(
    private readonly grantees: Grantees,
    private readonly config: ServerConfig,
  ) {}

  /**
   * Of an object that this request makes; `undefined` where the owner of the bucket has everything. Root, admins and
   * anonymous callers write in the owner's name.
   * @throws S3Error AccessControlListNotSupported, AccessDenied (public access block), and as `readAclHeaders`
   */
  async ofNewObject(request: WriteRequest): Promise<string | undefined> {
    const { existingBucket: bucket } = request;
    const asked = readAclHeaders((name) => request.header(name));
    const writer = writerOf(request, bucket);
    if (!asked && writer === bucket.owner) return undefined;
    const preferred = ownershipOf(bucket) === 'BucketOwnerPreferred' && isFullControlForOwner(asked);
    const owner = preferred ? bucket.owner : writer;
    const acl = await this.listOf(asked ?? { canned: 'private' }, { owner, bucketOwner: bucket.owner });
    if (!this.countIn(bucket)) {
      if (asked && !isFullControlForOwner(asked) && !isPrivateTo(acl, bucket.owner)) throw notSupported();
      return undefined;
    }
    refusePublic(acl, bucket);
    return isPrivateTo(acl, bucket.owner) ? undefined : writeAcl(acl);
  }

  /**
   * Of an object that is there, from headers or body; `undefined` where the owner of the bucket has everything anyway.
   * @throws S3Error MissingSecurityHeader, UnexpectedContent, AccessDenied (another owner), and as `ofNewObject`
   */
  async ofObject(request: S3Request, owner: string): Promise<string | undefined> {
    const { existingBucket: bucket } = request;
    const { acl, asked } = await this.read(request, { owner, bucketOwner: bucket.owner });
    if (!this.countIn(bucket)) {
      if (!isFullControlForOwner(asked) && !isPrivateTo(acl, bucket.owner)) throw notSupported();
      return undefined;
    }
    refusePublic(acl, bucket);
    return writeAcl(acl);
  }

  /** Of a bucket that is there; `undefined` where it stays its owner's alone. @throws S3Error as `ofObject` */
  async ofBucket(request: S3Request): Promise<string | undefined> {
    const { existingBucket: bucket } = request;
    const { acl, asked } = await this.read(request, { owner: bucket.owner, bucketOwner: undefined });
    if (!this.countIn(bucket)) {
      const isEquivalent = asked ? isFullControlForOwner(asked) : isPrivateTo(acl, bucket.owner);
      if (!isEquivalent) throw notSupported();
      return undefined;
    }
    refusePublic(acl, bucket);
    return writeAcl(acl);
  }

  /** Of a bucket that this request makes; `undefined` when it says nothing of one. @throws S3Error as `readAclHeaders` */
  async ofNewBucket(request: S3Request, owner: string): Promise<AccessControlList | undefined> {
    const asked = readAclHeaders((name) => request.header(name));
    if (!asked) return undefined;
    const acl = await this.listOf(asked, { owner, bucketOwner: undefined });
    if (this.config.disableAcl && !isPrivateTo(acl, owner)) throw notSupported();
    return acl;
  }

  /** Whether the ACLs of a bucket and its objects mean anything. */
  countIn(bucket: Bucket): boolean {
    return !this.config.disableAcl && usesAcls(bucket);
  }

  private async read(
    request: S3Request,
    owners: CannedAclOwners,
  ): Promise<{ readonly acl: AccessControlList; readonly asked: AskedAcl | undefined }> {
    const asked = readAclHeaders((name) => request.header(name));
    const document = await readAclDocument(request);
    if (asked && document) throw new S3Error('UnexpectedContent');
    if (asked) return { acl: await this.listOf(asked, owners), asked };
    if (!document) throw new S3Error('MissingSecurityHeader', { MissingHeaderName: CANNED_ACL_HEADER });
    // Nobody gives away what is his by its ACL. Source: S3 API Reference, PutObjectAcl: the owner must stay as it is.
    if (this.grantees.storedId(document.owner) !== owners.owner) throw new S3Error('AccessDenied');
    const grants = await this.grantees.resolve(document.grants, 'CanonicalUser/ID');
    return { acl: { owner: owners.owner, grants }, asked: undefined };
  }

  /** @throws S3Error InvalidArgument */
  private async listOf(asked: AskedAcl, owners: CannedAclOwners): Promise<AccessControlList> {
    if ('grants' in asked)
      return { owner: owners.owner, grants: await this.grantees.resolve(asked.grants, 'id') };
    const acl = cannedAcl(asked.canned, owners);
    if (acl) return acl;
    // S3 gives this one no message.
    throw new S3Error(
      'InvalidArgument',
      { ArgumentName: CANNED_ACL_HEADER, ArgumentValue: asked.canned.slice(0, 1024) },
      { message: '' },
    );
  }
}

const notSupported = (): S3Error => new S3Error('AccessControlListNotSupported');

function writerOf({ caller }: WriteRequest, bucket: Bucket): string {
  const { account, isRoot } = caller;
  return !account || isRoot || account.role === 'admin' ? bucket.owner : account.access;
}

/** Source: S3 User Guide, "Blocking public access to your Amazon S3 storage", BlockPublicAcls. */
function refusePublic(acl: AccessControlList, bucket: Bucket): void {
  if (publicAccessBlockOf(bucket)?.BlockPublicAcls && isPublicAcl(acl)) throw new S3Error('AccessDenied');
}
