import { parseAuthorization as parse, readScheme, type AuthorizationHeader } from './authorization-header.js';

const parseAuthorization = (value: string, region: string): AuthorizationHeader =>
  parse(readScheme(value), region);

const CREDENTIAL = 'Credential=AKID/20130524/us-east-1/s3/aws4_request';
const header = (credential: string): string =>
  `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=ab`;

describe('parseAuthorization', () => {
  it.each([
    ['AWS4-HMAC-SHA256 %, SignedHeaders=x-amz-date;host, Signature=ab'],
    ['AWS4-HMAC-SHA256 %,SignedHeaders=Host;X-Amz-Date,Signature=ab'],
    ['aws4-hmac-sha256 %, SignedHeaders=x-amz-date;host, Signature=ab'],
    ['AWS4-HMAC-SHA256  Signature=ab ,  SignedHeaders=host;x-amz-date,%'],
  ])('reads %s', (text) => {
    expect(parseAuthorization(text.replace('%', CREDENTIAL), 'us-east-1')).toEqual({
      credential: {
        access: 'AKID',
        date: '20130524',
        region: 'us-east-1',
        scope: '20130524/us-east-1/s3/aws4_request',
      },
      signedHeaders: ['host', 'x-amz-date'],
      signature: 'ab',
    });
  });

  it('takes an access key that contains slashes', () => {
    const parsed = parseAuthorization(
      header('Credential=a/b/20130524/us-east-1/s3/aws4_request'),
      'us-east-1',
    );
    expect(parsed.credential.access).toBe('a/b');
  });

  it.each([
    ['AWS4-HMAC-SHA256 Credential, B=c, D=e', 'the authorization component "Credential" is malformed.'],
    [
      `AWS4-HMAC-SHA256 ${CREDENTIAL}, Signature=ab`,
      'the authorization header requires three components: Credential, SignedHeaders, and Signature.',
    ],
    ['AWS4-HMAC-SHA256 A=b, SignedHeaders=host, Signature=ab', 'missing Credential.'],
    [`AWS4-HMAC-SHA256 ${CREDENTIAL}, B=host, Signature=ab`, 'missing SignedHeaders.'],
    [`AWS4-HMAC-SHA256 ${CREDENTIAL}, SignedHeaders=host, Signature=`, 'missing Signature.'],
    [
      header('Credential=AKID/20130524/us-east-1/s3'),
      'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
    ],
    [
      header('Credential=/20130524/us-east-1/s3/aws4_request'),
      'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
    ],
    [
      header('Credential=AKID/2013-5-4/us-east-1/s3/aws4_request'),
      'incorrect date format "2013-5-4". This date in the credential must be in the format "yyyyMMdd".',
    ],
    [
      header('Credential=AKID/20130524//s3/aws4_request'),
      'a non-empty region must be provided in the credential.',
    ],
    [
      header('Credential=AKID/yesterday/eu-west-1/ec2/aws5'),
      "the region 'eu-west-1' is wrong; expecting 'us-east-1'",
    ],
    [
      header('Credential=AKID/yesterday/us-east-1/ec2/aws5'),
      'incorrect service "ec2". This endpoint belongs to "s3".',
    ],
    [
      header('Credential=AKID/20130524/us-east-1/s3/aws5'),
      'incorrect terminal "aws5". This endpoint uses "aws4_request".',
    ],
    [
      header('Credential=AKID/20130524/us-east-1/ec2/aws4_request'),
      'incorrect service "ec2". This endpoint belongs to "s3".',
    ],
  ])('refuses %s', (text, reason) => {
    expect(() => parseAuthorization(text, 'us-east-1')).toThrow(
      expect.objectContaining({
        code: 'AuthorizationHeaderMalformed',
        message: `The authorization header is malformed; ${reason}`,
      }),
    );
  });

  it('names the region that it expects', () => {
    expect(() => parseAuthorization(header(CREDENTIAL), 'eu-west-1')).toThrow(
      expect.objectContaining({
        code: 'AuthorizationHeaderMalformed',
        message:
          "The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-west-1'",
        details: { Region: 'eu-west-1' },
      }),
    );
  });

  it.each([
    [
      'AWS AKID:c2ln',
      'InvalidRequest',
      'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
    ],
    [
      'AWS4-ECDSA-P256-SHA256 Credential=x',
      'NotImplemented',
      'Signatures with AWS4-ECDSA-P256-SHA256 are not implemented.',
    ],
    ['Basic YTpi', 'InvalidArgument', 'Unsupported Authorization Type'],
  ])('does not serve the scheme of %j', (text, code, message) => {
    expect(() => parseAuthorization(text, 'us-east-1')).toThrow(expect.objectContaining({ code, message }));
  });

  it.each(['', 'AWS4-HMAC-SHA256'])('wants a scheme and its components, not %j', (text) => {
    expect(() => parseAuthorization(text, 'us-east-1')).toThrow(
      expect.objectContaining({
        code: 'InvalidArgument',
        message: "Authorization header is invalid -- one and only one ' ' (space) required",
        details: { ArgumentName: 'Authorization', ArgumentValue: text },
      }),
    );
  });
});
