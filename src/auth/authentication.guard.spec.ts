import { Module } from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { Test } from '@nestjs/testing';
import { ACCESS, HOST, incoming, REGION, SECRET } from '../../test/support/aws-examples.js';
import { IamConfig } from '../config/iam.config.js';
import { ServerConfig } from '../config/server.config.js';
import { AuthModule } from './auth.module.js';
import { AuthenticationGuard } from './authentication.guard.js';
import { signRequest } from './sigv4/sign-request.js';

@Module({
  providers: [
    { provide: ServerConfig, useValue: new ServerConfig() },
    {
      provide: IamConfig,
      useValue: Object.assign(new IamConfig(), { rootAccess: ACCESS, rootSecret: SECRET }),
    },
  ],
  exports: [ServerConfig, IamConfig],
})
class Settings {}

describe('AuthenticationGuard', () => {
  it('sets the caller of the request that it finds on the HTTP request', async () => {
    const module = await Test.createTestingModule({
      imports: [{ module: Settings, global: true }, AuthModule],
    }).compile();
    const url = `http://${HOST}/key`;
    const headers = signRequest({ method: 'GET', url, access: ACCESS, secret: SECRET, region: REGION });
    const s3 = incoming('GET', '/key', Object.entries(headers));
    const allowed = await module.get(AuthenticationGuard).canActivate(new ExecutionContextHost([{ s3 }]));
    expect(allowed).toBe(true);
    expect(s3.caller).toMatchObject({ method: 'sigv4-header', isRoot: true });
    await module.close();
  });
});
