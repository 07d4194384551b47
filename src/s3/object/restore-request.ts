import { S3Error } from '../../errors/s3.error.js';
import type { XmlElement } from '../xml/xml.element.js';

const TIERS = ['Standard', 'Bulk', 'Expedited'];

const MEMBERS = [
  'Days',
  'Description',
  'GlacierJobParameters',
  'OutputLocation',
  'SelectParameters',
  'Tier',
  'Type',
];

/**
 * A restore says for how many days, or how fast. Source: S3 API Reference, RestoreRequest.
 * @throws S3Error MalformedXML, NotImplemented (restores that select)
 */
export function checkRestoreRequest(document: XmlElement): void {
  document.allowOnly(...MEMBERS);
  const days = document.optionalInteger('Days');
  const parameters = document.child('GlacierJobParameters');
  const tiers = [document.optionalText('Tier'), parameters?.requiredText('Tier')];
  const type = document.optionalText('Type');
  if (type === 'SELECT') throw new S3Error('NotImplemented', { Header: 'Type' });
  const named = tiers.filter((tier) => tier !== undefined);
  const isValid =
    type === undefined &&
    (days === undefined ? named.length > 0 : days > 0) &&
    named.every((tier) => TIERS.includes(tier));
  if (!isValid) throw new S3Error('MalformedXML');
}
