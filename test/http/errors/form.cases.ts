import {
  BOUNDARY,
  type Fields,
  FORM_HEADERS,
  formBody,
  signPolicy,
  type PolicySigning,
} from '../../support/form.js';
import type { ErrorCase } from './error-case.js';

const FILE = { content: 'hello' };
const KEY: Fields = { key: 'form' };

interface Form {
  readonly note: string;
  readonly fields?: Fields;
  readonly files?: readonly { readonly content: string }[];
  readonly signing?: PolicySigning;
}

/** A signed form. The signature holds the time: it is made when the form is sent. */
function form(code: ErrorCase['code'], { note, fields = KEY, files = [FILE], signing }: Form): ErrorCase {
  return {
    code,
    request: 'POST /photos',
    note,
    by: (gateway) => {
      const signature = signPolicy('photos', { conditions: [['starts-with', '$key', '']], ...signing });
      const body = formBody({ ...fields, ...signature }, files);
      return gateway.send('POST', '/photos', { headers: FORM_HEADERS, body, as: null });
    },
  };
}

/** Uploads by HTML forms. */
export const FORM_CASES: readonly ErrorCase[] = [
  form('AccessDenied', {
    note: 'a form whose key is none that its policy allows',
    signing: { conditions: [['starts-with', '$key', 'user/']] },
  }),
  form('AccessDenied', { note: 'a form whose policy has expired', signing: { expires: -60_000 } }),
  form('EntityTooLarge', {
    note: 'a form with a file of five bytes, where four are allowed',
    signing: { conditions: [{ key: 'form' }, ['content-length-range', 0, 4]] },
  }),
  form('EntityTooSmall', {
    note: 'a form with a file of five bytes, where six are the least',
    signing: { conditions: [{ key: 'form' }, ['content-length-range', 6, 10]] },
  }),
  form('IncorrectNumberOfFilesInPostRequest', { note: 'a form with two files', files: [FILE, FILE] }),
  form('InvalidArgument', { note: 'a form without a file', files: [] }),
  form('InvalidArgument', { note: 'a form without a key', fields: {} }),
  form('InvalidArgument', {
    note: 'a form that asks for a method of encryption that is none',
    fields: { ...KEY, 'x-amz-server-side-encryption': 'AES128' },
    signing: { conditions: [{ key: 'form' }, { 'x-amz-server-side-encryption': 'AES128' }] },
  }),
  form('InvalidPolicyDocument', { note: 'a form whose policy is no JSON', signing: { document: '{' } }),
  {
    code: 'MalformedPOSTRequest',
    request: 'POST /photos',
    headers: FORM_HEADERS,
    body: `--${BOUNDARY}\r\nContent-Disposition: form-data; name="key"\r\n\r\nform`,
    as: null,
  },
  form('MaxPostPreDataLengthExceeded', {
    note: 'a form with 20 KiB of fields before its file',
    fields: { ...KEY, 'x-ignore-a': 'x'.repeat(20 * 1024) },
  }),
  form('SignatureDoesNotMatch', {
    note: 'a form that is signed with another secret',
    signing: { as: { access: 'alice', secret: 'another' } },
  }),
];
