import { settingsOf } from './setting.js';
import { address, bytes, duration, flag, integer, text } from './setting-types.js';
import { ServerConfig } from './server.config.js';

export const serverSettings = settingsOf('server', ServerConfig, {
  port: {
    flag: 'port',
    aliases: ['p'],
    env: ['VGW_PORT'],
    type: address,
    help: 'Address that the S3 API listens on.',
  },
  adminPort: {
    flag: 'admin-port',
    aliases: ['ap'],
    env: ['VGW_ADMIN_PORT'],
    type: address,
    help: 'Address of the administration API; without it, it is served on the S3 address.',
  },
  region: {
    flag: 'region',
    aliases: ['r'],
    env: ['VGW_REGION'],
    type: text,
    help: 'Region that requests are signed for.',
  },
  maxParts: {
    flag: 'mp-max-parts',
    env: ['VGW_MP_MAX_PARTS'],
    type: integer,
    help: 'Largest number of parts in a multipart upload.',
  },
  copyObjectThreshold: {
    flag: 'copy-object-threshold',
    env: ['VGW_COPY_OBJECT_THRESHOLD'],
    type: bytes,
    help: 'Largest source of CopyObject; larger ones need a multipart copy.',
  },
  disableStrictBucketNames: {
    flag: 'disable-strict-bucket-names',
    env: ['VGW_DISABLE_STRICT_BUCKET_NAMES'],
    type: flag,
    help: 'Allow bucket names that the rules of AWS forbid, such as upper case.',
  },
  disableAcl: {
    flag: 'disable-acl',
    aliases: ['noacl'],
    env: ['VGW_DISABLE_ACL'],
    type: flag,
    help: 'Ignore ACLs and refuse to set any: policies and ownership decide alone.',
  },
  health: {
    flag: 'health',
    env: ['VGW_HEALTH'],
    type: text,
    help: 'Path that answers 200 without a signature, such as /health.',
  },
  corsAllowOrigin: {
    flag: 'cors-allow-origin',
    env: ['VGW_CORS_ALLOW_ORIGIN'],
    type: text,
    help: 'Origin whose scripts may use buckets without CORS rules of their own; * for all.',
  },
  quiet: {
    flag: 'quiet',
    aliases: ['q'],
    env: ['VGW_QUIET'],
    type: flag,
    help: 'Write no access lines.',
  },
  shutdownTimeout: {
    flag: 'shutdown-timeout',
    env: ['VGW_SHUTDOWN_TIMEOUT'],
    type: duration(1000),
    help: 'Time that requests in flight have to finish after SIGTERM or SIGINT.',
  },
});
