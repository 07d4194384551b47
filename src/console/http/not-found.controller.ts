import { All, Controller, NotFoundException } from '@nestjs/common';

/** What nobody else answers. It stands last, and behind the guards as all others do: without token nobody learns what there is. */
@Controller()
export class NotFoundController {
  @All('*path')
  notFound(): never {
    throw new NotFoundException('there is nothing at this path');
  }
}
