/** One line of an exposition. */
export interface ExposedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** Of OpenMetrics only. */
  readonly exemplar?: {
    readonly labels: Readonly<Record<string, string>>;
    readonly value: number;
    readonly time: number;
  };
}

const LABELS = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;
const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*?)\})? ([-+\w.]+)(?: # \{(.*)\} ([-+\w.]+) ([\d.]+))?$/;

/** The numbers of Prometheus' text format or of OpenMetrics. @throws Error for a line that is neither number nor comment */
export class Exposition {
  readonly samples: readonly ExposedSample[];
  /** By the name of the metric. */
  readonly types: ReadonlyMap<string, string>;

  constructor(readonly text: string) {
    const lines = text.split('\n').filter((line) => line !== '');
    this.types = new Map(
      lines.flatMap((line) => {
        const [, name, type] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? [];
        return name !== undefined && type !== undefined ? [[name, type]] : [];
      }),
    );
    this.samples = lines.filter((line) => !line.startsWith('#')).map(sample);
  }

  /** All samples of a name that have these labels, and perhaps others. */
  find(name: string, labels: Readonly<Record<string, string>> = {}): ExposedSample[] {
    const wanted = Object.entries(labels);
    return this.samples.filter(
      (one) => one.name === name && wanted.every(([label, value]) => one.labels[label] === value),
    );
  }

  /** The sum of what `find` finds. @throws Error when it is nothing */
  sum(name: string, labels: Readonly<Record<string, string>> = {}): number {
    const found = this.find(name, labels);
    if (found.length === 0) throw new Error(`no sample ${name} ${JSON.stringify(labels)}`);
    return found.reduce((sum, { value }) => sum + value, 0);
  }
}

function sample(line: string): ExposedSample {
  const match = LINE.exec(line);
  if (!match) throw new Error(`not a line of an exposition: ${line}`);
  const [, name = '', labels = '', value = '', exemplar, exemplarValue, time] = match;
  const own = { name, labels: labelsOf(labels), value: numberOf(value) };
  if (exemplar === undefined) return own;
  return {
    ...own,
    exemplar: { labels: labelsOf(exemplar), value: Number(exemplarValue), time: Number(time) },
  };
}

function labelsOf(text: string): Record<string, string> {
  return Object.fromEntries(Array.from(text.matchAll(LABELS), ([, name = '', value = '']) => [name, value]));
}

function numberOf(text: string): number {
  if (text === '+Inf') return Infinity;
  if (text === '-Inf') return -Infinity;
  const value = Number(text);
  if (Number.isNaN(value) && text.toLowerCase() !== 'nan') throw new Error(`not a number: ${text}`);
  return value;
}
