import { describeBuckets } from './bucket.contract.js';
import { describeConditions } from './condition.contract.js';
import { ContractSubject, type OpenedBackend } from './contract-subject.js';
import { describeCompletion } from './completion.contract.js';
import { describeCopies } from './copy.contract.js';
import { describeListing } from './listing.contract.js';
import { describeMultipart } from './multipart.contract.js';
import { describeObjectLocks } from './object-lock.contract.js';
import { describeObjects } from './object.contract.js';
import { describeOpenBodies } from './open-body.contract.js';
import { describeUploadConditions } from './upload-condition.contract.js';
import { describeVersions } from './versions.contract.js';

/** What every driver must do, in the words of `Backend`. Tests are left out by `capabilities` only. */
export function describeBackendContract(name: string, open: () => Promise<OpenedBackend>): void {
  describe(name, () => {
    const subject = new ContractSubject(open);
    beforeAll(() => subject.open());
    afterAll(() => subject.close());

    describeBuckets(subject);
    describeObjects(subject);
    describeOpenBodies(subject);
    describeConditions(subject);
    describeCopies(subject);
    describeListing(subject);
    describeMultipart(subject);
    describeCompletion(subject);
    describeUploadConditions(subject);
    describeVersions(subject);
    describeObjectLocks(subject);
  });
}
