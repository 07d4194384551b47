import { rm } from 'node:fs/promises';
import { AdminClient } from '../../src/admin/admin.client.js';
import type { Role } from '../../src/iam/account.js';
import { makeDirectory } from './http-subject.js';
import { type Credentials, type GatewayOptions, ROOT, TestGateway } from './test-gateway.js';

export const ALICE: Credentials = { access: 'alice', secret: 'alice-secret' };
export const BOB: Credentials = { access: 'bob', secret: 'bob-secret' };

/** One gateway for the tests of a `describe`, with the accounts alice, who makes buckets, and bob. */
export function useAccounts(options: GatewayOptions = {}): () => TestGateway {
  let directory: string;
  let gateway: TestGateway;
  beforeAll(async () => {
    directory = await makeDirectory();
    gateway = await TestGateway.start({ ...options, iam: { dir: directory } });
    const admin = new AdminClient({ endpoint: gateway.url, region: 'us-east-1', ...ROOT });
    const make = (account: Credentials, role: Role) =>
      admin.createUser({ ...account, role, userID: 0, groupID: 0, projectID: 0 });
    await make(ALICE, 'userplus');
    await make(BOB, 'user');
  });
  afterAll(async () => {
    await gateway.stop();
    await rm(directory, { recursive: true });
  });
  return () => gateway;
}

/** A policy that says one thing about everything in a bucket, for these access keys or for everybody. */
export function policyOf(
  bucket: string,
  effect: 'Allow' | 'Deny',
  actions: readonly string[],
  more: { readonly principals?: readonly string[]; readonly condition?: object } = {},
): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'TheOne',
        Effect: effect,
        Principal: more.principals ? { AWS: more.principals } : '*',
        Action: actions,
        Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
        ...(more.condition && { Condition: more.condition }),
      },
    ],
  });
}

const XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

/** A grant of an AccessControlPolicy: to an account by its access key, or to a group by its URI. */
export function grantElement(grantee: string, permission: string): string {
  const isGroup = grantee.startsWith('http:');
  const element = isGroup ? `<URI>${grantee}</URI>` : `<ID>${grantee}</ID>`;
  const type = isGroup ? 'Group' : 'CanonicalUser';
  return `<Grant><Grantee ${XSI} xsi:type="${type}">${element}</Grantee><Permission>${permission}</Permission></Grant>`;
}

export const aclElement = (owner: string, ...grants: string[]): string =>
  `<AccessControlPolicy><Owner><ID>${owner}</ID></Owner><AccessControlList>${grants.join('')}</AccessControlList></AccessControlPolicy>`;

export const ALL_USERS = 'http://acs.amazonaws.com/groups/global/AllUsers';
export const AUTHENTICATED_USERS = 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers';
export const LOG_DELIVERY = 'http://acs.amazonaws.com/groups/s3/LogDelivery';
