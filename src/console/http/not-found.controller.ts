import { All, Controller, NotFoundException, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { PageFiles } from './page-files.js';

/** What nobody else answers. It stands last, and behind the guards as all others do: without token nobody learns what there is. */
@Controller()
export class NotFoundController {
  constructor(private readonly files: PageFiles) {}

  /** A browser gets the pages, which say so. */
  @All('*path')
  notFound(@Req() request: Request, @Res() response: Response): void {
    const { document } = this.files;
    if (!document || request.method !== 'GET' || request.accepts(['json', 'html']) !== 'html')
      throw new NotFoundException('there is nothing at this path');
    response.status(404).type('html').setHeader('Cache-Control', 'no-cache').send(document);
  }
}
