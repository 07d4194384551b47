/** What signs or carries credentials in a URL or an Authorization header. */
const SIGNATURES = /((?:signature|security-token|access_?token|x-amz-credential)(?:=|%3d))[^&\s"',;<>]+/gi;

/** User and password of a URL. */
const USERINFO = /(:\/\/)[^/@\s]{1,512}@/g;

/** A text for the log without the credentials that URLs and headers quoted in it bear. */
export function scrub(text: string): string {
  return text.replace(SIGNATURES, '$1REDACTED').replace(USERINFO, '$1');
}
