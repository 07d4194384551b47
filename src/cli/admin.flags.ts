import { environmentVariable } from '../config/environment.js';
import { choice, flag, httpUrl, integer, text } from '../config/setting-types.js';
import { SettingsError } from '../config/settings.error.js';
import type { Flags } from '../config/settings-source.js';
import { ROLES } from '../iam/account.js';
import type { OptionRow } from './setting-options.js';

/** Who asks which gateway: flags of `glassgate admin` itself. Without keys of their own they are those of root. */
export const CONNECTION = {
  endpoint: {
    flag: 'endpoint-url',
    aliases: ['er'],
    env: ['ADMIN_ENDPOINT_URL'],
    type: httpUrl,
    required: true,
    help: 'URL of the gateway, such as http://127.0.0.1:7070.',
  },
  access: {
    flag: 'access',
    aliases: ['a'],
    env: ['ADMIN_ACCESS_KEY_ID', 'ADMIN_ACCESS_KEY', 'ROOT_ACCESS_KEY_ID', 'ROOT_ACCESS_KEY'],
    type: text,
    required: true,
    help: 'Access key of an administrator or root.',
  },
  secret: {
    flag: 'secret',
    aliases: ['s'],
    env: ['ADMIN_SECRET_ACCESS_KEY', 'ADMIN_SECRET_KEY', 'ROOT_SECRET_ACCESS_KEY', 'ROOT_SECRET_KEY'],
    type: text,
    required: true,
    secret: true,
    help: 'Its secret key.',
  },
  region: {
    flag: 'region',
    env: ['ADMIN_REGION'],
    type: text,
    fallback: 'us-east-1',
    help: 'Region of the gateway.',
  },
  allowInsecure: {
    flag: 'allow-insecure',
    aliases: ['ai'],
    env: ['ADMIN_ALLOW_INSECURE'],
    type: flag,
    fallback: false,
    help: 'Accept any TLS certificate.',
  },
} as const satisfies Record<string, OptionRow>;

const ids = {
  userID: { flag: 'user-id', aliases: ['ui'], type: integer, help: 'User id of its files.' },
  groupID: { flag: 'group-id', aliases: ['gi'], type: integer, help: 'Group id of its files.' },
  projectID: { flag: 'project-id', aliases: ['pi'], type: integer, help: 'Project id of its files.' },
} as const;
const access = {
  flag: 'access',
  aliases: ['a'],
  type: text,
  required: true,
  help: 'Access key of the user.',
} as const;
const secret = {
  flag: 'secret',
  aliases: ['s'],
  type: text,
  secret: true,
  help: 'Secret key of the user.',
} as const;
const role = { flag: 'role', aliases: ['r'], type: choice(...ROLES), help: 'Role of the user.' } as const;
const bucket = {
  flag: 'bucket',
  aliases: ['b'],
  type: text,
  required: true,
  help: 'Name of the bucket.',
} as const;
const owner = {
  flag: 'owner',
  aliases: ['o'],
  type: text,
  required: true,
  help: 'Access key of its owner.',
} as const;

const noIds = {
  userID: { ...ids.userID, fallback: 0 },
  groupID: { ...ids.groupID, fallback: 0 },
  projectID: { ...ids.projectID, fallback: 0 },
} as const;

export const NEW_USER = {
  access,
  secret: { ...secret, required: true },
  role: { ...role, required: true },
  ...noIds,
} as const;
export const CHANGED_USER = { access, secret, role, ...ids };
export const USER = { access };
export const BUCKET_AND_OWNER = { bucket, owner };

/** Every flag that may stand after `admin`. */
export const ADMIN_FLAGS: readonly OptionRow[] = [
  ...Object.values(CONNECTION),
  ...Object.values(CHANGED_USER),
  ...Object.values(BUCKET_AND_OWNER),
];

type ValueOf<Row> = Row extends { type: { parse(text: string): infer Value | undefined } } ? Value : never;
type IsSure<Row> = Row extends { required: true } | { fallback: unknown } ? true : false;

/** What rows read: surely there when a row is required or has a default. */
export type Values<Rows> = {
  [K in keyof Rows]: ValueOf<Rows[K]> | (IsSure<Rows[K]> extends true ? never : undefined);
};

/** Values from the command line, else the environment, else the default. @throws SettingsError with all problems */
export function readRows<Rows extends Record<string, OptionRow>>(rows: Rows, flags: Flags): Values<Rows> {
  const problems: string[] = [];
  const values = Object.entries(rows).map(([name, row]) => [name, readRow(row, flags, problems)]);
  if (problems.length > 0) throw new SettingsError(problems);
  return Object.fromEntries(values) as Values<Rows>;
}

function readRow(row: OptionRow, flags: Flags, problems: string[]): unknown {
  const given = flags[row.flag] ?? environmentVariable(...(row.env ?? []));
  if (given === undefined) {
    if (row.required) problems.push(`--${row.flag}: is required`);
    return row.fallback;
  }
  const value = row.type.parse(given);
  if (value === undefined)
    problems.push(
      `--${row.flag}: ${row.secret ? 'the value' : JSON.stringify(given)} is not ${row.type.expected}`,
    );
  return value;
}
