import type { RoutingRule } from './routing-rule.js';
import type { HostedWebsite, RedirectedWebsite } from './website-configuration.js';

/** Where a client is sent instead. */
export interface Redirection {
  /** 301 to 399. */
  readonly status: number;
  readonly location: string;
}

/** What a redirection may keep of a request. */
export interface RedirectedRequest {
  readonly isSecure: boolean;
  /** The Host header. */
  readonly host: string;
  /** As received, query and all. */
  readonly rawTarget: string;
  /** Decoded. */
  readonly key: string;
}

/** A key as a path, percent-encoded. A slash at its start is encoded too: a path of `//` would name another host. */
export function pathOf(key: string): string {
  const segments = key.toWellFormed().split('/').map(encodeURIComponent);
  return `/${key.startsWith('/') ? '%2F' : ''}${segments.slice(key.startsWith('/') ? 1 : 0).join('/')}`;
}

/** Every request goes to the same path of another host. */
export function redirectAll({ redirectAll: to }: RedirectedWebsite, request: RedirectedRequest): Redirection {
  const protocol = to.protocol ?? (request.isSecure ? 'https' : 'http');
  return { status: 301, location: `${protocol}://${to.hostName}${request.rawTarget}` };
}

/** The first rule that asks for no error and fits: it is asked before anything is read. */
export function ruleBefore({ routingRules }: HostedWebsite, key: string): RoutingRule | undefined {
  return routingRules.find(
    ({ condition }) =>
      condition?.httpErrorCodeReturnedEquals === undefined && key.startsWith(prefixOf(condition)),
  );
}

/** The first rule that asks for this error and fits. */
export function ruleAfter(
  { routingRules }: HostedWebsite,
  key: string,
  status: number,
): RoutingRule | undefined {
  return routingRules.find(
    ({ condition }) =>
      condition?.httpErrorCodeReturnedEquals === status && key.startsWith(prefixOf(condition)),
  );
}

/**
 * Where a rule sends a request. What stays on the same host is sent by path alone, so that it holds behind a proxy of
 * another scheme as well. Source: S3 User Guide, "Using redirection rules".
 */
export function follow({ condition, redirect }: RoutingRule, request: RedirectedRequest): Redirection {
  const path = pathOf(redirectedKey({ condition, redirect }, request.key));
  const { hostName, protocol, httpRedirectCode: status = 301 } = redirect;
  if (hostName === undefined && protocol === undefined) return { status, location: path };
  const scheme = protocol ?? (request.isSecure ? 'https' : 'http');
  return { status, location: `${scheme}://${hostName ?? request.host}${path}` };
}

function redirectedKey({ condition, redirect }: RoutingRule, key: string): string {
  if (redirect.replaceKeyWith !== undefined) return redirect.replaceKeyWith;
  if (redirect.replaceKeyPrefixWith === undefined) return key;
  return redirect.replaceKeyPrefixWith + key.slice(prefixOf(condition).length);
}

const prefixOf = (condition: RoutingRule['condition']): string => condition?.keyPrefixEquals ?? '';
