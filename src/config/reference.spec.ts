import { existsSync, readFileSync } from 'node:fs';
import { YamlSource } from './yaml-source.js';
import { configurationMarkdown, exampleYaml } from './reference.js';
import { SETTINGS } from './settings.table.js';

const stored = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

describe('reference of the settings', () => {
  test('config/glassgate.example.yaml is what `npm run docs:configuration` writes', () => {
    expect(stored('config/glassgate.example.yaml')).toBe(exampleYaml());
  });

  test('docs/configuration.md is what `npm run docs:configuration` writes', () => {
    expect(stored('docs/configuration.md')).toBe(configurationMarkdown());
  });

  test('the example without its comment signs says every default', () => {
    const problems: string[] = [];
    const source = new YamlSource('example', exampleYaml().replaceAll(/^ {2}#(?=\S)/gm, '  '), problems);
    expect(problems).toEqual([]);
    for (const setting of SETTINGS.filter(({ fallback, secret }) => fallback !== undefined && !secret)) {
      expect([setting.flag, setting.type.parse(source.find(setting)?.text ?? '')]).toEqual([
        setting.flag,
        setting.fallback,
      ]);
    }
  });

  test.each(['config/development.yaml', 'config/test.yaml'])('%s holds known settings alone', (path) => {
    const problems: string[] = [];
    const source = new YamlSource(path, stored(path), problems);
    const given = SETTINGS.flatMap((setting) => {
      const text = source.find(setting)?.text;
      return text === undefined ? [] : [setting.type.parse(text)];
    });
    expect(problems).toEqual([]);
    expect(given).not.toHaveLength(0);
    expect(given).not.toContain(undefined);
  });

  test.each(['docs/tracing.md', 'docs/sentry.md'])(
    '%s names flags, variables and files that there are',
    (path) => {
      const text = stored(path);
      const flags = [...text.matchAll(/(?<=[\s`])--([a-z][a-z-]+)/g)].map(([, flag]) => flag!);
      expect(flags).not.toHaveLength(0);
      expect(flags.filter((flag) => !SETTINGS.some((setting) => setting.flag === flag))).toEqual([]);
      const variables = [...text.matchAll(/\bVGW_[A-Z_]+\b/g)].map(([name]) => name);
      expect(variables.filter((name) => !SETTINGS.some(({ env }) => env?.includes(name)))).toEqual([]);
      const links = [...text.matchAll(/\]\(([a-z-]+\.md)\)/g)].map(([, file]) => file!);
      expect(links.filter((file) => !existsSync(new URL(`../../docs/${file}`, import.meta.url)))).toEqual([]);
    },
  );
});
