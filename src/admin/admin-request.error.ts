import { readXml } from '../s3/xml/xml.reader.js';

/** What the gateway answered instead of doing what the command line asked for. */
export class AdminRequestError extends Error {
  override readonly name = 'AdminRequestError';

  private constructor(
    /** HTTP status. */
    readonly status: number,
    /** `Code` of the error document; empty when the answer was not one. */
    readonly code: string,
    message: string,
  ) {
    super(message);
  }

  /** From an error document, or from whatever else an endpoint that is no gateway sends. */
  static from(status: number, body: Uint8Array): AdminRequestError {
    try {
      const document = readXml(body, 'Error');
      const code = document.requiredText('Code');
      return new AdminRequestError(status, code, `${code}: ${document.optionalText('Message') ?? ''}`);
    } catch {
      return new AdminRequestError(
        status,
        '',
        `The endpoint answered with HTTP status ${status} and no S3 error document.`,
      );
    }
  }
}
