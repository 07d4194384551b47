import { All, Controller, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import { Authorization } from '../../acl/authorization.js';
import { AuthorizationGuard } from '../../acl/authorization.guard.js';
import { AuthenticationGuard } from '../../auth/authentication.guard.js';
import { DISPATCH_PATH } from '../request/request.middleware.js';
import type { S3HttpRequest, S3Request } from '../request/s3-request.js';
import { writeResponse } from '../response/response.writer.js';
import { S3ErrorFilter } from '../response/s3-error.filter.js';
import { OperationDispatcher } from './operation.dispatcher.js';

/** The only route: guards, one look-up in the operation table, the response, or the error filter. */
@Controller()
@UseGuards(AuthenticationGuard, AuthorizationGuard)
@UseFilters(S3ErrorFilter)
export class OperationController {
  constructor(
    private readonly dispatcher: OperationDispatcher,
    private readonly authorization: Authorization,
  ) {}

  @All(DISPATCH_PATH)
  handle(@Req() request: S3HttpRequest, @Res() _response: ServerResponse): Promise<void> {
    return this.serve(request.s3);
  }

  private async serve(request: S3Request): Promise<void> {
    request.hold();
    try {
      await writeResponse(request, await this.dispatcher.dispatch(request));
    } catch (error) {
      throw await this.authorization.asSeenByCaller(request, error);
    } finally {
      request.release();
    }
  }
}
