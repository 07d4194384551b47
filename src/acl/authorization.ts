import { Injectable } from '@nestjs/common';
import type { Attributes } from '@opentelemetry/api';
import { versioningOf } from '../backend/model/bucket-settings.js';
import type { Bucket } from '../backend/model/bucket.js';
import { IamConfig } from '../config/iam.config.js';
import { S3Error } from '../errors/s3.error.js';
import { Span } from '../tracing/span.decorator.js';
import { activeSpan } from '../tracing/span.js';
import type { AskedAccess, AuthorizableRequest, SaidHeaders } from './authorizable-request.js';
import { BucketAccessReader } from './bucket-access.js';
import { decide, decideByStanding, ownsBucket, type AccessDecision, type AccessQuestion } from './decide.js';
import { Evidence } from './evidence.js';
import { headerPermissions } from './header-permissions.js';

interface Access extends AskedAccess {
  readonly record: Bucket | undefined;
  /** Header with the owner that the caller expects. */
  readonly ownerHeader?: string;
  /** @see AccessQuestion */
  readonly signed?: boolean;
}

/** A copy that takes the tags of its source does not read those of its header. */
const TAGS_OF_SOURCE: SaidHeaders = { 'x-amz-tagging': undefined };

const DECIDED_PER_KEY: AccessDecision = { allowed: true, reason: 'decided-per-key' };

/** Where S3 has words of its own for a request that must be signed. */
const TOLD_TO_STRANGERS: Readonly<Record<string, string | undefined>> = {
  CopyObject: 'Anonymous users cannot copy objects.  Please authenticate.',
  CreateMultipartUpload: 'Anonymous users cannot initiate multipart uploads.  Please authenticate.',
  GetBucketOwnershipControls: 's3:GetBucketOwnershipControls does not support Anonymous requests!',
  PutBucketOwnershipControls: 's3:PutBucketOwnershipControls does not support Anonymous requests!',
};

/** MAY they do it: loads what the decision needs, decides, refuses. */
@Injectable()
export class Authorization {
  /** Reasons that the trace of a request with many keys tells already. */
  private readonly told = new WeakMap<AuthorizableRequest, Set<string>>();

  constructor(
    private readonly buckets: BucketAccessReader,
    private readonly evidence: Evidence,
    private readonly iam: IamConfig,
  ) {}

  /**
   * The guard of every operation.
   * @throws S3Error AccessDenied, XAdminAccessDenied, NoSuchBucket, NoSuchKey, and the refusal of the request
   */
  async authorize(request: AuthorizableRequest): Promise<void> {
    if (request.refusal) throw request.refusal;
    if (request.operation?.open) return;
    await (request.caller.account ? this.authorizeOperation(request) : this.authorizeStranger(request));
  }

  /**
   * A further permission that the same request needs: for a key of DeleteObjects or of a form, or for what it asks
   * besides. Of many keys, the trace shows the first of each action and reason.
   * @throws S3Error AccessDenied, NoSuchBucket
   */
  async require(request: AuthorizableRequest, asked: AskedAccess): Promise<void> {
    const isTarget = asked.bucket === request.target.bucket;
    const record = (isTarget && request.bucketRecord) || (await this.buckets.read(asked.bucket));
    if (isTarget) request.bucketRecord = record;
    const access = { ...asked, record };
    if (!request.operation?.selfAuthorized) return this.decide(request, access);
    const decision = await this.ask(request, access);
    if (this.isNews(request, access, decision)) await this.decide(request, access, decision);
    else assertAllowed(request, decision);
  }

  /** The permission of a self-authorized operation on the one object that it addresses. @throws S3Error AccessDenied */
  requireOperation(request: AuthorizableRequest, said: SaidHeaders): Promise<void> {
    return this.require(request, { ...this.operationAccess(request), said });
  }

  /**
   * The error of a read as its caller may see it: who may not list a bucket does not learn which keys it has not.
   * Source: S3 API Reference, GetObject, "Permissions".
   */
  async asSeenByCaller(request: AuthorizableRequest, error: unknown): Promise<unknown> {
    const { bucketRecord: record, operation } = request;
    if (!record || operation?.write || !saysNoSuchKey(error)) return error;
    const list = { action: 's3:ListBucket', permission: 'READ', bucket: record.name, record };
    const { allowed } = await this.ask(request, list);
    return allowed ? error : new S3Error('AccessDenied', {}, { cause: error });
  }

  @Span('Acl.PublicBucketAccess', {
    attributes: ({ target }: AuthorizableRequest) => (target.bucket ? { 's3.bucket': target.bucket } : {}),
  })
  private authorizeStranger(request: AuthorizableRequest): Promise<void> {
    return this.authorizeOperation(request);
  }

  private async authorizeOperation(request: AuthorizableRequest): Promise<void> {
    const asked = this.operationAccess(request);
    const record = await this.buckets.read(asked.bucket);
    request.bucketRecord = record;
    if (record && request.operation?.write) request.confirmBucket = () => this.confirm(request, record);
    const access = { ...asked, record };
    if (request.operation?.selfAuthorized) return this.authorizeAhead(request, access);
    await this.decide(request, access);
    if (!isAdministrator(request)) {
      for (const more of headerPermissions(request))
        await this.decide(request, { ...access, permission: undefined, ...more });
    }
    if (request.copySource) await this.authorizeSource(request, request.copySource, access);
  }

  /**
   * Whoever began to write to a bucket does not go on in one that has its name now.
   * @throws S3Error NoSuchBucket, OperationAborted (another owner, or other versioning: a version could be lost)
   */
  private async confirm(request: AuthorizableRequest, before: Bucket): Promise<void> {
    const now = await this.buckets.read(before.name);
    if (now?.owner !== before.owner || versioningOf(now) !== versioningOf(before))
      throw new S3Error('OperationAborted');
    request.bucketRecord = now;
  }

