const count = new Intl.NumberFormat('en');
const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** `12,345` */
export const formatCount = (value: number): string => count.format(value);

/** `0.42`, `3.1`, `120` per second. */
export const formatRate = (value: number): string =>
  value === 0
    ? '0'
    : value < 0.005
      ? '< 0.01'
      : value < 1
        ? value.toFixed(2)
        : value < 100
          ? value.toFixed(1)
          : formatCount(Math.round(value));

/** A share of 0 to 1: `0 %`, `0.3 %`, `12 %`. */
export function formatShare(share: number): string {
  const percent = share * 100;
  return percent === 0 ? '0 %' : percent < 0.1 ? '< 0.1 %' : `${percent.toFixed(percent < 10 ? 1 : 0)} %`;
}

/** `512 B`, `1.5 MiB` */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}
