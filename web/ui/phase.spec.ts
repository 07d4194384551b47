import { phaseOf, PHASE_LABELS, PHASES } from './phase.js';

describe('phaseOf', () => {
  it.each([
    ['S3.GetObject', 'other'],
    ['Auth.V4Signature', 'auth'],
    ['Iam.GetUserAccount', 'auth'],
    ['Acl.Authorize', 'acl'],
    ['Checksum.Verify', 'checksum'],
    ['Backend.GetObject', 'backend'],
    ['Posix.IO.ReadData', 'posix'],
    ['middleware.VerifyV4Signature', 'auth'],
    ['middleware.VerifyChecksums', 'checksum'],
    ['middleware.VerifyAccess', 'acl'],
    ['middleware.ParseAcl', 'acl'],
    ['backend.s3_GetObject', 'backend'],
    ['event.publish photos', 'other'],
    ['GET', 'other'],
  ])('%s is %s', (name, phase) => expect(phaseOf(name)).toBe(phase));

  it('has a name for people of every phase', () => {
    expect(Object.keys(PHASE_LABELS)).toEqual([...PHASES]);
  });
});