  /** What the row of the operation asks for. */
  private operationAccess(request: AuthorizableRequest): AskedAccess & { readonly signed?: boolean } {
    const { operation, target } = request;
    const existing = operation?.level === 'bucket' || operation?.level === 'object';
    const bucket = existing && operation.name !== 'CreateBucket' ? target.bucket : undefined;
    const versionId = request.query.get('versionId');
    return {
      action: (versionId !== undefined && operation?.versionAction) || operation?.action,
      permission: operation?.permission,
      signed: operation?.signed,
      bucket,
      key: operation?.level === 'object' ? target.key : undefined,
      versionId,
      said: copiesTags(request) ? TAGS_OF_SOURCE : undefined,
    };
  }

  /** Before the keys of a request are known: refuses whom no key could be open to. */
  private async authorizeAhead(request: AuthorizableRequest, access: Access): Promise<void> {
    // The caller of a form is known when its fields were read.
    if (request.operation?.name === 'PostObject' && !request.caller.account) return;
    const depends =
      access.record &&
      !this.evidence.isSameForAllKeys(access.record) &&
      !decideByStanding(this.question(request, access));
    if (depends) return this.decide(request, access, DECIDED_PER_KEY);
    await this.decide(request, access);
  }

  /** Source: S3 API Reference, CopyObject, "Permissions". */
  private async authorizeSource(
    request: AuthorizableRequest,
    source: NonNullable<AuthorizableRequest['copySource']>,
    destination: Access,
  ): Promise<void> {
    const { bucket, key, versionId } = source;
    const ownerHeader = 'x-amz-source-expected-bucket-owner';
    const record = bucket === destination.bucket ? destination.record : await this.buckets.read(bucket);
    const asked = { bucket, key, versionId, record, ownerHeader };
    const version = versionId === undefined ? '' : 'Version';
    await this.decide(request, { ...asked, action: `s3:GetObject${version}`, permission: 'READ' });
    const sides = [destination, asked];
    if (!copiesTags(request) || sides.every((side) => this.mayWithTags(request, side))) return;
    const tags = await this.evidence.tagsOf(source);
    if (Object.keys(tags).length === 0) return;
    await this.decide(request, { ...asked, action: `s3:GetObject${version}Tagging` });
    const said = { 'x-amz-tagging': new URLSearchParams(tags).toString() };
    const tagging = { action: 's3:PutObjectTagging', permission: undefined, said };
    await this.decide(request, { ...destination, ...tagging });
  }

  /** Nothing but a policy takes the right to tags from the owner of a bucket. */
  private mayWithTags(request: AuthorizableRequest, access: Omit<Access, 'action'>): boolean {
    const question = this.question(request, { ...access, action: 's3:GetObjectTagging' });
    return (
      isAdministrator(request) || (ownsBucket(question) && access.record?.documents.policy === undefined)
    );
  }

  private question(request: AuthorizableRequest, access: Access): AccessQuestion {
    const { account, isRoot } = request.caller;
    const { action, permission, signed, record } = access;
    const expected = request.header(access.ownerHeader ?? 'x-amz-expected-bucket-owner');
    return {
      account,
      isRoot,
      action,
      permission,
      signed,
      bucketOwner: record?.owner,
      expectedOwner: expected === this.iam.rootAccess ? '' : expected,
    };
  }

  private async ask(request: AuthorizableRequest, access: Access): Promise<AccessDecision> {
    const question = this.question(request, access);
    const decision = decideByStanding(question);
    if (decision) return decision;
    const { record: bucket } = access;
    return bucket ? this.evidence.weigh({ request, bucket, asked: access, question }) : decide(question);
  }

  /** `known` where the decision is made already. */
  @Span('Acl.Authorize', { attributes: accessAttributes })
  private async decide(request: AuthorizableRequest, access: Access, known?: AccessDecision): Promise<void> {
    const decision = known ?? (await this.ask(request, access));
    if (request.operation?.selfAuthorized) this.isNews(request, access, decision);
    activeSpan().setAttributes({
      'acl.decision': decision.allowed ? 'allow' : 'deny',
      'acl.reason': decision.reason,
    });
    assertAllowed(request, decision);
  }

  /** Whether the trace of a request with many keys has nothing like this yet. */
  private isNews(request: AuthorizableRequest, access: Access, decision: AccessDecision): boolean {
    const told = this.told.get(request) ?? new Set();
    this.told.set(request, told);
    const news = `${access.action} ${decision.reason}`;
    if (told.has(news)) return false;
    told.add(news);
    return true;
  }
}

function accessAttributes(
  _request: AuthorizableRequest,
  access: Access,
  _known?: AccessDecision,
): Attributes {
  return { 's3.action': access.action ?? '' };
}

function assertAllowed(request: AuthorizableRequest, decision: AccessDecision): void {
  if (decision.allowed) return;
  const { level, name } = request.operation ?? {};
  if (level === 'admin') throw new S3Error('XAdminAccessDenied');
  const message = decision.reason === 'anonymous' ? TOLD_TO_STRANGERS[name ?? ''] : undefined;
  throw new S3Error('AccessDenied', {}, { message });
}

/** Also of a key that a delete marker hides, in whatever words. */
const saysNoSuchKey = (error: unknown): boolean =>
  error instanceof S3Error && (error.code === 'NoSuchKey' || saysNoSuchKey(error.cause));

const isAdministrator = ({ caller }: AuthorizableRequest): boolean =>
  caller.isRoot || caller.account?.role === 'admin';

const copiesTags = (request: AuthorizableRequest): boolean =>
  request.operation?.name === 'CopyObject' && request.header('x-amz-tagging-directive') !== 'REPLACE';
