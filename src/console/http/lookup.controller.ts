import { Controller, Get, Inject, Query, ServiceUnavailableException } from '@nestjs/common';
import type { Request } from 'express';
import type { PipelineState } from '../model/pipeline-state.js';
import type { LogLine } from '../model/trace-detail.js';
import { QueryError } from '../query/query.error.js';
import { TraceStore } from '../store/trace-store.js';
import type { ConsoleContext } from '../thread/console-context.js';
import { CONSOLE_CONTEXT } from './console-context.token.js';
import { QueryParameters } from './query-parameters.js';

const SCOPES = [
  'operation',
  'service',
  'bucket',
  'errorType',
  'attribute',
  'attributeName',
  'spanName',
] as const;
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
const MAX_LOGS = 1000;

/** What pages look up beside traces. */
@Controller('api')
export class LookupController {
  constructor(
    private readonly store: TraceStore,
    @Inject(CONSOLE_CONTEXT) private readonly context: ConsoleContext,
  ) {}

  /** Values of a field, or of the attribute that `attribute` names; names of attributes and of spans. */
  @Get('suggest')
  suggest(@Query() query: Request['query']): { readonly values: readonly string[] } {
    const given = new QueryParameters(query);
    const scope = given.choice('scope', SCOPES);
    if (!scope) throw new QueryError(`scope: is required, one of ${SCOPES.join(', ')}`);
    const attribute = given.text('attribute');
    if (scope === 'attribute' && attribute === undefined) throw new QueryError('attribute: is required');
    return { values: this.store.suggest(scope, attribute) };
  }

  /** The newest first. */
  @Get('logs')
  logs(@Query() query: Request['query']): { readonly logs: readonly LogLine[] } {
    const given = new QueryParameters(query);
    const traceId = given.text('traceId');
    const level = given.choice('level', LEVELS);
    const limit = given.whole('limit', 1, MAX_LOGS);
    const logs = this.store.logs({
      ...(traceId !== undefined && { traceId }),
      ...(level && { level }),
      ...(limit !== undefined && { limit }),
    });
    return { logs };
  }

  @Get('pipeline')
  pipeline(): PipelineState {
    const state = this.context.pipeline();
    if (!state) throw new ServiceUnavailableException('the gateway has not yet said how it fares');
    const gatewayUrl = this.context.gatewayUrl();
    return { ...state, ...(gatewayUrl !== '' && { gatewayUrl }) };
  }
}
