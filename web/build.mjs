/**
 * Bundles the console's pages into dist/console/pages: one document and, under assets/, files that bear the hash of what
 * is in them, so that they may be cached for ever. Nothing in them names another origin.
 */
import { build } from 'esbuild';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const SOURCE = fileURLToPath(new URL('.', import.meta.url));
const TARGET = fileURLToPath(new URL('../dist/console/pages/', import.meta.url));

/** Bytes, compressed. */
const BUDGET = 120_000;

rmSync(TARGET, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: {
    console: join(SOURCE, 'main.tsx'),
    styles: join(SOURCE, 'styles/index.css'),
    icon: join(SOURCE, 'icon.svg'),
  },
  outdir: join(TARGET, 'assets'),
  entryNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  bundle: true,
  format: 'esm',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  loader: { '.svg': 'copy' },
  minify: true,
  metafile: true,
  legalComments: 'none',
  logLevel: 'warning',
});

const files = Object.keys(metafile.outputs);
const asset = (name, extension) => {
  const file = files.find((path) => basename(path).startsWith(`${name}-`) && path.endsWith(extension));
  if (!file) throw new Error(`esbuild made no ${name}${extension}`);
  return `/assets/${basename(file)}`;
};
const page = readFileSync(join(SOURCE, 'index.html'), 'utf8')
  .replace('{{script}}', asset('console', '.js'))
  .replace('{{styles}}', asset('styles', '.css'))
  .replace('{{icon}}', asset('icon', '.svg'));
writeFileSync(join(TARGET, 'index.html'), page);

const size = files.reduce(
  (sum, file) => sum + (statSync(file).isFile() ? gzipSync(readFileSync(file)).length : 0),
  0,
);
if (size > BUDGET) throw new Error(`the pages have ${size} bytes compressed, more than ${BUDGET}`);
