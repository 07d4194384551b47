import { S3Client, S3ServiceException, type S3ClientConfig } from '@aws-sdk/client-s3';
import { ACCESS_KEY, REGION, SECRET_KEY, type GatewayProcess } from './gateway-process.js';

/** The AWS SDK as its users have it, at the gateway's address. */
export function sdkClient(gateway: GatewayProcess, config: S3ClientConfig = {}): S3Client {
  return new S3Client({
    endpoint: gateway.url,
    region: REGION,
    credentials: { accessKeyId: ACCESS_KEY, secretAccessKey: SECRET_KEY },
    forcePathStyle: true,
    maxAttempts: 1,
    ...config,
  });
}

/** `Code` and status of the refusal. @throws Error when it was not refused */
export async function refusal(
  promise: Promise<unknown>,
): Promise<{ code: string; status: number | undefined }> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof S3ServiceException)
      return { code: error.name, status: error.$metadata.httpStatusCode };
    throw error;
  }
  throw new Error('the request was served');
}

/** HTTP status of an answer, be it a refusal. @throws Error when there is none */
export async function statusOf(answer: Promise<MetadataBearer>): Promise<number> {
  try {
    return (await answer).$metadata.httpStatusCode!;
  } catch (error) {
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode)
      return error.$metadata.httpStatusCode;
    throw error;
  }
}

type MetadataBearer = Pick<S3ServiceException, '$metadata'>;
