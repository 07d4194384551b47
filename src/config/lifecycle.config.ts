import { IsInt, Max } from 'class-validator';

/** When the lifecycle rules of buckets are carried out. */
export class LifecycleConfig {
  /** Milliseconds from one run to the next, 0 for none. */
  @IsInt()
  @Max(7 * 86_400_000, { message: 'must not be longer than a week' })
  interval = 3_600_000;
}
