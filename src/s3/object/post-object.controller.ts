import { Controller } from '@nestjs/common';
import { Authorization } from '../../acl/authorization.js';
import { headerPermissions } from '../../acl/header-permissions.js';
import { PostPolicySignature } from '../../auth/sigv4/post-policy-signature.js';
import type { LengthRange } from '../../auth/sigv4/post-policy.js';
import { Backend } from '../../backend/backend.js';
import { versioningOf } from '../../backend/model/bucket-settings.js';
import { S3Error } from '../../errors/s3.error.js';
import { formFileBody } from '../body/form-file.js';
import { FormReader, type FormFile } from '../body/form-reader.js';
import { openRequestBody } from '../body/request-body.js';
import { uploadBody } from '../body/upload-body.js';
import { S3Operation } from '../operation/s3-operation.decorator.js';
import { objectAttributes } from '../request/object-attributes.js';
import { requireDigestOfLocked } from '../request/object-lock-headers.js';
import { RequestedAcls } from '../request/requested-acls.js';
import type { S3Request } from '../request/s3-request.js';
import { checkStorageHeaders } from '../request/storage-headers.js';
import type { S3Response } from '../response/s3-response.js';
import { FormRequest } from './post-object-request.js';
import { formResponse } from './post-object-response.js';

const FORM_TYPE = 'multipart/form-data';

/** Who sends a form and what it is stands in its body: the operation itself asks whether it may. */
@Controller()
export class PostObjectController {
  constructor(
    private readonly backend: Backend,
    private readonly signatures: PostPolicySignature,
    private readonly authorization: Authorization,
    private readonly acls: RequestedAcls,
  ) {}

  @S3Operation('PostObject')
  async postObject(request: S3Request): Promise<S3Response> {
    const reader = new FormReader(contentType(request));
    try {
      const file = await reader.open(formSource(request));
      const form = new FormRequest(request, reader.fields, file.name);
      const limits = await this.admit(request, form);
      return await this.store(request, form, { file, limits });
    } finally {
      reader.close();
    }
  }

  /** Finds out who sends the form, and whether they may. Gives back how long its file may be. */
  private async admit(request: S3Request, form: FormRequest): Promise<LengthRange> {
    const { bucket, key } = form;
    // What the form is about shows in its body only: logs and events find it where other requests have it.
    request.redirect({ level: 'object', bucket, key });
    const { caller, range } = await this.signatures.verify(form);
    if (caller.account) {
      if (request.caller.account) throw twoMechanisms();
      request.caller = caller;
    }
    await this.authorization.require(form, { action: 's3:PutObject', permission: 'WRITE', bucket, key });
    for (const asked of headerPermissions(form))
      await this.authorization.require(form, { ...asked, bucket, key });
    return range;
  }

  private async store(
    request: S3Request,
    form: FormRequest,
    { file, limits }: { readonly file: FormFile; readonly limits: LengthRange },
  ): Promise<S3Response> {
    const { bucket, key } = form;
    checkStorageHeaders(form);
    requireDigestOfLocked((name) => form.header(name));
    const attributes = { ...objectAttributes(form), acl: await this.acls.ofNewObject(form) };
    const versioning = versioningOf(form.existingBucket);
    const body = formFileBody(form, file, limits);
    try {
      const result = await this.backend.putObject({ bucket, key, attributes, body, versioning });
      return formResponse(request, form, result);
    } finally {
      body.cancel();
    }
  }
}

/** @throws S3Error PreconditionFailed */
function contentType(request: S3Request): string {
  const type = request.header('content-type') ?? '';
  if (type.slice(0, FORM_TYPE.length).toLowerCase() === FORM_TYPE) return type;
  throw new S3Error('PreconditionFailed', {
    Condition: `Bucket POST must be of the enclosure-type ${FORM_TYPE}`,
  });
}

/** Where the request itself is signed or has a digest, the whole form must hold against it. */
const formSource = (request: S3Request): AsyncIterable<Buffer> =>
  request.payload.kind === 'unsigned' ? openRequestBody(request).source : uploadBody(request).read();

const twoMechanisms = (): S3Error =>
  new S3Error(
    'InvalidArgument',
    { ArgumentName: 'Authorization' },
    { message: 'Only one auth mechanism allowed; the request and its form are both signed.' },
  );
