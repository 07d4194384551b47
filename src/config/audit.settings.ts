import { AuditConfig } from './audit.config.js';
import { settingsOf } from './setting.js';
import { choice, fileToWrite, httpUrl } from './setting-types.js';

export const auditSettings = settingsOf('audit', AuditConfig, {
  file: {
    flag: 'access-log',
    env: ['LOGFILE', 'VGW_ACCESS_LOG'],
    type: fileToWrite,
    help: 'File that gets one line for every request; SIGHUP opens it anew.',
  },
  format: {
    flag: 'access-log-format',
    env: ['VGW_ACCESS_LOG_FORMAT'],
    type: choice('aws', 'json'),
    help: 'Lines as in the server access logs of AWS, or JSON.',
  },
  adminFile: {
    flag: 'admin-access-log',
    env: ['VGW_ADMIN_ACCESS_LOG'],
    type: fileToWrite,
    help: 'File of its own for requests to the administration API.',
  },
  webhookUrl: {
    flag: 'log-webhook-url',
    env: ['WEBHOOK', 'VGW_LOG_WEBHOOK_URL'],
    type: httpUrl,
    secret: true,
    help: 'URL that gets the entry of every request as JSON by POST.',
  },
});
