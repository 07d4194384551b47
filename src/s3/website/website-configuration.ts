import { S3Error } from '../../errors/s3.error.js';
import type { XmlElement } from '../xml/xml.element.js';
import type { XmlContent } from '../xml/xml.writer.js';
import { readHostName, readProtocol, type WebProtocol } from './redirect-target.js';
import { readRoutingRules, writeRoutingRule, type RoutingRule } from './routing-rule.js';

/** A website of its own, or one that sends every request elsewhere. `website`, kept as JSON. */
export type WebsiteConfiguration = HostedWebsite | RedirectedWebsite;

export interface HostedWebsite {
  /** Appended to a path that ends in `/`. */
  readonly indexSuffix: string;
  /** Key of the object that accompanies errors of the class 4XX. */
  readonly errorKey?: string;
  /** The first one that fits counts. */
  readonly routingRules: readonly RoutingRule[];
  readonly redirectAll?: undefined;
}

export interface RedirectedWebsite {
  readonly redirectAll: {
    readonly hostName: string;
    /** That of the request when absent. */
    readonly protocol?: WebProtocol;
  };
}

/** Bytes of the document. Source: S3 API Reference, PutBucketWebsite. */
export const MAX_WEBSITE_BYTES = 128 * 1024;

const invalidArgument = (name: string, value: string, message: string): S3Error =>
  new S3Error('InvalidArgument', { ArgumentName: name, ArgumentValue: value }, { message });

/** A WebsiteConfiguration. @throws S3Error MalformedXML, InvalidArgument, InvalidRequest */
export function readWebsite(document: XmlElement): WebsiteConfiguration {
  document.allowOnly('RedirectAllRequestsTo', 'IndexDocument', 'ErrorDocument', 'RoutingRules');
  const redirect = document.child('RedirectAllRequestsTo');
  if (!redirect) return readHosted(document);
  if (document.children().length > 1) {
    throw invalidArgument(
      'RedirectAllRequestsTo',
      'not null',
      'RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.',
    );
  }
  const hostName = readHostName(redirect.allowOnly('HostName', 'Protocol'));
  if (hostName === undefined) throw new S3Error('MalformedXML');
  if (hostName === '') {
    throw new S3Error(
      'InvalidRequest',
      {},
      { message: 'A host name must be provided to redirect all requests (e.g. "example.com").' },
    );
  }
  return { redirectAll: { hostName, protocol: readProtocol(redirect) } };
}

function readHosted(document: XmlElement): HostedWebsite {
  const index = document.child('IndexDocument');
  if (!index) {
    throw invalidArgument(
      'IndexDocument',
      'null',
      'A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty',
    );
  }
  const indexSuffix = index.allowOnly('Suffix').requiredText('Suffix');
  if (indexSuffix === '' || indexSuffix.includes('/')) {
    throw invalidArgument(
      'IndexDocument',
      indexSuffix.slice(0, 1024),
      'The IndexDocument Suffix is not well formed',
    );
  }
  const errorKey = document.child('ErrorDocument')?.allowOnly('Key').requiredText('Key');
  if (errorKey === '') throw invalidArgument('ErrorDocument', '', 'The ErrorDocument Key is not well formed');
  return { indexSuffix, errorKey, routingRules: readRoutingRules(document.child('RoutingRules')) };
}

/** A WebsiteConfiguration. */
export function writeWebsite(website: WebsiteConfiguration): XmlContent {
  if (website.redirectAll) {
    const { hostName, protocol } = website.redirectAll;
    return { RedirectAllRequestsTo: { HostName: hostName, Protocol: protocol } };
  }
  const { indexSuffix, errorKey, routingRules } = website;
  return {
    IndexDocument: { Suffix: indexSuffix },
    ErrorDocument: errorKey === undefined ? undefined : { Key: errorKey },
    RoutingRules: routingRules.length === 0 ? undefined : { RoutingRule: routingRules.map(writeRoutingRule) },
  };
}
