import { Injectable } from '@nestjs/common';
import { remembered } from '../../acl/remembered.js';
import { Backend } from '../../backend/backend.js';
import type { StoredObject } from '../../backend/model/object.js';
import { S3Error } from '../../errors/s3.error.js';
import { planRead } from '../object/object-read.js';
import type { S3Request } from '../request/s3-request.js';
import { checkKey } from '../request/target.js';
import { ErrorResponder, toS3Error } from '../response/error.responder.js';
import { objectHeaders } from '../response/object-headers.js';
import { S3Response, type ResponseHeaders, type ResponseStream } from '../response/s3-response.js';
import { shownObject } from '../response/version-id.js';
import { errorHeaders, errorPage } from './error-page.js';
import type { HostedWebsite, WebsiteConfiguration } from './website-configuration.js';
import { WebsiteObjects } from './website-objects.js';
import { follow, pathOf, redirectAll, ruleAfter, ruleBefore, type Redirection } from './website-redirects.js';

const parse = remembered((text) => JSON.parse(text) as WebsiteConfiguration);

/** A request to a hosted website, and the key that its path names: empty for the root. */
interface Visit {
  readonly request: S3Request;
  readonly site: HostedWebsite;
  readonly key: string;
}

/** What a website answers. Source: S3 User Guide, "Hosting a static website using Amazon S3". */
@Injectable()
export class WebsiteHosting {
  constructor(
    private readonly backend: Backend,
    private readonly objects: WebsiteObjects,
    private readonly errors: ErrorResponder,
  ) {}

  /** @throws S3Error where neither a rule nor a document of the website takes the place of the error */
  async answer(request: S3Request): Promise<S3Response> {
    const site = await this.siteOf(request);
    if (site.redirectAll) return redirect(redirectAll(site, asked(request)));
    const visit = { request, site, key: request.key };
    const rule = ruleBefore(site, visit.key);
    if (rule) return redirect(follow(rule, asked(request)));
    try {
      return await this.read(visit);
    } catch (thrown) {
      return this.instead(visit, thrown);
    }
  }

  /** The answer to what cannot be helped; notes the error. `failure` kept a document of the website's own from being sent. */
  refuse(request: S3Request, thrown: unknown, failure?: S3Error): S3Response {
    const error = this.note(request, thrown);
    if (error.status === 304) return S3Response.empty(304, error.headers);
    const headers = { ...errorHeaders(error), 'Content-Type': 'text/html; charset=utf-8' };
    return S3Response.document(() => errorPage(error, request, failure), headers, error.status);
  }

  /** @throws S3Error NoSuchBucket, NoSuchWebsiteConfiguration, AccessDenied (requesters pay, and nobody is one here) */
  private async siteOf(request: S3Request): Promise<WebsiteConfiguration> {
    const { documents } = (request.bucketRecord = await this.backend.headBucket(request.bucket));
    const { website, 'request-payment': payment } = documents;
    if (website === undefined)
      throw new S3Error('NoSuchWebsiteConfiguration', { BucketName: request.bucket });
    if (payment?.includes('"Requester"')) throw new S3Error('AccessDenied');
    return parse(website);
  }

  private async read({ request, site, key }: Visit): Promise<S3Response> {
    const document = key === '' || key.endsWith('/') ? checkKey(key + site.indexSuffix) : key;
    if (document !== key) request.redirect({ level: 'object', bucket: request.bucket, key: document });
    const object = await this.objects.open(request, document);
    const location = objectHeaders(object.info)['x-amz-website-redirect-location'];
    if (location !== undefined) {
      await object.close();
      return redirect({ status: 301, location: String(location) });
    }
    return closingOnError(object, () => {
      const { status, headers, length, range } = planRead(request, object.info);
      return send(request, status, headers, { length, chunks: object.read(range) });
    });
  }

  /** What takes the place of an error: a redirect, or the error document with the status of the error. */
  private async instead(visit: Visit, thrown: unknown): Promise<S3Response> {
    const { request, site, key } = visit;
    const error = toS3Error(thrown);
    if (error.status < 400) throw thrown;
    if (error.status < 500 && (await this.isFolder(visit, error))) return toFolder(key);
    const rule = ruleAfter(site, key, error.status);
    if (rule) {
      this.errors.report(request, thrown);
      return redirect(follow(rule, { ...asked(request), key }));
    }
    if (site.errorKey === undefined || error.status >= 500) throw thrown;
    try {
      return await this.errorDocument(request, site.errorKey, error);
    } catch (failure) {
      this.errors.report(request, failure);
      return this.refuse(request, thrown, toS3Error(failure));
    }
  }

  private async isFolder({ request, site, key }: Visit, { code }: S3Error): Promise<boolean> {
    if (code !== 'NoSuchKey' && code !== 'AccessDenied') return false;
    return key !== '' && !key.endsWith('/') && this.objects.isFolder(request, key, site.indexSuffix);
  }

  private async errorDocument(request: S3Request, key: string, error: S3Error): Promise<S3Response> {
    const object = await this.objects.open(request, key);
    return closingOnError(object, () => {
      this.note(request, error);
      const headers: ResponseHeaders = {
        ...objectHeaders(shownObject(request, object.info)),
        ...errorHeaders(error),
        'Content-Length': object.info.size,
      };
      return send(request, error.status, headers, { length: object.info.size, chunks: object.read() });
    });
  }

  private note(request: S3Request, thrown: unknown): S3Error {
    const error = toS3Error(thrown);
    request.fail(thrown, error.code);
    this.errors.report(request, thrown);
    return error;
  }
}

async function closingOnError(object: StoredObject, answer: () => S3Response): Promise<S3Response> {
  try {
    return answer();
  } catch (error) {
    await object.close();
    throw error;
  }
}

/** For HEAD nothing was opened, and there is nothing to send. */
const send = (
  { method }: S3Request,
  status: number,
  headers: ResponseHeaders,
  body: ResponseStream,
): S3Response =>
  method === 'HEAD' ? S3Response.empty(status, headers) : S3Response.stream(status, headers, body);

const redirect = ({ status, location }: Redirection): S3Response =>
  S3Response.empty(status, { Location: location });

/** The error in the headers is what S3 says with it. */
const toFolder = (key: string): S3Response =>
  S3Response.empty(302, {
    Location: pathOf(`${key}/`),
    'x-amz-error-code': 'Found',
    'x-amz-error-message': 'Resource Found',
  });

const asked = ({ isSecure, key, rawPath, rawQuery, headers }: S3Request) => ({
  isSecure,
  host: headers.host ?? '',
  rawTarget: rawQuery === '' ? rawPath : `${rawPath}?${rawQuery}`,
  key,
});
