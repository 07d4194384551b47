import type { VersioningState } from '../../backend/model/versions.js';
import { S3Error } from '../../errors/s3.error.js';
import type { XmlElement } from '../xml/xml.element.js';
import type { XmlContent } from '../xml/xml.writer.js';

/**
 * The state that a VersioningConfiguration asks for.
 * Source: S3 API Reference, PutBucketVersioning. Deletes that need a second factor are not served.
 * @throws S3Error IllegalVersioningConfigurationException (no Status), MalformedXML, NotImplemented (MfaDelete)
 */
export function readVersioningConfiguration(document: XmlElement): VersioningState {
  const mfaDelete = document.optionalText('MfaDelete');
  if (mfaDelete === 'Enabled')
    throw new S3Error(
      'NotImplemented',
      { Header: 'MfaDelete' },
      { message: 'MFA delete is not implemented' },
    );
  if (mfaDelete !== undefined && mfaDelete !== 'Disabled') throw new S3Error('MalformedXML');
  const status = document.optionalText('Status');
  if (status === undefined || status === '') throw new S3Error('IllegalVersioningConfigurationException');
  if (status !== 'Enabled' && status !== 'Suspended') throw new S3Error('MalformedXML');
  return status;
}

/** Empty for a bucket whose versioning was never configured. */
export function writeVersioningConfiguration(state: VersioningState | undefined): XmlContent {
  return { Status: state };
}
