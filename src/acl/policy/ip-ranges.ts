import { BlockList, isIP } from 'node:net';
import { malformedPolicy } from './malformed-policy.js';
import type { TextMatcher } from './template.js';

export interface IpRange {
  readonly address: string;
  readonly family: 'ipv4' | 'ipv6';
  /** Leading bits that are fixed. */
  readonly prefix: number;
}

const MAPPED_IPV4 = '::ffff:';
const RANGE = /^([0-9A-Fa-f.:]{2,45})(?:\/(\d{1,3}))?$/;

/** An address, or a range in CIDR notation (RFC 4632). @throws S3Error MalformedPolicy */
export function readIpRange(text: string): IpRange {
  const [, address = '', bits] = RANGE.exec(text) ?? [];
  const version = isIP(address);
  const width = version === 4 ? 32 : 128;
  const prefix = bits === undefined ? width : Number(bits);
  if (version === 0 || prefix > width) throw malformedPolicy('Invalid IP address in Conditions');
  return { address, family: version === 4 ? 'ipv4' : 'ipv6', prefix };
}

/** Whether an address is in one of the ranges. */
export function ipMatcher(ranges: readonly string[]): TextMatcher {
  const list = new BlockList();
  for (const text of ranges) {
    const { address, family, prefix } = readIpRange(text);
    list.addSubnet(address, prefix, family);
  }
  return (text) => {
    const address = plainAddress(text);
    const version = isIP(address);
    return version !== 0 && list.check(address, version === 4 ? 'ipv4' : 'ipv6');
  };
}

/** A socket for both families shows IPv4 clients as mapped addresses, and link-local ones with their zone. */
function plainAddress(text: string): string {
  const zone = text.indexOf('%');
  const address = zone < 0 ? text : text.slice(0, zone);
  const isMapped = address.startsWith(MAPPED_IPV4) && isIP(address.slice(MAPPED_IPV4.length)) === 4;
  return isMapped ? address.slice(MAPPED_IPV4.length) : address;
}
