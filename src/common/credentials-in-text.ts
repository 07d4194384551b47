/** What signs or carries credentials in a URL or an Authorization header. Source: S3 API Reference, "Authenticating requests". */
const PARAMETERS =
  /((?:signature|security-token|access_?token|x-amz-credential|\bcredential|awsaccesskeyid)(?:=|%3d))[^&\s"',;<>]+/gi;

/** User and password of a URL. */
const USERINFO = /(:\/\/)[^/@\s]{1,512}@/g;

/** A text, of a log or a report, without the credentials that URLs and headers quoted in it bear. `mark` stands for each. */
export function hideCredentials(text: string, mark = 'REDACTED'): string {
  return text.replace(PARAMETERS, `$1${mark}`).replace(USERINFO, `$1${mark}@`);
}
