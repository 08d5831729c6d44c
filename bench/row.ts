/**
 * The row every suite reports, in the published JSON format (hence the underscores), and what a suite is.
 */
import type { PeerName } from "./peers/names.js";

/** The least any way of doing a work can do. */
export interface LeastCounts {
  /** Read from or written to memory. */
  readonly bytes: number;
  /** Multiplications and additions of doubles. */
  readonly operations: number;
}

/** One backend on one problem. null where a figure has no meaning for the backend. */
export interface BenchRow {
  readonly suite: string;
  readonly problem: string;
  /** `wasmetrics`, `wasmetrics-VARIANT`, or the peer's name. */
  readonly backend: string;
  readonly n: number;
  readonly k: number | null;
  readonly threads: number;
  /** Median of the timed calls, milliseconds. */
  readonly ms: number;
  /** Fastest timed call, milliseconds. */
  readonly ms_min: number;
  /** Timed calls behind `ms`. */
  readonly reps: number;
  /** Median of each round, in turn, of a backend timed in a race; the spread of ratios is made of them. */
  readonly ms_rounds?: readonly number[];
  /** `ms` and `ms_min` are of a whole loop of which `reps` turns were timed: their time was multiplied up. */
  readonly extrapolated?: true;
  readonly iterations: number | null;
  readonly converged: boolean | null;
  /** Largest |group mean| of a demeaned column over its standard deviation before. */
  readonly certificate: number | null;
  /** Largest ||this - reference|| / ||reference||; null for the reference itself. What is compared: docs/bench.md. */
  readonly difference: number | null;
  /** What `difference` is taken from, such as `direct`; null where nothing was compared. */
  readonly reference: string | null;
  /** Highest use of linear memory, MB (1e6 bytes); null for peers, whose memory can't be told from the process's. */
  readonly peak_mb: number | null;
  /** Of suite `roofline`. */
  readonly least_work?: LeastCounts;
  readonly versions: Readonly<Record<string, string>>;
}

/** A row as written to a file: with what a reader of several files needs to judge its times. */
export interface StampedRow extends BenchRow {
  /** Processor, cores, memory, Node and V8. */
  readonly machine: string;
  /** Day of the measurement, such as 2026-11-24. */
  readonly date: string;
}

/** What the command line asks of a suite. */
export interface SuiteRequest {
  /** Names of the problems or kernels to run. */
  readonly problems: readonly string[];
  readonly peers: ReadonlySet<PeerName>;
  /** Each number of threads to run with; peers that have no threads run with the first alone. */
  readonly threads: readonly number[];
  /** Rounds in which all backends are timed in turn. */
  readonly rounds: number;
  /** Only whole runs: neither their parts nor the floors. */
  readonly wholeOnly: boolean;
  /** Called with each row as soon as it is measured. */
  readonly report: (row: BenchRow) => void;
  /** Called with what the reader must know besides rows. */
  readonly note: (message: string) => void;
  /** Called when a backend failed on a problem; the others go on, and the exit status tells. */
  readonly fail: (what: string, error: unknown) => void;
}

export interface Suite {
  readonly name: string;
  /** One sentence: what is timed. */
  readonly about: string;
  /** Peers this suite can run. */
  readonly peers: readonly PeerName[];
  /** Names of the problems run when none is asked for. */
  readonly problems: readonly string[];
  /** Whether a problem can be run by its full name. */
  readonly accepts: (name: string) => boolean;
  run(request: SuiteRequest): Promise<void>;
}
