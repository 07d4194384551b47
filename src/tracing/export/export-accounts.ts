import type { ExporterName } from '../../config/exporter-names.js';
import type { ExportTally } from '../export-tally.js';
import type { DropReason, LaneCounts } from './export-messages.js';

/** What became of the spans of one exporter since the gateway has begun. */
export interface ExporterCounts {
  readonly name: ExporterName;
  /** That the receiver took. */
  readonly exported: number;
  /** That were lost, by reason. */
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
  /** That wait, here or in the thread. */
  readonly queued: number;
  /** That the exporter is sending. */
  readonly inFlight: number;
  /** Why spans were lost the last time, for people; empty when none were. */
  readonly why: string;
}

interface Account {
  readonly name: ExporterName;
  exported: number;
  readonly dropped: Partial<Record<DropReason, number>>;
  inFlight: number;
  /** Neither exported nor dropped. */
  open: number;
  why: string;
  /** What the thread said last. */
  seen: LaneCounts | undefined;
}

/** Keeps the accounts of the exporters over the lives of several threads, and tells the tally of their sum. */
export class ExportAccounts {
  /** Spans that were kept and taken over for export; each counts once, however many exporters there are. */
  handedOver = 0;
  /** Spans that were lost before any exporter, by reason. */
  readonly lost: Partial<Record<DropReason, number>> = {};
  private readonly accounts: readonly Account[];

  constructor(
    names: readonly ExporterName[],
    private readonly tally: ExportTally,
  ) {
    this.accounts = names.map((name) => ({
      name,
      exported: 0,
      dropped: {},
      inFlight: 0,
      open: 0,
      why: '',
      seen: undefined,
    }));
  }

  get counts(): readonly ExporterCounts[] {
    return this.accounts.map(({ name, exported, dropped, inFlight, open, why }) => ({
      name,
      exported,
      dropped: { ...dropped },
      queued: open - inFlight,
      inFlight,
      why,
    }));
  }

  handOver(spans: number): void {
    this.handedOver += spans;
    for (const account of this.accounts) account.open += spans;
    this.tally.queue(spans * this.accounts.length);
  }

  /** Spans that are not handed over. */
  refuse(spans: number, reason: DropReason, why: string): void {
    add(this.lost, reason, spans);
    this.tally.drop(spans, why);
  }

  /** The thread tells where it stands. */
  update(lanes: readonly LaneCounts[]): void {
    for (const lane of lanes) {
      const account = this.accounts.find(({ name }) => name === lane.name);
      if (account) this.follow(account, lane);
    }
  }

  /** The thread is gone, and with it all that is not delivered. */
  lose(reason: DropReason, why: string): void {
    for (const account of this.accounts) {
      this.drop(account, account.open, reason, why);
      account.inFlight = 0;
      account.seen = undefined;
    }
  }

  private follow(account: Account, lane: LaneCounts): void {
    const { seen } = account;
    const exported = lane.exported - (seen?.exported ?? 0);
    account.exported += exported;
    account.open -= exported;
    this.tally.hand(exported);
    this.tally.deliver(exported);
    for (const [reason, spans] of Object.entries(lane.dropped) as [DropReason, number][]) {
      const why = this.accounts.length > 1 ? `${lane.why} (${lane.name})` : lane.why;
      this.drop(account, spans - (seen?.dropped[reason] ?? 0), reason, why);
    }
    account.inFlight = lane.inFlight;
    account.seen = lane;
  }

  private drop(account: Account, spans: number, reason: DropReason, why: string): void {
    if (spans === 0) return;
    add(account.dropped, reason, spans);
    account.why = why;
    account.open -= spans;
    this.tally.hand(spans);
    this.tally.fail(spans, why);
  }
}

function add(counts: Partial<Record<DropReason, number>>, reason: DropReason, spans: number): void {
  counts[reason] = (counts[reason] ?? 0) + spans;
}
