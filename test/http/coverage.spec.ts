import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { coverageDocument } from '../../src/s3/operation/coverage.js';
import { OperationDispatcher } from '../../src/s3/operation/operation.dispatcher.js';
import { TestGateway } from '../support/test-gateway.js';

const FILE = new URL('../../docs/s3-coverage.md', import.meta.url);

describe('docs/s3-coverage.md', () => {
  it('says what the operation table and the handlers say', async () => {
    const gateway = await TestGateway.start();
    const document = coverageDocument(gateway.application.nest.get(OperationDispatcher).served());
    await gateway.stop();
    if (process.env.UPDATE_GOLDEN) writeFileSync(FILE, document);
    expect(existsSync(FILE) ? readFileSync(FILE, 'utf8') : '').toBe(document);
  });
});
