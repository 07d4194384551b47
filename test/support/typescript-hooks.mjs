import { transformSync } from '@swc/core';
import { existsSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Addresses of all modules that were loaded since this one. */
export const loaded = new Set();

/** For child processes of tests: `node --import` this file and run TypeScript with decorators as it stands in src. */
registerHooks({
  resolve(specifier, context, next) {
    const candidate =
      specifier.startsWith('.') &&
      context.parentURL &&
      new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
    if (candidate && candidate.pathname.endsWith('.ts') && existsSync(candidate))
      return { url: candidate.href, shortCircuit: true };
    return next(specifier, context);
  },
  load(url, context, next) {
    loaded.add(url);
    if (!url.endsWith('.ts')) return next(url, context);
    const { code } = transformSync(readFileSync(fileURLToPath(url), 'utf8'), {
      jsc: {
        target: 'es2024',
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true },
      },
      module: { type: 'es6' },
    });
    return { format: 'module', source: code, shortCircuit: true };
  },
});
