/** A record that this gateway did not write, or whose side file was lost: nobody knows what it said. */
export class DamagedRecordError extends Error {
  override readonly name = 'DamagedRecordError';
}
