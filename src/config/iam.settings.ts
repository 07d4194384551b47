import { settingsOf } from './setting.js';
import { directory, duration, flag, text } from './setting-types.js';
import { IamConfig } from './iam.config.js';

export const iamSettings = settingsOf('iam', IamConfig, {
  rootAccess: {
    flag: 'access',
    aliases: ['a'],
    env: ['ROOT_ACCESS_KEY_ID', 'ROOT_ACCESS_KEY'],
    type: text,
    help: 'Access key of the root account.',
  },
  rootSecret: {
    flag: 'secret',
    aliases: ['s'],
    env: ['ROOT_SECRET_ACCESS_KEY', 'ROOT_SECRET_KEY'],
    type: text,
    secret: true,
    help: 'Secret key of the root account; better given by the environment, where other users cannot see it.',
  },
  dir: {
    flag: 'iam-dir',
    env: ['VGW_IAM_DIR'],
    type: directory,
    help: 'Directory of the accounts (users.json); without it there is the root account alone.',
  },
  cacheDisable: {
    flag: 'iam-cache-disable',
    env: ['VGW_IAM_CACHE_DISABLE'],
    type: flag,
    help: 'Look every account up anew for every request.',
  },
  cacheTtl: {
    flag: 'iam-cache-ttl',
    env: ['VGW_IAM_CACHE_TTL'],
    type: duration(1),
    help: 'Time that an account is kept in memory.',
  },
  cachePrune: {
    flag: 'iam-cache-prune',
    env: ['VGW_IAM_CACHE_PRUNE'],
    type: duration(1),
    help: 'Time between two removals of expired accounts from memory.',
  },
});
