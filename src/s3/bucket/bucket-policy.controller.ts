import { Controller } from '@nestjs/common';
import { isUtf8 } from 'node:buffer';
import { malformedPolicy } from '../../acl/policy/malformed-policy.js';
import { type Policy, parsePolicy, policyOf } from '../../acl/policy/policy.js';
import { invalidPrincipal } from '../../acl/policy/principals.js';
import { isPublicPolicy } from '../../acl/policy/public-policy.js';
import { publicAccessBlockOf } from '../../acl/public-access-block.js';
import { AccountDirectory } from '../../auth/account-directory.js';
import { Backend } from '../../backend/backend.js';
import { S3Error } from '../../errors/s3.error.js';
import { readDocumentBytes } from '../body/request-document.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import type { S3Request } from '../request/s3-request.js';
import { S3Response } from '../response/s3-response.js';

/** Bytes of a policy without white space. Source: S3 User Guide, "Adding a bucket policy". */
const MAX_POLICY_BYTES = 20_480;
/** Bytes of a policy as it comes. */
const MAX_TEXT_BYTES = 4 * MAX_POLICY_BYTES;

@Controller()
export class BucketPolicyController {
  constructor(
    private readonly backend: Backend,
    private readonly accounts: AccountDirectory,
  ) {}

  @S3Operation('PutBucketPolicy')
  async putBucketPolicy(request: S3Request): Promise<S3Response> {
    const bytes = await readDocumentBytes(request);
    if (bytes.length > MAX_TEXT_BYTES) throw tooLarge();
    if (!isUtf8(bytes)) throw malformedPolicy('This policy contains invalid Json');
    const text = bytes.toString();
    const policy = parsePolicy(text, request.bucket);
    if (Buffer.byteLength(JSON.stringify(JSON.parse(text))) > MAX_POLICY_BYTES) throw tooLarge();
    await this.checkPrincipals(policy);
    const block = publicAccessBlockOf(request.existingBucket);
    if (block?.BlockPublicPolicy && isPublicPolicy(policy)) throw new S3Error('AccessDenied');
    await this.backend.writeBucketDocument(request.bucket, 'policy', text);
    return S3Response.noContent();
  }

  @S3Operation('GetBucketPolicy')
  async getBucketPolicy(request: S3Request): Promise<S3Response> {
    return S3Response.document(storedPolicy(request), { 'Content-Type': 'application/json' });
  }

  @S3Operation('DeleteBucketPolicy')
  async deleteBucketPolicy(request: S3Request): Promise<S3Response> {
    await this.backend.removeBucketDocument(request.bucket, 'policy');
    return S3Response.noContent();
  }

  @S3Operation('GetBucketPolicyStatus')
  async getBucketPolicyStatus(request: S3Request): Promise<S3Response> {
    const policy = policyOf(storedPolicy(request), request.bucket);
    return S3Response.xml('PolicyStatus', { IsPublic: isPublicPolicy(policy) });
  }

  /** @throws S3Error MalformedPolicy for an access key that nobody has */
  private async checkPrincipals({ statements }: Policy): Promise<void> {
    const names = new Map(statements.flatMap(({ principals }) => [...principals.names]));
    for (const [name, text] of names) if (!(await this.accounts.find(name))) throw invalidPrincipal(text);
  }
}

const tooLarge = (): S3Error =>
  malformedPolicy(`Normalized policy document exceeds the maximum allowed size of ${MAX_POLICY_BYTES} bytes`);

/** @throws S3Error NoSuchBucketPolicy */
function storedPolicy({ bucket, existingBucket }: S3Request): string {
  const text = existingBucket.documents.policy;
  if (text === undefined) throw new S3Error('NoSuchBucketPolicy', { BucketName: bucket });
  return text;
}
