/** Milliseconds: below it all is one bucket. */
const LEAST = 0.01;
/** From one bucket to the next; the middle of a bucket is within 4 % of all that is in it. */
const GROWTH = Math.log(1.08);
const BUCKETS = 280;
/** Buckets that are made beside the ones in use. */
const MARGIN = 8;

/** What a histogram holds, also where it came from another thread. */
export interface BucketCounts {
  /** Of all buckets. */
  readonly count: number;
  readonly counts: Uint32Array;
  /** Bucket of `counts[0]`. */
  readonly first: number;
}

/** How often which duration came. Only the stretch of buckets that is used takes memory. */
export class LogHistogram implements BucketCounts {
  count = 0;
  counts = new Uint32Array(0);
  first = 0;

  /** @param milliseconds from 0 */
  add(milliseconds: number): void {
    this.increase(bucketOf(milliseconds), 1);
  }

  merge({ counts, first }: BucketCounts): void {
    counts.forEach((count, index) => {
      if (count > 0) this.increase(first + index, count);
    });
  }

  /** Milliseconds that this share, 0 to 1, did not exceed; 0 of nothing. */
  quantile(share: number): number {
    if (this.count === 0) return 0;
    let left = Math.max(1, Math.ceil(share * this.count));
    const index = this.counts.findIndex((count) => (left -= count) <= 0);
    return LEAST * Math.exp((this.first + index + 0.5) * GROWTH);
  }

  private increase(bucket: number, by: number): void {
    this.count += by;
    const { first, counts } = this;
    if (bucket < first || bucket >= first + counts.length) this.stretch(bucket);
    this.counts[bucket - this.first]! += by;
  }

  private stretch(bucket: number): void {
    const { first, counts } = this;
    const isEmpty = counts.length === 0;
    const from = Math.max(0, Math.min(bucket - MARGIN, isEmpty ? bucket : first));
    const to = Math.min(BUCKETS, Math.max(bucket + MARGIN, isEmpty ? 0 : first + counts.length));
    const wider = new Uint32Array(to - from);
    wider.set(counts, isEmpty ? 0 : first - from);
    this.counts = wider;
    this.first = from;
  }
}

function bucketOf(milliseconds: number): number {
  const bucket = Math.floor(Math.log(milliseconds / LEAST) / GROWTH);
  return Math.min(BUCKETS - 1, Math.max(0, bucket));
}
