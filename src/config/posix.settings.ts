import { settingsOf } from './setting.js';
import { bytes, choice, directory, duration, fileMode, flag, flagFor, text } from './setting-types.js';
import { PosixConfig } from './posix.config.js';

export const posixSettings = settingsOf('posix', PosixConfig, {
  root: {
    flag: 'root',
    type: directory,
    argument: 'DIR',
    help: 'Directory whose top-level directories are the buckets.',
  },
  metadata: {
    flag: 'nometa',
    env: ['VGW_META_NONE'],
    type: flagFor('none', 'xattr'),
    help: 'Keep no metadata of objects.',
  },
  sidecar: {
    flag: 'sidecar',
    env: ['VGW_META_SIDECAR'],
    type: directory,
    help: 'Keep metadata in this directory instead of in extended attributes.',
  },
  versioningDir: {
    flag: 'versioning-dir',
    env: ['VGW_VERSIONING_DIR'],
    type: directory,
    help: 'Keep the versions that are not current in this directory instead of a hidden folder of their bucket.',
  },
  dirPerms: {
    flag: 'dir-perms',
    env: ['VGW_DIR_PERMS'],
    type: fileMode,
    help: 'Mode of the directories that the gateway makes.',
  },
  bucketLinks: {
    flag: 'bucketlinks',
    env: ['VGW_BUCKET_LINKS'],
    type: flag,
    help: 'Treat symbolic links to directories as buckets too.',
  },
  ioBufferSize: {
    flag: 'io-buffer-size',
    env: ['VGW_POSIX_IO_BUFFER_SIZE'],
    type: bytes,
    help: 'Size of one read or write of object data.',
  },
  disableOtmp: {
    flag: 'disableotmp',
    env: ['VGW_DISABLE_OTMP'],
    type: flag,
    help: 'Never use O_TMPFILE.',
  },
  disableCopyFileRange: {
    flag: 'disable-copy-file-range',
    env: ['VGW_DISABLE_COPY_FILE_RANGE'],
    type: flag,
    help: 'Never use copy_file_range.',
  },
  defaultEtag: {
    flag: 'default-etag',
    env: ['VGW_DEFAULT_ETAG'],
    type: text,
    help: 'ETag of files that were put into a bucket by other means.',
  },
  durability: {
    flag: 'durability',
    env: ['VGW_DURABILITY'],
    type: choice('none', 'file', 'full'),
    help: 'Before a write is answered, fsync nothing, the file, or the file and its directory.',
  },
  leftoverAge: {
    flag: 'leftover-age',
    env: ['VGW_LEFTOVER_AGE'],
    type: duration(1000),
    help: 'Age at which a start removes temporary files of gateways that died; longer than any upload takes.',
  },
  fileCalls: {
    flag: 'file-calls',
    env: ['VGW_FILE_CALLS'],
    type: choice('auto', 'sync', 'async'),
    help: 'Make metadata calls at once (local disks), in the background (file systems that may hang), or by type.',
  },
});
