import { Controller } from '@nestjs/common';
import { Grantees } from '../acl/grantees.js';
import { ServerConfig } from '../config/server.config.js';
import { S3Error } from '../errors/s3.error.js';
import { readDocumentBytes } from '../s3/body/request-document.js';
import { CreateBucketRequests } from '../s3/bucket/create-bucket-requests.js';
import { S3Operation } from '../s3/operation/s3-operation.decorator.js';
import { checkBucketName } from '../s3/request/bucket-name.js';
import type { S3Request } from '../s3/request/s3-request.js';
import { S3Response } from '../s3/response/s3-response.js';
import { readAccount, readAccountChanges, writeAccountList } from './account-document.js';
import { AdminService } from './admin.service.js';
import { writeBucketList } from './bucket-document.js';

/** The administration API: PATCH, signed like every other request. Source: versitygw, whose clients it serves. */
@Controller()
export class AdminController {
  constructor(
    private readonly service: AdminService,
    private readonly requests: CreateBucketRequests,
    private readonly grantees: Grantees,
    private readonly config: ServerConfig,
  ) {}

  @S3Operation('CreateUser')
  async createUser(request: S3Request): Promise<S3Response> {
    await this.service.createUser(request.caller, readAccount(await readDocumentBytes(request)));
    return S3Response.empty(201);
  }

  @S3Operation('UpdateUser')
  async updateUser(request: S3Request): Promise<S3Response> {
    const changes = readAccountChanges(await readDocumentBytes(request));
    await this.service.updateUser(request.caller, required(request, 'access'), changes);
    return S3Response.empty();
  }

  @S3Operation('DeleteUser')
  async deleteUser(request: S3Request): Promise<S3Response> {
    await this.service.deleteUser(request.caller, required(request, 'access'));
    return S3Response.empty();
  }

  @S3Operation('ListUsers')
  async listUsers(request: S3Request): Promise<S3Response> {
    return S3Response.document(writeAccountList(await this.service.listUsers(request.caller)));
  }

  @S3Operation('AdminListBuckets')
  async adminListBuckets(request: S3Request): Promise<S3Response> {
    return S3Response.document(writeBucketList(await this.service.listBuckets(request.caller)));
  }

  @S3Operation('ChangeBucketOwner')
  async changeBucketOwner(request: S3Request): Promise<S3Response> {
    await this.service.changeBucketOwner(
      request.caller,
      required(request, 'bucket'),
      required(request, 'owner'),
    );
    return S3Response.empty();
  }

  /** Takes the headers and the body of CreateBucket. */
  @S3Operation('AdminCreateBucket')
  async adminCreateBucket(request: S3Request): Promise<S3Response> {
    const owner = request.header('x-vgw-owner');
    if (!owner)
      throw new S3Error(
        'XAdminInvalidRequest',
        {},
        { message: 'The header x-vgw-owner names the owner of the bucket.' },
      );
    checkBucketName(request.bucket, !this.config.disableStrictBucketNames);
    const input = await this.requests.read(request, this.grantees.storedId(owner));
    await this.service.createBucket(request.caller, { ...input, owner });
    return S3Response.empty(201);
  }
}

/** @throws S3Error XAdminInvalidRequest */
function required(request: S3Request, name: string): string {
  const value = request.query.get(name);
  if (!value) throw new S3Error('XAdminInvalidRequest', {}, { message: `The parameter ${name} is missing.` });
  return value;
}
