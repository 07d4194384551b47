import type { ChecksumAlgorithm, ChecksumType, ObjectChecksum, SizedBody } from '../../checksum/checksum.js';
import type { ReadCondition, WriteCondition } from './conditions.js';
import type { Retention } from './object-lock.js';
import type { ByteRange, ObjectAttributes, ObjectRef } from './object.js';
import type { VersioningState } from './versions.js';

/** The checksum that an upload was created with; absent members mean CRC64NVME, full object, kept silently. */
export interface UploadChecksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly type: ChecksumType;
}

export interface CreateMultipartUploadInput {
  readonly bucket: string;
  readonly key: string;
  readonly attributes: ObjectAttributes;
  readonly checksum?: UploadChecksum;
  /** Access key of the caller. */
  readonly initiator: string;
}

export interface UploadRef {
  readonly bucket: string;
  readonly key: string;
  readonly uploadId: string;
}

export interface UploadPartInput extends UploadRef {
  /** 1 to 10,000. */
  readonly partNumber: number;
  readonly body: SizedBody;
}

export interface UploadPartCopyInput extends UploadRef {
  readonly partNumber: number;
  readonly source: ObjectRef;
  readonly sourceCondition?: ReadCondition;
  /** The driver throws InvalidArgument when it leaves the source. */
  readonly range?: ByteRange;
}

export interface UploadedPart {
  readonly partNumber: number;
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  readonly lastModified: Date;
  /** In the upload's algorithm. */
  readonly checksum?: Pick<ObjectChecksum, 'algorithm' | 'value'>;
}

export interface UploadPartCopyResult extends UploadedPart {
  readonly sourceVersionId?: string;
}

/** A part as CompleteMultipartUpload names it. */
export interface CompletedPart {
  readonly partNumber: number;
  /** Without quotes. */
  readonly etag: string;
  /** base64, per algorithm named in the document. */
  readonly checksums: Readonly<Partial<Record<ChecksumAlgorithm, string>>>;
}

export interface CompleteMultipartUploadInput extends UploadRef {
  /** At least one. */
  readonly parts: readonly CompletedPart[];
  /** `x-amz-mp-object-size`, in bytes. */
  readonly objectSize?: number;
  /** The object's value and type as the client computed them. */
  readonly checksum?: {
    readonly algorithm?: ChecksumAlgorithm;
    readonly value?: string;
    readonly type?: ChecksumType;
  };
  readonly condition?: WriteCondition;
  /** Of the bucket; absent when it was never versioned. */
  readonly versioning?: VersioningState;
  /** Of the object, unless the upload was created with another. */
  readonly retention?: Retention;
}

export interface CompleteMultipartUploadResult {
  readonly etag: string;
  readonly checksum?: ObjectChecksum;
  readonly versionId?: string;
}

export interface AbortMultipartUploadInput extends UploadRef {
  /** `x-amz-if-match-initiated-time`, compared to the second. */
  readonly ifMatchInitiated?: Date;
}

export interface ListPartsInput extends UploadRef {
  /** Exclusive. */
  readonly partNumberMarker: number;
  readonly maxParts: number;
}

export interface MultipartUpload extends UploadRef {
  readonly initiated: Date;
  /** Access key. */
  readonly initiator: string;
  readonly storageClass: 'STANDARD';
  readonly checksum?: UploadChecksum;
}

export interface ListPartsResult {
  readonly upload: MultipartUpload;
  /** In ascending order of part number. */
  readonly parts: readonly UploadedPart[];
  readonly isTruncated: boolean;
}

export interface ListMultipartUploadsInput {
  readonly bucket: string;
  readonly prefix: string;
  readonly delimiter: string;
  /** Exclusive, unless `uploadIdMarker` names an upload of this very key. */
  readonly keyMarker: string;
  readonly uploadIdMarker: string;
  readonly maxUploads: number;
}

export interface ListMultipartUploadsResult {
  /** In ascending order of key, then of time of initiation, then of upload id. */
  readonly uploads: readonly MultipartUpload[];
  readonly commonPrefixes: readonly string[];
  readonly isTruncated: boolean;
  readonly nextKeyMarker?: string;
  readonly nextUploadIdMarker?: string;
}
