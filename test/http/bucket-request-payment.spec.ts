import { documentOf, errorOf } from '../support/answer.js';
import { itRefusesWhatIsNoDocument, MALFORMED } from '../support/bucket-document.js';
import { BACKENDS, useGateway } from '../support/http-subject.js';

const payment = (payer: string): string =>
  `<RequestPaymentConfiguration><Payer>${payer}</Payer></RequestPaymentConfiguration>`;

describe.each(BACKENDS)('request payment on %s', (backend) => {
  const gateway = useGateway({ backend }, 'photos', 'other');
  const put = (body: string) => gateway().send('PUT', '/photos?requestPayment', { body });
  const payer = async (bucket: string): Promise<unknown> =>
    documentOf(await gateway().send('GET', `/${bucket}?requestPayment`), 'RequestPaymentConfiguration')[
      'Payer'
    ];

  itRefusesWhatIsNoDocument(gateway, 'requestPayment', 'RequestPaymentConfiguration');

  it('is a matter of the owner unless the requester was named', async () => {
    expect(await payer('photos')).toBe('BucketOwner');
    expect((await put(payment('Requester'))).status).toBe(200);
    expect(await payer('photos')).toBe('Requester');
    expect(await payer('other')).toBe('BucketOwner');
    expect((await put(payment('BucketOwner'))).status).toBe(200);
    expect(await payer('photos')).toBe('BucketOwner');
  });

  it.each(['', 'requester', 'Nobody'])('refuses the payer %p', async (name) => {
    expect(errorOf(await put(payment(name)))).toEqual(MALFORMED);
  });

  it('has nothing to delete', async () => {
    expect(errorOf(await gateway().send('DELETE', '/photos?requestPayment'))).toMatchObject({
      status: 405,
      Code: 'MethodNotAllowed',
    });
  });
});
