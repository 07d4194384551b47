import type { LogLevel, LogLevels } from '../config/logging.config.js';

/** Ranks as pino has them. */
const RANKS: Readonly<Record<LogLevel, number>> = {
  trace: 10,
  debug: 20,
  info: 30,
  warn: 40,
  error: 50,
  fatal: 60,
  silent: Infinity,
};

/** What Nest says of its own start; nobody who runs a gateway asks for it. */
const FRAMEWORK = ['InstanceLoader', 'NestApplication', 'NestFactory', 'RouterExplorer', 'RoutesResolver'];

/** Which lines are written. */
export class LevelFilter {
  private readonly others: number;
  private readonly modules: ReadonlyMap<string, number>;

  constructor({ others, modules }: LogLevels) {
    const rank = RANKS[others];
    this.others = rank;
    this.modules = new Map([
      ...FRAMEWORK.map((name): [string, number] => [name, Math.max(rank, RANKS.warn)]),
      ...Object.entries(modules).map(([name, level]): [string, number] => [name, RANKS[level]]),
    ]);
  }

  passes(level: LogLevel, context: string): boolean {
    return RANKS[level] >= (this.modules.get(context) ?? this.others);
  }
}
