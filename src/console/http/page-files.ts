import { Injectable } from '@nestjs/common';
import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';

// A build puts them beside the folder of this file.
const PAGES = new URL('../pages/', import.meta.url);

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

export interface PageFile {
  readonly type: string;
  readonly bytes: Buffer;
}

/** The pages as they were built: read once, so that no path that anybody sends names a file. */
@Injectable()
export class PageFiles {
  /** `undefined` where the pages are not built. */
  readonly document: Buffer | undefined;
  private readonly assets: ReadonlyMap<string, PageFile>;

  constructor() {
    this.document = read('index.html');
    this.assets = new Map(
      namesIn('assets/').flatMap((name) => {
        const bytes = read(`assets/${name}`);
        return bytes ? [[name, { bytes, type: TYPES[extname(name)] ?? 'application/octet-stream' }]] : [];
      }),
    );
  }

  /** By its name in `assets/`. */
  asset(name: string): PageFile | undefined {
    return this.assets.get(name);
  }
}

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(new URL(path, PAGES));
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(new URL(folder, PAGES));
  } catch {
    return [];
  }
}
