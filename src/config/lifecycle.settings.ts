import { LifecycleConfig } from './lifecycle.config.js';
import { settingsOf } from './setting.js';
import { durationOrOff } from './setting-types.js';

export const lifecycleSettings = settingsOf('lifecycle', LifecycleConfig, {
  interval: {
    flag: 'lifecycle-interval',
    env: ['VGW_LIFECYCLE_INTERVAL'],
    type: durationOrOff,
    help: 'Time from one run of the lifecycle rules to the next, or off; a read-only gateway never runs them.',
  },
});
