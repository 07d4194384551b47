import { S3Error } from '../../errors/s3.error.js';
import type { XmlElement } from '../xml/xml.element.js';
import type { XmlContent } from '../xml/xml.writer.js';
import { readHostName, readProtocol, type WebProtocol } from './redirect-target.js';

/** Where requests go that fit the condition; all requests without one. */
export interface RoutingRule {
  /** At least one member; both must fit. */
  readonly condition?: {
    readonly keyPrefixEquals?: string;
    /** HTTP status that the request would have got. */
    readonly httpErrorCodeReturnedEquals?: number;
  };
  /** At least one member; what is absent is as in the request. */
  readonly redirect: {
    readonly hostName?: string;
    readonly protocol?: WebProtocol;
    /** 301 to 399; 301 when absent. */
    readonly httpRedirectCode?: number;
    /** Instead of the prefix of the condition. */
    readonly replaceKeyPrefixWith?: string;
    /** Instead of the whole key; excludes `replaceKeyPrefixWith`. */
    readonly replaceKeyWith?: string;
  };
}

/** Source: S3 User Guide, "Using redirection rules". */
const MAX_RULES = 50;

const invalid = (message: string): S3Error => new S3Error('InvalidRequest', {}, { message });

/** The RoutingRules of a website. @throws S3Error MalformedXML, InvalidRequest */
export function readRoutingRules(element: XmlElement | undefined): RoutingRule[] {
  if (!element) return [];
  const rules = element.allowOnly('RoutingRule').children();
  if (rules.length === 0) throw new S3Error('MalformedXML');
  if (rules.length > MAX_RULES) {
    throw invalid(
      `${rules.length} routing rules provided, the number of routing rules in a website configuration is limited to ${MAX_RULES}.`,
    );
  }
  return rules.map((rule) => {
    rule.allowOnly('Condition', 'Redirect');
    return {
      condition: readCondition(rule.child('Condition')),
      redirect: readRedirect(rule.requiredChild('Redirect')),
    };
  });
}

function readCondition(condition: XmlElement | undefined): RoutingRule['condition'] {
  if (!condition) return undefined;
  condition.allowOnly('KeyPrefixEquals', 'HttpErrorCodeReturnedEquals');
  const keyPrefixEquals = condition.optionalText('KeyPrefixEquals');
  const httpErrorCodeReturnedEquals = condition.optionalInteger('HttpErrorCodeReturnedEquals');
  if (keyPrefixEquals === undefined && httpErrorCodeReturnedEquals === undefined) {
    throw invalid(
      "Condition cannot be empty. To redirect all requests without a condition, the condition element shouldn't be present.",
    );
  }
  if (httpErrorCodeReturnedEquals !== undefined && !isWithin(httpErrorCodeReturnedEquals, 400, 599)) {
    throw invalid(
      `The provided HTTP error code (${httpErrorCodeReturnedEquals}) is not valid. Valid codes are 4XX or 5XX.`,
    );
  }
  return { keyPrefixEquals, httpErrorCodeReturnedEquals };
}

function readRedirect(redirect: XmlElement): RoutingRule['redirect'] {
  redirect.allowOnly('HostName', 'Protocol', 'HttpRedirectCode', 'ReplaceKeyPrefixWith', 'ReplaceKeyWith');
  if (redirect.children().length === 0) throw new S3Error('MalformedXML');
  const httpRedirectCode = redirect.optionalInteger('HttpRedirectCode');
  const replaceKeyPrefixWith = redirect.optionalText('ReplaceKeyPrefixWith');
  const replaceKeyWith = redirect.optionalText('ReplaceKeyWith');
  const hostName = readHostName(redirect);
  if (hostName === '') {
    throw invalid(
      'The HostName cannot be blank. To redirect within the same domain, the element should not be present.',
    );
  }
  if (replaceKeyPrefixWith !== undefined && replaceKeyWith !== undefined)
    throw invalid('You can only define ReplaceKeyPrefix or ReplaceKey but not both.');
  if (httpRedirectCode !== undefined && !isWithin(httpRedirectCode, 301, 399)) {
    throw invalid(
      `The provided HTTP redirect code (${httpRedirectCode}) is not valid. Valid codes are 3XX except 300.`,
    );
  }
  const protocol = readProtocol(redirect);
  return { hostName, protocol, httpRedirectCode, replaceKeyPrefixWith, replaceKeyWith };
}

const isWithin = (code: number, min: number, max: number): boolean => code >= min && code <= max;

/** A RoutingRule. */
export const writeRoutingRule = ({ condition, redirect }: RoutingRule): XmlContent => ({
  Condition: condition && {
    HttpErrorCodeReturnedEquals: condition.httpErrorCodeReturnedEquals,
    KeyPrefixEquals: condition.keyPrefixEquals,
  },
  Redirect: {
    HostName: redirect.hostName,
    HttpRedirectCode: redirect.httpRedirectCode,
    Protocol: redirect.protocol,
    ReplaceKeyPrefixWith: redirect.replaceKeyPrefixWith,
    ReplaceKeyWith: redirect.replaceKeyWith,
  },
});
