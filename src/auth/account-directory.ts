import { Injectable } from '@nestjs/common';
import { IamConfig } from '../config/iam.config.js';
import type { Account } from '../iam/account.js';
import { AccountStore } from '../iam/account-store.js';
import { activeSpan } from '../tracing/span.js';
import { Span } from '../tracing/span.decorator.js';

export interface FoundAccount {
  readonly account: Account;
  readonly isRoot: boolean;
}

/** Whom an access key belongs to: the root account of the configuration, else one of the store. */
@Injectable()
export class AccountDirectory {
  private readonly root: FoundAccount;

  constructor(
    config: IamConfig,
    private readonly store: AccountStore,
  ) {
    const account: Account = {
      access: config.rootAccess,
      secret: config.rootSecret,
      role: 'admin',
      userID: 0,
      groupID: 0,
      projectID: 0,
    };
    this.root = { account, isRoot: true };
  }

  /** `undefined` when nobody has this access key. */
  @Span('Iam.GetUserAccount')
  async find(access: string): Promise<FoundAccount | undefined> {
    if (access === this.root.account.access) {
      activeSpan().setAttributes({ 'iam.store': 'root', 'iam.cache_hit': true });
      return this.root;
    }
    const { account, cacheHit } = await this.store.lookup(access);
    activeSpan().setAttributes({ 'iam.store': this.store.type, 'iam.cache_hit': cacheHit });
    return account && { account, isRoot: false };
  }
}
