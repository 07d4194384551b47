import type { RoutingRule } from './routing-rule.js';
import { follow, pathOf, redirectAll, ruleAfter, ruleBefore } from './website-redirects.js';

const REQUEST = { isSecure: false, host: 'site.test:8080', rawTarget: '/a%20b?c', key: 'docs/a b' };
const site = (...routingRules: RoutingRule[]) => ({ indexSuffix: 'index.html', routingRules });
const rule = (condition: RoutingRule['condition'], redirect: RoutingRule['redirect'] = {}): RoutingRule => ({
  condition,
  redirect,
});

describe('redirects of a website', () => {
  it.each([
    ['', '/'],
    ['a b/é?#%', '/a%20b/%C3%A9%3F%23%25'],
    ['a//b/', '/a//b/'],
    ['/host.test/', '/%2Fhost.test/'],
    ['\\host.test', '/%5Chost.test'],
    ['\ud800', '/%EF%BF%BD'],
  ])('write the key %j as the path %s', (key, path) => {
    expect(pathOf(key)).toBe(path);
  });

  it('keep the target of a request that goes to another host', () => {
    const to = { hostName: 'other.test' };
    expect(redirectAll({ redirectAll: to }, REQUEST)).toEqual({
      status: 301,
      location: 'http://other.test/a%20b?c',
    });
    expect(redirectAll({ redirectAll: to }, { ...REQUEST, isSecure: true }).location).toMatch(/^https:/);
    expect(redirectAll({ redirectAll: { ...to, protocol: 'https' } }, REQUEST).location).toMatch(/^https:/);
  });

  it('take the first rule that fits, those for errors after an error alone', () => {
    const onError = rule({ keyPrefixEquals: 'docs/', httpErrorCodeReturnedEquals: 404 });
    const onPrefix = rule({ keyPrefixEquals: 'docs/' });
    const always = rule(undefined);
    const all = site(onError, onPrefix, always);
    expect(ruleBefore(all, 'docs/a')).toBe(onPrefix);
    expect(ruleBefore(all, 'other')).toBe(always);
    expect(ruleBefore(site(onError), 'docs/a')).toBeUndefined();
    expect(ruleAfter(all, 'docs/a', 404)).toBe(onError);
    expect(ruleAfter(all, 'docs/a', 403)).toBeUndefined();
    expect(ruleAfter(all, 'other', 404)).toBeUndefined();
  });

  it.each<[RoutingRule['redirect'], number, string]>([
    [{ replaceKeyPrefixWith: 'documents/' }, 301, '/documents/a%20b'],
    [{ replaceKeyPrefixWith: '' }, 301, '/a%20b'],
    [{ replaceKeyWith: 'one' }, 301, '/one'],
    [{ httpRedirectCode: 302, protocol: 'https' }, 302, 'https://site.test:8080/docs/a%20b'],
    [{ hostName: 'other.test' }, 301, 'http://other.test/docs/a%20b'],
  ])('follow %j', (redirect, status, location) => {
    expect(follow(rule({ keyPrefixEquals: 'docs/' }, redirect), REQUEST)).toEqual({ status, location });
  });

  it('put a prefix in front where the rule has no prefix to take away', () => {
    expect(follow(rule(undefined, { replaceKeyPrefixWith: 'new/' }), REQUEST).location).toBe(
      '/new/docs/a%20b',
    );
  });
});
