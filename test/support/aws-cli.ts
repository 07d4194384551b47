import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ACCESS_KEY, GatewayProcess, REGION, SECRET_KEY } from './gateway-process.js';
import { runProgram, tryProgram, type RunOptions, type RunResult } from './run-program.js';

/** Small parts: an upload of 64 MiB has eight of them. Version 1 still presigns with version 2 unless told otherwise. */
const CONFIG = `[default]
s3 =
  signature_version = s3v4
  multipart_threshold = 8MB
  multipart_chunksize = 8MB
  max_concurrent_requests = 4
`;

/** The AWS command line beside a gateway of its own, with a home directory where it runs. */
export class AwsCli {
  private constructor(
    readonly gateway: GatewayProcess,
    readonly home: string,
    private readonly program: string,
  ) {}

  static async start(program: string): Promise<AwsCli> {
    const home = await mkdtemp(join(tmpdir(), 'glassgate-aws-'));
    await writeFile(join(home, 'config'), CONFIG);
    return new AwsCli(await GatewayProcess.start(), home, program);
  }

  async stop(): Promise<void> {
    await rm(this.home, { recursive: true, force: true });
    await this.gateway.stop();
  }

  /** Standard output. @throws Error with what it printed when it fails */
  run(args: readonly string[], options: RunOptions = {}): Promise<string> {
    return runProgram(this.program, this.complete(args), this.options(options));
  }

  try(args: readonly string[]): Promise<RunResult> {
    return tryProgram(this.program, this.complete(args), this.options());
  }

  /** What `aws s3api` printed as JSON; empty when it printed nothing. */
  async s3api(args: readonly string[]): Promise<Record<string, unknown>> {
    const output = await this.run(['s3api', ...args, '--output', 'json']);
    return JSON.parse(output.trim() || '{}') as Record<string, unknown>;
  }

  /** Code of the error that `aws s3api` ends with. @throws Error when it is served */
  async refusal(args: readonly string[]): Promise<string | undefined> {
    const { code, stdout, stderr } = await this.try(['s3api', ...args]);
    if (code === 0) throw new Error(`${args.join(' ')} was served: ${stdout}`);
    return /An error occurred \((\w+)\)/.exec(stderr)?.[1] ?? stderr;
  }

  private complete(args: readonly string[]): string[] {
    return ['--endpoint-url', this.gateway.url, ...args];
  }

  private options(more: RunOptions = {}): RunOptions {
    const env = {
      HOME: this.home,
      AWS_CONFIG_FILE: join(this.home, 'config'),
      AWS_ACCESS_KEY_ID: ACCESS_KEY,
      AWS_SECRET_ACCESS_KEY: SECRET_KEY,
      AWS_DEFAULT_REGION: REGION,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_PAGER: '',
    };
    return { env, cwd: this.home, ...more };
  }
}
