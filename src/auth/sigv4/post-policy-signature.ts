import { Injectable } from '@nestjs/common';
import { ServerConfig } from '../../config/server.config.js';
import { S3Error } from '../../errors/s3.error.js';
import { activeSpan } from '../../tracing/span.js';
import { Span } from '../../tracing/span.decorator.js';
import { AccountDirectory } from '../account-directory.js';
import { ANONYMOUS, type Caller } from '../caller.js';
import { Clock } from '../clock.js';
import {
  ALGORITHM,
  asymmetricSignature,
  isAsymmetric,
  outdatedSignature,
  sessionToken,
} from './algorithm.js';
import { parseCredential, type Credential, type Refuse } from './credential.js';
import { checkPostPolicy, type LengthRange, type PostForm } from './post-policy.js';
import { spacedHex } from './signature-mismatch.js';
import { hmac, sameSignature, signingKey } from './signing-key.js';
import { parseTimestamp } from './timestamp.js';

/** Who sends a form, and how long its file may be. */
export interface FormProof {
  readonly caller: Caller;
  readonly range: LengthRange;
}

/** As S3 spells them in errors. */
const SPELLED = {
  policy: 'policy',
  'x-amz-algorithm': 'X-Amz-Algorithm',
  'x-amz-credential': 'X-Amz-Credential',
  'x-amz-date': 'X-Amz-Date',
  'x-amz-signature': 'X-Amz-Signature',
} as const;

type SignatureField = keyof typeof SPELLED;

/** All or none of them are there. Source: S3 API Reference, "Authenticating requests in browser-based uploads". */
const FIELDS = Object.keys(SPELLED) as readonly SignatureField[];

const OF_VERSION_2 = ['awsaccesskeyid', 'signature'];

const ANYONE: FormProof = { caller: ANONYMOUS, range: { min: 0, max: Infinity } };

type SignatureFields = Readonly<Record<SignatureField, string>>;

/** Refuses the value of a field. */
const refuseField =
  (name: SignatureField, value: string): Refuse =>
  (message, details = {}) =>
    new S3Error(
      'InvalidArgument',
      { ArgumentName: SPELLED[name], ArgumentValue: value.slice(0, 256), ...details },
      { message },
    );

/** SigV4 of a form: the signature is over its policy, and the policy speaks of its fields. */
@Injectable()
export class PostPolicySignature {
  constructor(
    private readonly config: ServerConfig,
    private readonly accounts: AccountDirectory,
    private readonly clock: Clock,
  ) {}

  /**
   * A form without any of the fields of a signature is anonymous.
   * @throws S3Error InvalidArgument, InvalidRequest, InvalidToken, NotImplemented, InvalidAccessKeyId,
   * SignatureDoesNotMatch, InvalidPolicyDocument, AccessDenied (the policy does not allow this form)
   */
  verify(form: PostForm): Promise<FormProof> | FormProof {
    const { fields } = form;
    if (OF_VERSION_2.every((name) => fields.has(name))) throw outdatedSignature();
    return FIELDS.some((name) => fields.has(name)) ? this.verifySigned(form) : ANYONE;
  }

  @Span('Auth.PostPolicy')
  private async verifySigned(form: PostForm): Promise<FormProof> {
    const fields = signatureFields(form);
    const credential = this.credential(form, fields);
    activeSpan().setAttributes({ 'auth.method': 'post-policy', 'auth.access_key': credential.access });
    const found = await this.accounts.find(credential.access);
    if (!found) throw new S3Error('InvalidAccessKeyId', { AWSAccessKeyId: credential.access });
    const expected = hmac(signingKey(found.account, credential.date, credential.region), fields.policy);
    if (!sameSignature(expected, fields['x-amz-signature'])) throw mismatch(credential, fields);
    const { account, isRoot } = found;
    activeSpan().setAttributes({ 'auth.role': isRoot ? 'root' : account.role, 'auth.is_root': isRoot });
    const range = checkPostPolicy(fields.policy, form, this.clock.now());
    return { caller: { method: 'post-policy', account, isRoot }, range };
  }

  /** The time of a form is not compared with the clock: its policy says until when it holds. */
  private credential(form: PostForm, fields: SignatureFields): Credential {
    const algorithm = fields['x-amz-algorithm'];
    if (isAsymmetric(algorithm)) throw asymmetricSignature();
    if (algorithm !== ALGORITHM)
      throw refuseField('x-amz-algorithm', algorithm)(`Only ${ALGORITHM} is supported`);
    if (form.fields.has('x-amz-security-token')) throw sessionToken();
    const refuseCredential = refuseField('x-amz-credential', fields['x-amz-credential']);
    const credential = parseCredential(fields['x-amz-credential'], this.config.region, refuseCredential);
    const date = fields['x-amz-date'];
    // Spelt as S3 spells it.
    if (parseTimestamp(date) === undefined)
      throw refuseField('x-amz-date', date)('X-Amz-Date must be formated via ISO8601 Long format');
    if (date.startsWith(credential.date)) return credential;
    throw refuseCredential(
      `Invalid credential date "${credential.date}". This date is not the same as X-Amz-Date: "${date.slice(0, 8)}".`,
    );
  }
}

function signatureFields({ fields }: PostForm): SignatureFields {
  const missing = FIELDS.find((name) => !fields.get(name));
  if (missing === undefined)
    return Object.fromEntries(FIELDS.map((name) => [name, fields.get(name)])) as SignatureFields;
  throw missingField(SPELLED[missing]);
}

/** What S3 says when a form lacks a field, or has it behind the file. */
export function missingField(name: string): S3Error {
  return new S3Error(
    'InvalidArgument',
    { ArgumentName: name, ArgumentValue: '' },
    {
      message: `Bucket POST must contain a field named '${name}'.  If it is specified, please check the order of the fields.`,
    },
  );
}

function mismatch(credential: Credential, fields: SignatureFields): S3Error {
  return new S3Error('SignatureDoesNotMatch', {
    AWSAccessKeyId: credential.access,
    StringToSign: fields.policy,
    SignatureProvided: fields['x-amz-signature'],
    StringToSignBytes: spacedHex(fields.policy),
  });
}
