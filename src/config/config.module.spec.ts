import { ConfigService } from '@nestjs/config';
import { Test } from '@nestjs/testing';
import { ConfigModule } from './config.module.js';
import { IamConfig } from './iam.config.js';
import { PosixConfig } from './posix.config.js';
import { ServerConfig } from './server.config.js';
import { readSettings } from './settings.reader.js';
import { TracingConfig } from './tracing.config.js';

const flags = { access: 'a', secret: 's', DIR: '.' };

describe('ConfigModule', () => {
  test('injects the very sections of the settings by their classes', async () => {
    const settings = readSettings({ backend: 'posix', flags });
    const module = await Test.createTestingModule({ imports: [ConfigModule.register(settings)] }).compile();
    expect(module.get(ServerConfig)).toBe(settings.server);
    expect(module.get(IamConfig)).toBe(settings.iam);
    expect(module.get(TracingConfig)).toBe(settings.tracing);
    expect({ kind: 'posix', posix: module.get(PosixConfig) }).toEqual(settings.backend);
    expect(module.get(ConfigService).get('server.region')).toBe('us-east-1');
  });

  test('has no PosixConfig for another backend', async () => {
    const settings = readSettings({ backend: 'memory', flags });
    const module = await Test.createTestingModule({ imports: [ConfigModule.register(settings)] }).compile();
    expect(() => module.get(PosixConfig)).toThrow('PosixConfig');
  });
});
