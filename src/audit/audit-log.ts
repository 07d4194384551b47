import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { AuditConfig } from '../config/audit.config.js';
import { IamConfig } from '../config/iam.config.js';
import { SettingsError } from '../config/settings.error.js';
import { AuditRecord } from './audit-record.js';
import type { AuditableRequest } from './auditable-request.js';
import { awsLine } from './aws-line.js';
import { jsonLine } from './json-line.js';
import { LogFile } from './log-file.js';
import { Webhook } from './webhook.js';

/** One entry per request, in files and at a webhook; administration goes to a file of its own where there is one. */
@Injectable()
export class AuditLog implements OnModuleInit, OnModuleDestroy {
  private readonly file: LogFile | undefined;
  private readonly adminFile: LogFile | undefined;
  private readonly webhook: Webhook | undefined;
  private readonly line: typeof awsLine;

  constructor(
    config: AuditConfig,
    private readonly iam: IamConfig,
  ) {
    const { file, adminFile, webhookUrl } = config;
    this.file = file === undefined ? undefined : new LogFile(file);
    this.adminFile = adminFile === undefined ? this.file : new LogFile(adminFile);
    this.webhook = webhookUrl === undefined ? undefined : new Webhook(webhookUrl);
    this.line = config.format === 'json' ? jsonLine : awsLine;
  }

  /** Whether anything is written at all. */
  get isOn(): boolean {
    return Boolean(this.file ?? this.adminFile ?? this.webhook);
  }

  /** @throws SettingsError when a file cannot be opened */
  async onModuleInit(): Promise<void> {
    const problems: string[] = [];
    const open = async (flag: string, file: LogFile | undefined): Promise<void> => {
      try {
        await file?.open();
      } catch (error) {
        problems.push(`${flag}: cannot be opened: ${(error as NodeJS.ErrnoException).code}`);
      }
    };
    await open('--access-log', this.file);
    if (this.adminFile !== this.file) await open('--admin-access-log', this.adminFile);
    if (problems.length > 0) throw new SettingsError(problems);
  }

  /** At the start of a request. */
  begin(request: AuditableRequest): AuditRecord {
    return new AuditRecord(request);
  }

  /** At its end. */
  write(record: AuditRecord, complete: boolean): void {
    const entry = record.entry(complete, this.iam.rootAccess);
    const file = entry.isAdmin ? this.adminFile : this.file;
    file?.append(this.line(entry));
    this.webhook?.send(jsonLine(entry));
  }

  /** Log files were moved away. */
  reopen(): void {
    for (const file of new Set([this.file, this.adminFile])) file?.reopen();
  }

  async onModuleDestroy(): Promise<void> {
    const files = [...new Set([this.file, this.adminFile])];
    await Promise.all([...files.map((file) => file?.close()), this.webhook?.close()]);
  }
}
