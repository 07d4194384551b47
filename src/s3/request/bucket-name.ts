import { S3Error } from '../../errors/s3.error.js';

const isLetterOrDigit = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 48 && code <= 57);

const RESERVED_PREFIXES = ['xn--', 'sthree-', 'amzn-s3-demo-'];
const RESERVED_SUFFIXES = ['-s3alias', '--ol-s3', '.mrap', '--x-s3', '--table-s3'];

/** 3 to 63 lower-case letters, digits, dots and hyphens. Source: S3 User Guide, "General purpose bucket naming rules". */
function isStrict(name: string): boolean {
  if (name.length < 3 || name.length > 63) return false;
  for (let index = 0; index < name.length; index += 1) {
    const code = name.charCodeAt(index);
    if (isLetterOrDigit(code)) continue;
    const edge = index === 0 || index === name.length - 1;
    if (edge || (code !== 45 && code !== 46)) return false;
    if (code === 46 && name.charCodeAt(index + 1) === 46) return false;
  }
  if (RESERVED_PREFIXES.some((prefix) => name.startsWith(prefix))) return false;
  return !RESERVED_SUFFIXES.some((suffix) => name.endsWith(suffix)) && !isIpAddress(name);
}

function isIpAddress(name: string): boolean {
  const parts = name.split('.');
  return parts.length === 4 && parts.every((part) => part !== '' && Number.isInteger(Number(part)));
}

/** What any storage can hold: one path segment that is not hidden. */
function isSafe(name: string): boolean {
  return (
    name.length > 0 &&
    name.length <= 255 &&
    !name.startsWith('.') &&
    !name.includes('/') &&
    !name.includes('\0')
  );
}

/** @throws S3Error InvalidBucketName */
export function checkBucketName(name: string, strict: boolean): void {
  if (strict ? !isStrict(name) : !isSafe(name))
    throw new S3Error('InvalidBucketName', { BucketName: name.slice(0, 255) });
}
