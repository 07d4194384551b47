import {
  Controller,
  Get,
  Header,
  NotFoundException,
  Param,
  Query,
  Req,
  Res,
  ServiceUnavailableException,
  UnauthorizedException,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { ConsoleAccess } from './access/console-access.js';
import { Open } from './access/open.decorator.js';
import { PageFiles } from './page-files.js';

/** Names of assets have the hash of what they hold in them. */
const FOR_EVER = 'private, max-age=31536000, immutable';

/** The pages: one document, which looks at the path itself, and what it is made of. */
@Controller()
export class PagesController {
  constructor(
    private readonly access: ConsoleAccess,
    private readonly files: PageFiles,
  ) {}

  /** With the token: the way in, which leaves no token in the address. */
  @Open()
  @Get()
  enter(
    @Req() request: Request,
    @Res() response: Response,
    @Query('token') token: string | string[] | undefined,
  ): void {
    if (typeof token === 'string' && this.access.isToken(token)) {
      this.access.setCookie(request, response);
      return response.redirect(303, '/');
    }
    if (token !== undefined || !(this.access.hasBearer(request) || this.access.hasCookie(request))) {
      throw new UnauthorizedException('the token of the console is missing or wrong');
    }
    response.type('html').setHeader('Cache-Control', 'no-cache').send(this.document());
  }

  @Get(['search', 'live', 'pipeline', 'trace/:id'])
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Cache-Control', 'no-cache')
  page(): string {
    return this.document();
  }

  @Get('assets/:name')
  asset(@Param('name') name: string, @Res() response: Response): void {
    const file = this.files.asset(name);
    if (!file) throw new NotFoundException('there is no such file');
    response.type(file.type).setHeader('Cache-Control', FOR_EVER).send(file.bytes);
  }

  private document(): string {
    const { document } = this.files;
    if (!document) throw new ServiceUnavailableException('the pages are not built: npm run build');
    return document.toString();
  }
}
