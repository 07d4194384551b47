import { Injectable } from '@nestjs/common';
import { Backend } from '../backend/backend.js';
import type { Bucket } from '../backend/model/bucket.js';
import type { ObjectRef, Tags } from '../backend/model/object.js';
import { IamConfig } from '../config/iam.config.js';
import { ServerConfig } from '../config/server.config.js';
import { S3Error } from '../errors/s3.error.js';
import { readAcl, type AccessControlList } from './access-control-list.js';
import { aclOfAction } from './acl-actions.js';
import { AskedObject } from './asked-object.js';
import type { AskedAccess, AuthorizableRequest } from './authorizable-request.js';
import { RequestContext } from './condition-context.js';
import {
  decide,
  ownsBucket,
  type AccessDecision,
  type AccessEvidence,
  type AccessQuestion,
} from './decide.js';
import { usesAcls } from './object-ownership.js';
import { evaluatePolicy, usesExistingTags } from './policy/evaluate.js';
import { policyOf, type Policy } from './policy/policy.js';
import { isPublicPolicy } from './policy/public-policy.js';
import { publicAccessBlockOf } from './public-access-block.js';

/** One permission on what is in a bucket. */
export interface BucketQuestion {
  readonly request: AuthorizableRequest;
  readonly bucket: Bucket;
  readonly asked: AskedAccess;
  readonly question: AccessQuestion;
}

/** Decides what a caller's standing leaves open: reads of bucket and object what the decision needs, and no more. */
@Injectable()
export class Evidence {
  constructor(
    private readonly backend: Backend,
    private readonly config: ServerConfig,
    private readonly iam: IamConfig,
  ) {}

  /** @throws S3Error NoSuchKey and its kin, where the caller may know that there is no such object */
  async weigh(subject: BucketQuestion): Promise<AccessDecision> {
    const { bucket, question, asked } = subject;
    const object = new AskedObject(this.backend, {
      bucket: bucket.name,
      key: asked.key ?? '',
      versionId: asked.versionId,
    });
    const evidence = await policyEvidence(subject, object, this.iam.rootAccess);
    const decision = decide(question, evidence);
    if (decision.allowed || evidence.policy?.effect === 'Deny') return decision;
    const acl = await this.aclFor(subject, object);
    const ignoresPublicGrants = publicAccessBlockOf(bucket)?.IgnorePublicAcls;
    return acl ? decide(question, { ...evidence, acl, ignoresPublicGrants }) : decision;
  }

  /** Whether the answer is the same for every key of a bucket. */
  isSameForAllKeys({ documents }: Bucket): boolean {
    return documents.policy === undefined && (documents.acl === undefined || !this.countsAcls({ documents }));
  }

  /** The tags that a copy of this object would take along. */
  async tagsOf(ref: ObjectRef): Promise<Tags> {
    const found = await new AskedObject(this.backend, ref).find();
    return found?.attributes.tags ?? {};
  }

  private countsAcls(bucket: Pick<Bucket, 'documents'>): boolean {
    return !this.config.disableAcl && usesAcls(bucket);
  }

  private async aclFor(subject: BucketQuestion, object: AskedObject): Promise<AccessControlList | undefined> {
    const { asked, bucket } = subject;
    const place = aclOfAction(asked.action ?? '', asked.permission);
    if (!place || !this.countsAcls(bucket)) return undefined;
    if (place.on === 'bucket') {
      const { acl } = bucket.documents;
      return acl === undefined ? undefined : readAcl(acl);
    }
    const found = await object.read();
    if (found instanceof S3Error) {
      if (await this.mayList(subject)) throw found;
      return undefined;
    }
    return found.attributes.acl === undefined ? undefined : readAcl(found.attributes.acl);
  }

  /** Who may list a bucket learns what is not in it. Source: S3 API Reference, GetObject, "Permissions". */
  private async mayList({ request, bucket, question }: BucketQuestion): Promise<boolean> {
    const asked = { action: 's3:ListBucket', permission: 'READ', bucket: bucket.name };
    const { allowed } = await this.weigh({
      request,
      bucket,
      asked,
      question: { ...question, ...asked },
    });
    return allowed;
  }
}

async function policyEvidence(
  subject: BucketQuestion,
  object: AskedObject,
  rootAccess: string,
): Promise<AccessEvidence> {
  const { bucket, question, asked, request } = subject;
  const text = bucket.documents.policy;
  if (text === undefined) return {};
  const policy = policyOf(text, bucket.name);
  const known = usesExistingTags(policy) && asked.key !== undefined ? await object.find() : undefined;
  const bucketOwner = bucket.owner === '' ? rootAccess : bucket.owner;
  const verdict = evaluatePolicy(policy, {
    principal: question.account?.access,
    action: asked.action ?? '',
    bucket: bucket.name,
    key: asked.key,
    context: new RequestContext({ request, asked, bucketOwner, object: known }),
  });
  return {
    policy: verdict,
    ignoresPolicyAllow: verdict.effect === 'Allow' && isHeldBack(policy, bucket, question),
  };
}

/** A public policy opens a bucket to nobody but its owner. Source: S3 User Guide, "Blocking public access", RestrictPublicBuckets. */
function isHeldBack(policy: Policy, bucket: Bucket, question: AccessQuestion): boolean {
  return (
    publicAccessBlockOf(bucket)?.RestrictPublicBuckets === true &&
    !ownsBucket(question) &&
    isPublicPolicy(policy)
  );
}
