import { withXrayParent } from './xray-header.js';

const ROOT = 'Root=1-5759e988-bd862e3fe1be46a994272793';
const PARENT = 'Parent=53995c3f42cd8ad8';
const TRACE_ID = '5759e988bd862e3fe1be46a994272793';

describe('withXrayParent', () => {
  it.each([
    [`${ROOT};${PARENT};Sampled=1`, '01'],
    [`${ROOT}; ${PARENT}; Sampled=0`, '00'],
    [`Self=1-5759e988-000000000000000000000000;${ROOT};${PARENT};Sampled=1;Lineage=a:1`, '01'],
    [`Sampled=1;${PARENT};${ROOT}`.toUpperCase().replace('ROOT', 'Root'), '01'],
    [`${ROOT};${PARENT}`, '00'],
  ])('reads %s', (header, flags) => {
    const { traceparent } = withXrayParent({ 'x-amzn-trace-id': header });
    expect(traceparent).toBe(`00-${TRACE_ID}-53995c3f42cd8ad8-${flags}`);
  });

  it.each([
    '',
    ROOT,
    `${ROOT};Sampled=1`,
    `${PARENT};Sampled=1`,
    `Root=2-1-1;${PARENT}`,
    `${ROOT}0;${PARENT}`,
  ])('takes no parent from %j', (header) => {
    const headers = { 'x-amzn-trace-id': header };
    expect(withXrayParent(headers)).toBe(headers);
  });

  it('leaves a traceparent as it is', () => {
    const headers = { traceparent: 'any', 'x-amzn-trace-id': `${ROOT};${PARENT};Sampled=1` };
    expect(withXrayParent(headers)).toBe(headers);
  });
});
