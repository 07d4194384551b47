import { settingsOf } from './setting.js';
import { domains, file, flag, listenAddresses } from './setting-types.js';
import { WebsiteConfig } from './website.config.js';

export const websiteSettings = settingsOf('website', WebsiteConfig, {
  port: {
    flag: 'website-port',
    aliases: ['website'],
    env: ['VGW_WEBSITE_PORT'],
    type: listenAddresses,
    help: 'Address that websites are served on; may be given several times.',
  },
  domain: {
    flag: 'website-domain',
    env: ['VGW_WEBSITE_DOMAIN'],
    type: domains,
    help: 'Domain below which host names are buckets (bucket.domain); every other host name is a bucket itself.',
  },
  cert: {
    flag: 'website-cert',
    env: ['VGW_WEBSITE_CERT'],
    type: file,
    help: 'Certificate chain (PEM) of websites, instead of that of the S3 API.',
  },
  key: {
    flag: 'website-key',
    env: ['VGW_WEBSITE_KEY'],
    type: file,
    help: 'Private key (PEM) of that certificate.',
  },
  noTls: {
    flag: 'website-no-tls',
    env: ['VGW_WEBSITE_NO_TLS'],
    type: flag,
    help: 'Serve websites over plain HTTP, also where the S3 API has a certificate.',
  },
});
