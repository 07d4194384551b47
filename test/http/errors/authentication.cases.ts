import { signRequest } from '../../../src/auth/sigv4/sign-request.js';
import { formatTimestamp } from '../../../src/auth/sigv4/timestamp.js';
import type { Answer } from '../../support/answer.js';
import { presign } from '../../support/presign.js';
import { ROOT, type TestGateway } from '../../support/test-gateway.js';
import type { ErrorCase } from './error-case.js';

const HOUR = 3_600_000;

interface Signing {
  readonly now?: number;
  readonly region?: string;
}

/** GET /photos with a signature that was made elsewhere, or at another time. */
async function signedElsewhere(gateway: TestGateway, signing: Signing): Promise<Answer> {
  const url = `${gateway.url}/photos`;
  const headers = signRequest({ method: 'GET', url, region: 'us-east-1', ...ROOT, ...signing });
  return gateway.send('GET', '/photos', { headers, as: null });
}

/** The date is looked at first: it is that of the request. */
function malformed(authorization: string): ErrorCase {
  return {
    code: 'AuthorizationHeaderMalformed',
    request: 'GET /photos',
    note: `authorization: ${authorization}`,
    by: (gateway) => {
      const headers = { authorization, 'x-amz-date': formatTimestamp(Date.now()) };
      return gateway.send('GET', '/photos', { headers, as: null });
    },
  };
}

/** Who is calling. */
export const AUTHENTICATION_CASES: readonly ErrorCase[] = [
  { code: 'AccessDenied', request: 'GET /photos', as: null },
  {
    code: 'AccessDenied',
    request: 'GET /photos',
    note: 'presigned, valid until an hour ago',
    by: (gateway) =>
      gateway.send('GET', presign(gateway.url, '/photos', { now: Date.now() - HOUR - 60_000 }), { as: null }),
  },
  {
    code: 'AccessDenied',
    request: 'GET /photos',
    note: 'x-amz-storage-class: STANDARD, added after signing',
    by: async (gateway) => {
      const url = `${gateway.url}/photos`;
      const headers = signRequest({ method: 'GET', url, region: 'us-east-1', ...ROOT });
      return gateway.send('GET', '/photos', {
        headers: { ...headers, 'x-amz-storage-class': 'STANDARD' },
        as: null,
      });
    },
  },
  malformed('AWS4-HMAC-SHA256 Credential=a'),
  malformed('AWS4-HMAC-SHA256 Credential, SignedHeaders=host, Signature=a'),
  {
    code: 'AuthorizationHeaderMalformed',
    request: 'GET /photos',
    note: 'signed for eu-west-1',
    by: (gateway) => signedElsewhere(gateway, { region: 'eu-west-1' }),
  },
  {
    code: 'AuthorizationQueryParametersError',
    request: 'GET /photos?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a',
    as: null,
  },
  {
    code: 'AuthorizationQueryParametersError',
    request: 'GET /photos',
    note: 'presigned for eu-west-1',
    by: (gateway) =>
      gateway.send('GET', presign(gateway.url, '/photos', { region: 'eu-west-1' }), { as: null }),
  },
  {
    code: 'AuthorizationQueryParametersError',
    request: 'GET /photos',
    note: 'presigned for eight days',
    by: (gateway) =>
      gateway.send('GET', presign(gateway.url, '/photos', { expires: 8 * 86_400 }), { as: null }),
  },
  {
    code: 'InvalidAccessKeyId',
    request: 'GET /photos',
    as: { access: 'NOBODY', secret: 'nothing' },
  },
  {
    code: 'InvalidArgument',
    request: 'GET /photos',
    headers: { authorization: 'Basic YTpi' },
    as: null,
  },
  {
    code: 'InvalidArgument',
    request: 'GET /photos',
    headers: { authorization: 'AWS4-HMAC-SHA256' },
    as: null,
  },
  {
    code: 'InvalidArgument',
    request: 'GET /photos?X-Amz-Algorithm=AWS4-HMAC-SHA256',
    note: 'signed in its header too',
  },
  {
    code: 'InvalidRequest',
    request: 'GET /photos',
    headers: { authorization: 'AWS AKIAIOSFODNN7EXAMPLE:qgk2+6Sv9/oM7G3qLEjTH1a1l1g=' },
    as: null,
  },
  { code: 'InvalidToken', request: 'GET /photos', headers: { 'x-amz-security-token': 'token' } },
  {
    code: 'NotImplemented',
    request: 'PUT /photos/a',
    note: 'x-amz-content-sha256: STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD',
    payloadHash: 'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD',
    body: 'hello',
  },
  {
    code: 'RequestTimeTooSkewed',
    request: 'GET /photos',
    note: 'signed an hour ago',
    by: (gateway) => signedElsewhere(gateway, { now: Date.now() - HOUR }),
  },
  {
    code: 'SignatureDoesNotMatch',
    request: 'GET /photos?list-type=2',
    as: { access: ROOT.access, secret: 'another secret' },
  },
];
