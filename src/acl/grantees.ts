import { Injectable } from '@nestjs/common';
import { IamConfig } from '../config/iam.config.js';
import { S3Error } from '../errors/s3.error.js';
import { AccountStore } from '../iam/account-store.js';
import type { Grant } from './access-control-list.js';

/** Whom the ids in an ACL belong to: an id is an access key. */
@Injectable()
export class Grantees {
  constructor(
    private readonly accounts: AccountStore,
    private readonly iam: IamConfig,
  ) {}

  /** The id of an account as it is stored: empty for root. */
  storedId(id: string): string {
    return id === this.iam.rootAccess ? '' : id;
  }

  /**
   * The grants with their ids as they are stored. `argument`: where the client named them.
   * @throws S3Error InvalidArgument for an id that nobody has
   */
  async resolve(grants: readonly Grant[], argument: string): Promise<readonly Grant[]> {
    const resolved: Grant[] = [];
    for (const { grantee, permission } of grants) {
      if ('group' in grantee) resolved.push({ grantee, permission });
      else resolved.push({ grantee: { access: await this.known(grantee.access, argument) }, permission });
    }
    return resolved;
  }

  private async known(id: string, argument: string): Promise<string> {
    const stored = this.storedId(id);
    if (stored === '' && id !== '') return stored;
    if (id !== '' && (await this.accounts.getAccount(id))) return id;
    throw new S3Error(
      'InvalidArgument',
      { ArgumentName: argument, ArgumentValue: id.slice(0, 256) },
      { message: 'Invalid id' },
    );
  }
}
