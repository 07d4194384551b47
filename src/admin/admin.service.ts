import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import { Backend } from '../backend/backend.js';
import type { CreateBucketInput } from '../backend/model/bucket.js';
import { IamConfig } from '../config/iam.config.js';
import { S3Error } from '../errors/s3.error.js';
import type { Account, AccountChanges } from '../iam/account.js';
import { AccountStore } from '../iam/account-store.js';
import { checkBucketName } from '../s3/request/bucket-name.js';
import type { OwnedBucket } from './bucket-document.js';

/** Buckets that are asked for at a time. */
const PAGE = 1000;

/** Visible ASCII without what separates the parts of an Authorization header. */
const ACCESS_KEY = /^[!-+\-.0-<>-~]{1,128}$/;

/** How a bucket names the root account as its owner. */
const ROOT_OWNER = '';

/**
 * The administration API without its HTTP. Root and accounts of role admin may call it; every method throws
 * XAdminAccessDenied for all others before it does anything, and XAdminMethodNotSupported where the store of
 * accounts cannot be changed. The root account belongs to the configuration: it cannot be created, changed or deleted.
 */
@Injectable()
export class AdminService {
  constructor(
    private readonly accounts: AccountStore,
    private readonly backend: Backend,
    private readonly config: IamConfig,
  ) {}

  /** @throws S3Error XAdminUserExists, XAdminInvalidRequest (access key) */
  async createUser(caller: Caller, account: Account): Promise<void> {
    assertAdministrator(caller);
    if (!ACCESS_KEY.test(account.access)) {
      const message =
        'The access key has to be 1 to 128 visible ASCII characters without slash, comma and equals sign.';
      throw new S3Error('XAdminInvalidRequest', {}, { message });
    }
    if (this.isRoot(account.access)) throw new S3Error('XAdminUserExists');
    await this.accounts.createAccount(account);
  }

  /** @throws S3Error XAdminUserNotFound */
  async updateUser(caller: Caller, access: string, changes: AccountChanges): Promise<void> {
    assertAdministrator(caller);
    this.refuseRoot(access);
    await this.accounts.updateAccount(access, changes);
  }

  /** Buckets of the account stay and keep their owner. @throws S3Error XAdminUserNotFound */
  async deleteUser(caller: Caller, access: string): Promise<void> {
    assertAdministrator(caller);
    this.refuseRoot(access);
    await this.accounts.deleteAccount(access);
  }

  /** In ascending order of access key, secrets included. */
  async listUsers(caller: Caller): Promise<readonly Account[]> {
    assertAdministrator(caller);
    return this.accounts.listAccounts();
  }

  /** Every bucket, in ascending order of name. */
  async listBuckets(caller: Caller): Promise<readonly OwnedBucket[]> {
    assertAdministrator(caller);
    const listed: OwnedBucket[] = [];
    let startAfter: string | undefined;
    for (;;) {
      const { buckets, isTruncated } = await this.backend.listBuckets({ startAfter, maxBuckets: PAGE });
      for (const { name, owner } of buckets)
        listed.push({ name, owner: owner === ROOT_OWNER ? this.config.rootAccess : owner });
      startAfter = buckets.at(-1)?.name;
      if (!isTruncated || startAfter === undefined) return listed;
    }
  }

  /**
   * Gives a bucket to another account, without the grants of the one before: its ACL and its policy go, and they go
   * first, so that no moment lets them hold for the new owner's data.
   * @throws S3Error XAdminUserNotFound, InvalidBucketName, NoSuchBucket
   */
  async changeBucketOwner(caller: Caller, bucket: string, owner: string): Promise<void> {
    assertAdministrator(caller);
    checkBucketName(bucket, false);
    const stored = await this.storedOwner(owner);
    await this.backend.removeBucketDocument(bucket, 'policy');
    await this.backend.removeBucketDocument(bucket, 'acl');
    await this.backend.changeBucketOwner(bucket, stored);
  }

  /**
   * Creates a bucket for the account `input.owner`. A strict name is the caller's to check.
   * @throws S3Error XAdminUserNotFound, InvalidBucketName, BucketAlreadyOwnedByYou, BucketAlreadyExists
   */
  async createBucket(caller: Caller, input: CreateBucketInput): Promise<void> {
    assertAdministrator(caller);
    checkBucketName(input.bucket, false);
    await this.backend.createBucket({ ...input, owner: await this.storedOwner(input.owner) });
  }

  private async storedOwner(access: string): Promise<string> {
    if (this.isRoot(access)) return ROOT_OWNER;
    if (!(await this.accounts.getAccount(access))) throw new S3Error('XAdminUserNotFound');
    return access;
  }

  private isRoot(access: string): boolean {
    return access === this.config.rootAccess;
  }

  private refuseRoot(access: string): void {
    if (this.isRoot(access)) throw new S3Error('XAdminUserNotFound');
  }
}

/** Root and role admin. */
function assertAdministrator(caller: Caller): void {
  if (!caller.isRoot && caller.account?.role !== 'admin') throw new S3Error('XAdminAccessDenied');
}
