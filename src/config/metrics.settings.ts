import { MetricsConfig } from './metrics.config.js';
import { settingsOf } from './setting.js';
import { listenAddressesOrOff } from './setting-types.js';

export const metricsSettings = settingsOf('metrics', MetricsConfig, {
  port: {
    flag: 'metrics-port',
    env: ['VGW_METRICS_PORT'],
    type: listenAddressesOrOff,
    help: 'Address at which /metrics answers Prometheus, in plain HTTP and to everybody; may be given several times.',
  },
});
