import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AwsCli } from '../support/aws-cli.js';
import { describeWith } from '../support/programs.js';

const where = ['--bucket', 'documents'];

describeWith('aws', 'aws-cli, documents of a bucket', (program) => {
  let cli: AwsCli;

  const aws = (...args: string[]): Promise<string> => cli.run(args);
  const s3api = (command: string, ...args: string[]): Promise<Record<string, unknown>> =>
    cli.s3api([command, ...where, ...args]);
  const refusal = (command: string, ...args: string[]): Promise<string | undefined> =>
    cli.refusal([command, ...where, ...args]);

  beforeAll(async () => {
    cli = await AwsCli.start(program);
    await aws('s3', 'mb', 's3://documents');
  });

  afterAll(() => cli.stop());

  it('makes a website by its high-level command', async () => {
    await aws(
      's3',
      'website',
      's3://documents',
      '--index-document',
      'index.html',
      '--error-document',
      'e.html',
    );
    expect(await s3api('get-bucket-website')).toEqual({
      IndexDocument: { Suffix: 'index.html' },
      ErrorDocument: { Key: 'e.html' },
    });
    await s3api('delete-bucket-website');
    expect(await refusal('get-bucket-website')).toBe('NoSuchWebsiteConfiguration');
  });

  it('tags buckets and objects', async () => {
    const TagSet = [{ Key: 'team', Value: 'ünï +=:@/ 1' }];
    await s3api('put-bucket-tagging', '--tagging', JSON.stringify({ TagSet }));
    expect(await s3api('get-bucket-tagging')).toEqual({ TagSet });
    await s3api('delete-bucket-tagging');
    expect(await refusal('get-bucket-tagging')).toBe('NoSuchTagSet');
    await writeFile(join(cli.home, 'x'), 'x');
    await aws('s3', 'cp', 'x', 's3://documents/x');
    await s3api('put-object-tagging', '--key', 'x', '--tagging', JSON.stringify({ TagSet }));
    expect(await s3api('get-object-tagging', '--key', 'x')).toEqual({ TagSet });
    await s3api('delete-object-tagging', '--key', 'x');
    expect(await s3api('get-object-tagging', '--key', 'x')).toEqual({ TagSet: [] });
  });

  it.each([
    ['cors', 'CORSRules', [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'] }], 'NoSuchCORSConfiguration'],
    [
      'lifecycle-configuration',
      'Rules',
      [{ ID: 'a', Filter: { Prefix: 'a/' }, Status: 'Enabled', Expiration: { Days: 1 } }],
      'NoSuchLifecycleConfiguration',
    ],
  ])('keeps rules of %s', async (name, field, rules, missing) => {
    const option = name === 'cors' ? '--cors-configuration' : '--lifecycle-configuration';
    await s3api(`put-bucket-${name}`, option, JSON.stringify({ [field]: rules }));
    expect((await s3api(`get-bucket-${name}`))[field]).toEqual(rules);
    await s3api(`delete-bucket-${name === 'cors' ? 'cors' : 'lifecycle'}`);
    expect(await refusal(`get-bucket-${name}`)).toBe(missing);
  });

  it('keeps a policy as it was written, and reads it back for the reader', async () => {
    const policy = {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'everyone',
          Effect: 'Allow',
          Principal: '*',
          Action: 's3:GetObject',
          Resource: 'arn:aws:s3:::documents/*',
        },
      ],
    };
    await s3api('put-bucket-policy', '--policy', JSON.stringify(policy));
    const { Policy } = await s3api('get-bucket-policy');
    expect(JSON.parse(Policy as string)).toEqual(policy);
    expect(await s3api('get-bucket-policy-status')).toEqual({ PolicyStatus: { IsPublic: true } });
    await writeFile(join(cli.home, 'public'), 'for everyone');
    await aws('s3', 'cp', 'public', 's3://documents/public');
    expect(await aws('s3', 'cp', '--no-sign-request', 's3://documents/public', '-')).toBe('for everyone');
    await s3api('delete-bucket-policy');
    expect(await refusal('get-object', '--no-sign-request', '--key', 'public', 'nothing')).toBe(
      'AccessDenied',
    );
  });

  it('changes ACLs after ownership, and blocks public ones', async () => {
    expect(await refusal('put-bucket-acl', '--acl', 'public-read')).toBe('AccessControlListNotSupported');
    const Rules = [{ ObjectOwnership: 'BucketOwnerPreferred' }];
    await s3api('put-bucket-ownership-controls', '--ownership-controls', JSON.stringify({ Rules }));
    await s3api('put-bucket-acl', '--acl', 'public-read');
    const { Grants } = await s3api('get-bucket-acl');
    expect(Grants).toContainEqual({
      Grantee: { Type: 'Group', URI: 'http://acs.amazonaws.com/groups/global/AllUsers' },
      Permission: 'READ',
    });
    expect(await aws('s3', 'ls', '--no-sign-request', 's3://documents')).toContain(' public\n');
    const block = ['--public-access-block-configuration', 'IgnorePublicAcls=true,BlockPublicAcls=true'];
    await s3api('put-public-access-block', ...block);
    expect(await refusal('list-objects-v2', '--no-sign-request')).toBe('AccessDenied');
    expect(await refusal('put-bucket-acl', '--acl', 'public-read')).toBe('AccessDenied');
  });
});
