import type { Setting } from '../../config/setting.js';
import { SETTINGS } from '../../config/settings.table.js';
import type { Settings } from '../../config/settings.js';
import { hideCredentials } from '../../common/credentials-in-text.js';

function valueOf(settings: Settings, { section, field }: Setting): unknown {
  const { backend } = settings;
  if (section !== 'posix') return Reflect.get(settings[section], field);
  return backend.kind === 'posix' ? Reflect.get(backend.posix, field) : undefined;
}

/** What the gateway runs with, by flag, as one would write it; what is secret or not set is left out. */
export function effectiveSettings(settings: Settings): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const setting of SETTINGS) {
    const value = setting.secret ? undefined : valueOf(settings, setting);
    if (value !== undefined) shown[setting.flag] = hideCredentials(setting.type.format(value));
  }
  return shown;
}
