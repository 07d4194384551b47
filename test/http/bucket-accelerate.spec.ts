import { documentOf, errorOf } from '../support/answer.js';
import { itRefusesWhatIsNoDocument, MALFORMED } from '../support/bucket-document.js';
import { BACKENDS, useGateway } from '../support/http-subject.js';

const acceleration = (status: string): string =>
  `<AccelerateConfiguration><Status>${status}</Status></AccelerateConfiguration>`;

describe.each(BACKENDS)('acceleration on %s', (backend) => {
  const gateway = useGateway({ backend }, 'photos', 'my.photos');
  const put = (body: string, bucket = 'photos') => gateway().send('PUT', `/${bucket}?accelerate`, { body });
  const get = async (bucket = 'photos') =>
    documentOf(await gateway().send('GET', `/${bucket}?accelerate`), 'AccelerateConfiguration');

  itRefusesWhatIsNoDocument(gateway, 'accelerate', 'AccelerateConfiguration');

  it('is an empty document until it is set', async () => {
    expect(await get()).toBe('');
    expect((await put(acceleration('Enabled'))).status).toBe(200);
    expect(await get()).toEqual({ Status: 'Enabled' });
    expect((await put(acceleration('Suspended'))).status).toBe(200);
    expect(await get()).toEqual({ Status: 'Suspended' });
  });

  it.each(['', 'enabled', 'Disabled'])('refuses the status %p', async (status) => {
    expect(errorOf(await put(acceleration(status)))).toEqual(MALFORMED);
  });

  it('is not for buckets with a dot in their name', async () => {
    expect(errorOf(await put(acceleration('Enabled'), 'my.photos'))).toEqual({
      status: 400,
      Code: 'InvalidRequest',
      Message: 'S3 Transfer Acceleration is not supported for buckets with periods (.) in their names',
    });
    expect(await get('my.photos')).toBe('');
  });
});
