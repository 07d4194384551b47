import { readFile } from 'node:fs/promises';

export interface Target {
  readonly refId: string;
  readonly datasource: { readonly type: string; readonly uid: string };
  readonly expr?: string;
  readonly query?: string;
  readonly legendFormat?: string;
  readonly instant?: boolean;
  readonly exemplar?: boolean;
}

export interface Panel {
  readonly id: number;
  readonly title: string;
  readonly type: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly Target[];
}

export interface Variable {
  readonly name: string;
  readonly type: string;
  readonly definition?: string;
  readonly regex?: string;
}

/** What these tests read of a dashboard of Grafana. */
export interface Dashboard {
  readonly uid: string;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly Variable[] };
}

/** A query to Prometheus. */
export interface Expression {
  readonly panel: string;
  readonly expr: string;
  readonly target: Target;
}

/** Values of Grafana's own variables while a test runs. */
const BUILT_IN = {
  __rate_interval: '1m',
  __interval: '1s',
  __range: '5m',
  __from: 'now-5m',
  __to: 'now',
} as const;

export async function readDashboard(file: string): Promise<Dashboard> {
  return JSON.parse(await readFile(file, 'utf8')) as Dashboard;
}

/** All that the dashboard asks of Prometheus, with its variables as they stand in the file. */
export function expressions({ panels }: Dashboard): Expression[] {
  return panels.flatMap(({ title, targets = [] }) =>
    targets.flatMap((target) =>
      target.expr === undefined ? [] : [{ panel: title, expr: target.expr, target }],
    ),
  );
}

/**
 * Puts the values of variables into a text, written `$name` or `${name}`, as Grafana does.
 * @throws Error for a variable that is not known
 */
export function interpolate(text: string, variables: Readonly<Record<string, string>>): string {
  const values: Readonly<Record<string, string>> = { ...BUILT_IN, ...variables };
  return text.replaceAll(/\$\{([\w.]+)\}|\$(\w+)/g, (_match, braced: string, bare: string) => {
    const value = values[braced ?? bare];
    if (value === undefined) throw new Error(`the dashboard has no variable ${braced ?? bare}`);
    return value;
  });
}
