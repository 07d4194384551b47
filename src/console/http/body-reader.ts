import { HttpException, Injectable } from '@nestjs/common';
import { raw, type Request, type Response } from 'express';

/** Bodies that are read at the same time: each may be as large as its limit. */
const MAX_BODIES = 8;

/** Reads bodies whole, after the guards, and no more of them at a time than there is memory for. */
@Injectable()
export class BodyReader {
  private reading = 0;

  /**
   * The body, inflated by its Content-Encoding; empty when there is none.
   * @param limit bytes, inflated
   * @throws HttpException 503, and errors of Express: 413 beyond the limit, 415 for an encoding that is not known, 400
   */
  async read(request: Request, response: Response, limit: number): Promise<Buffer> {
    if (this.reading >= MAX_BODIES) {
      response.setHeader('Retry-After', '1');
      throw new HttpException('too many bodies are being read: try again', 503);
    }
    this.reading += 1;
    try {
      return await bodyOf(request, response, limit);
    } finally {
      this.reading -= 1;
    }
  }
}

function bodyOf(request: Request, response: Response, limit: number): Promise<Buffer> {
  const parse = raw({ limit, type: () => true });
  return new Promise((resolve, reject) => {
    parse(request, response, (error?: unknown) => {
      const body: unknown = request.body;
      if (error instanceof Error) reject(error);
      else resolve(Buffer.isBuffer(body) ? body : Buffer.alloc(0));
    });
  });
}
