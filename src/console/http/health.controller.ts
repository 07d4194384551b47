import { Controller, Get, Header } from '@nestjs/common';
import { Open } from './access/open.decorator.js';

@Controller('healthz')
export class HealthController {
  /** The console's thread is there and answers. */
  @Open()
  @Get()
  @Header('Content-Type', 'text/plain; charset=utf-8')
  health(): string {
    return 'OK\n';
  }
}
