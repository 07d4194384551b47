import { Command } from 'commander';
import { AdminClient } from '../admin/admin.client.js';
import type { Flags } from '../config/settings-source.js';
import {
  BUCKET_AND_OWNER,
  CHANGED_USER,
  CONNECTION,
  NEW_USER,
  readRows,
  USER,
  type Values,
} from './admin.flags.js';
import { addSettings, flagsOf, ownFlagsOf, type OptionRow } from './setting-options.js';
import { textTable } from './text-table.js';

type Rows = Record<string, OptionRow>;

/** One command of `glassgate admin`: what it takes, and what it answers. */
interface AdminCommand<R extends Rows> {
  readonly name: string;
  readonly help: string;
  readonly rows: R;
  run(client: AdminClient, values: Values<R>): Promise<string | void>;
}

const USER_COLUMNS = ['Account', 'Role', 'UserID', 'GroupID', 'ProjectID'];

async function listUsers(client: AdminClient): Promise<string> {
  const users = await client.listUsers();
  return textTable(
    USER_COLUMNS,
    users.map(({ access, role, userID, groupID, projectID }) => [access, role, userID, groupID, projectID]),
  );
}

async function listBuckets(client: AdminClient): Promise<string> {
  const buckets = await client.listBuckets();
  return textTable(
    ['Bucket', 'Owner'],
    buckets.map(({ name, owner }) => [name, owner]),
  );
}

function add<R extends Rows>(admin: Command, print: (text: string) => void, command: AdminCommand<R>): void {
  const added = admin.command(command.name).description(command.help);
  addSettings(added, Object.values(command.rows));
  added.action(async (_options: object, { parent }: Command) => {
    const connection: Flags = parent ? flagsOf(parent) : {};
    const client = new AdminClient(readRows(CONNECTION, connection));
    const answer = await command.run(client, readRows(command.rows, ownFlagsOf(added)));
    if (typeof answer === 'string') print(answer);
  });
}

function addUserCommands(admin: Command, print: (text: string) => void): void {
  add(admin, print, {
    name: 'create-user',
    help: 'Create an account.',
    rows: NEW_USER,
    run: (client, account) => client.createUser(account),
  });
  add(admin, print, {
    name: 'update-user',
    help: 'Change what is given of an account.',
    rows: CHANGED_USER,
    run: (client, { access, ...changes }) => client.updateUser(access, changes),
  });
  add(admin, print, {
    name: 'delete-user',
    help: 'Delete an account; its buckets stay.',
    rows: USER,
    run: (client, { access }) => client.deleteUser(access),
  });
  add(admin, print, {
    name: 'list-users',
    help: 'List the accounts, without secrets.',
    rows: {},
    run: listUsers,
  });
}

/** `glassgate admin`: accounts and owners of buckets, through the admin API of a running gateway. */
export function addAdmin(program: Command, print: (text: string) => void): void {
  const admin = program
    .command('admin')
    .description('Manage the accounts and the owners of buckets of a running gateway.')
    .enablePositionalOptions();
  addSettings(admin, Object.values(CONNECTION));
  addUserCommands(admin, print);
  add(admin, print, {
    name: 'list-buckets',
    help: 'List all buckets with their owners.',
    rows: {},
    run: listBuckets,
  });
  add(admin, print, {
    name: 'change-bucket-owner',
    help: 'Give a bucket to another account.',
    rows: BUCKET_AND_OWNER,
    run: (client, { bucket, owner }) => client.changeBucketOwner(bucket, owner),
  });
  add(admin, print, {
    name: 'create-bucket',
    help: 'Create a bucket for an account.',
    rows: BUCKET_AND_OWNER,
    run: (client, { bucket, owner }) => client.createBucket(bucket, owner),
  });
}
