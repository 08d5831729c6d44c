/**
 * Layer bench. The row every suite reports, in the published JSON format (hence the underscores), and what a suite is.
 */
import type { PeerName } from "./peers.js";

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
  readonly iterations: number | null;
  readonly converged: boolean | null;
  /** Largest |group mean| of a demeaned column over its standard deviation before. */
  readonly certificate: number | null;
  /** Largest ||this - reference|| / ||reference||; null for the reference itself. What is compared: docs/bench.md. */
  readonly difference: number | null;
  /** Highest use of linear memory, MB (1e6 bytes); null for peers, whose memory can't be told from the process's. */
  readonly peak_mb: number | null;
  readonly versions: Readonly<Record<string, string>>;
}

/** What the command line asks of a suite. */
export interface SuiteRequest {
  /** Whether to run a problem or kernel of this name. */
  readonly selects: (name: string) => boolean;
  /** A problem named in full that is not among the standard ones, such as `firm-year-1e7`. */
  readonly named: string | undefined;
  readonly peers: ReadonlySet<PeerName>;
  readonly threads: number;
  /** Rounds in which all backends are timed in turn. */
  readonly rounds: number;
  /** Called with each row as soon as it is measured. */
  readonly report: (row: BenchRow) => void;
  /** Called with what the reader must know besides rows. */
  readonly note: (message: string) => void;
}

export interface Suite {
  readonly name: string;
  /** One sentence: what is timed. */
  readonly about: string;
  /** Peers this suite can run. */
  readonly peers: readonly PeerName[];
  /** Names of the problems run when all are selected. */
  readonly problems: readonly string[];
  /** Whether a problem outside `problems` can be run by its full name. */
  readonly accepts: (name: string) => boolean;
  run(request: SuiteRequest): Promise<void>;
}
