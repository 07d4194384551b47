/** `posix.throughput_mbps`: MiB per second; left out when nothing was moved. */
export function throughput(bytes: number, milliseconds: number): { 'posix.throughput_mbps'?: number } {
  if (bytes === 0 || milliseconds <= 0) return {};
  return { 'posix.throughput_mbps': Math.round(((bytes / 1_048_576) * 1_000_000) / milliseconds) / 1000 };
}
