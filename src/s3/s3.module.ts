import { Module, type MiddlewareConsumer, type NestModule } from '@nestjs/common';
import { DiscoveryModule, HttpAdapterHost } from '@nestjs/core';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AclModule } from '../acl/acl.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { BucketAccelerateController } from './bucket/bucket-accelerate.controller.js';
import { BucketAclController } from './bucket/bucket-acl.controller.js';
import { BucketCorsController } from './bucket/bucket-cors.controller.js';
import { BucketEncryptionController } from './bucket/bucket-encryption.controller.js';
import { BucketLifecycleController } from './bucket/bucket-lifecycle.controller.js';
import { BucketLocationController } from './bucket/bucket-location.controller.js';
import { BucketLoggingController } from './bucket/bucket-logging.controller.js';
import { BucketNotificationController } from './bucket/bucket-notification.controller.js';
import { BucketOwnershipControlsController } from './bucket/bucket-ownership-controls.controller.js';
import { BucketPolicyController } from './bucket/bucket-policy.controller.js';
import { BucketRequestPaymentController } from './bucket/bucket-request-payment.controller.js';
import { BucketTaggingController } from './bucket/bucket-tagging.controller.js';
import { BucketVersioningController } from './bucket/bucket-versioning.controller.js';
import { BucketWebsiteController } from './bucket/bucket-website.controller.js';
import { CreateBucketRequests } from './bucket/create-bucket-requests.js';
import { CreateBucketController } from './bucket/create-bucket.controller.js';
import { DeleteBucketController } from './bucket/delete-bucket.controller.js';
import { HeadBucketController } from './bucket/head-bucket.controller.js';
import { ListObjectVersionsController } from './bucket/list-object-versions.controller.js';
import { ListObjectsController } from './bucket/list-objects.controller.js';
import { ObjectLockConfigurationController } from './bucket/object-lock-configuration.controller.js';
import { PublicAccessBlockController } from './bucket/public-access-block.controller.js';
import { OptionsObjectController } from './cors/options-object.controller.js';
import { AbortMultipartUploadController } from './multipart/abort-multipart-upload.controller.js';
import { CompleteMultipartUploadController } from './multipart/complete-multipart-upload.controller.js';
import { CreateMultipartUploadController } from './multipart/create-multipart-upload.controller.js';
import { ListMultipartUploadsController } from './multipart/list-multipart-uploads.controller.js';
import { ListPartsController } from './multipart/list-parts.controller.js';
import { UploadPartCopyController } from './multipart/upload-part-copy.controller.js';
import { UploadPartController } from './multipart/upload-part.controller.js';
import { CopyObjectController } from './object/copy-object.controller.js';
import { DeleteObjectController } from './object/delete-object.controller.js';
import { DeleteObjectsController } from './object/delete-objects.controller.js';
import { GetObjectAttributesController } from './object/get-object-attributes.controller.js';
import { GetObjectController } from './object/get-object.controller.js';
import { HeadObjectController } from './object/head-object.controller.js';
import { ObjectAclController } from './object/object-acl.controller.js';
import { ObjectLegalHoldController } from './object/object-legal-hold.controller.js';
import { ObjectRetentionController } from './object/object-retention.controller.js';
import { ObjectTaggingController } from './object/object-tagging.controller.js';
import { PostObjectController } from './object/post-object.controller.js';
import { PutObjectController } from './object/put-object.controller.js';
import { RestoreObjectController } from './object/restore-object.controller.js';
import { SelectObjectContentController } from './object/select-object-content.controller.js';
import { OperationController } from './operation/operation.controller.js';
import { OperationDispatcher } from './operation/operation.dispatcher.js';
import { RequestMiddleware } from './request/request.middleware.js';
import { ParentTrust } from './request/parent-trust.js';
import { RequestTracker } from './request/request-tracker.js';
import { AuditModule } from '../audit/audit.module.js';
import { RequestedAcls } from './request/requested-acls.js';
import { AccessLog } from './response/access-log.js';
import { AccountNames } from './response/account-names.js';
import { DebugLog } from './response/debug-log.js';
import { ErrorResponder } from './response/error.responder.js';
import { WebsiteHosting } from './website/website-hosting.js';
import { WebsiteObjects } from './website/website-objects.js';
import { WebsiteServer } from './website/website.server.js';
import { ListBucketsController } from './service/list-buckets.controller.js';

const SERVICE = [ListBucketsController];

const BUCKET = [
  BucketAccelerateController,
  BucketAclController,
  BucketCorsController,
  BucketEncryptionController,
  BucketLifecycleController,
  BucketLocationController,
  BucketLoggingController,
  BucketNotificationController,
  BucketOwnershipControlsController,
  BucketPolicyController,
  BucketRequestPaymentController,
  BucketTaggingController,
  BucketVersioningController,
  BucketWebsiteController,
  CreateBucketController,
  DeleteBucketController,
  HeadBucketController,
  ListObjectVersionsController,
  ListObjectsController,
  ObjectLockConfigurationController,
  PublicAccessBlockController,
];

const OBJECT = [
  CopyObjectController,
  DeleteObjectController,
  DeleteObjectsController,
  GetObjectAttributesController,
  GetObjectController,
  HeadObjectController,
  ObjectAclController,
  ObjectLegalHoldController,
  ObjectRetentionController,
  ObjectTaggingController,
  OptionsObjectController,
  PostObjectController,
  PutObjectController,
  RestoreObjectController,
  SelectObjectContentController,
];

const MULTIPART = [
  AbortMultipartUploadController,
  CompleteMultipartUploadController,
  CreateMultipartUploadController,
  ListMultipartUploadsController,
  ListPartsController,
  UploadPartController,
  UploadPartCopyController,
];

/** The S3 HTTP API: one route, one look-up, one controller per operation. */
@Module({
  imports: [DiscoveryModule, AuthModule, AclModule, AuditModule],
  controllers: [OperationController, ...SERVICE, ...BUCKET, ...OBJECT, ...MULTIPART],
  providers: [
    AccessLog,
    AccountNames,
    CreateBucketRequests,
    DebugLog,
    ErrorResponder,
    OperationDispatcher,
    RequestMiddleware,
    ParentTrust,
    RequestTracker,
    RequestedAcls,
    WebsiteHosting,
    WebsiteObjects,
    WebsiteServer,
  ],
  exports: [CreateBucketRequests, WebsiteServer, OperationDispatcher],
})
export class S3Module implements NestModule {
  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly middleware: RequestMiddleware,
  ) {}

  /** Straight to the adapter: Nest's own route matching would run a pattern over every target. */
  configure(_consumer: MiddlewareConsumer): void {
    this.adapterHost.httpAdapter.use((request: IncomingMessage, response: ServerResponse, next: () => void) =>
      this.middleware.handle(request, response, next),
    );
  }
}
