/**
 * The block of shared memory through which a pool gets its orders: words, failures, results, and a table
 * of arguments. It lies outside linear memory, out of the kernels' reach. Knows nothing of how a run goes.
 */

/** Most threads an engine may have. */
export const MAX_THREADS = 64;

/** Index of every word of the block. */
const WORDS = {
  /** Number of the run: odd while it takes tasks, even between runs. */
  RUN: 0,
  /** 1 when the pool is to end. */
  STOPPED: 1,
  /** Threads asleep, or about to be. */
  SLEEPING: 2,
  /** Threads inside the run. */
  BUSY: 3,
  /** 1 while the caller sleeps until BUSY is 0. */
  WAITING: 4,
  KERNEL: 5,
  ARITY: 6,
  /** Tasks of the run, and the next one nobody has taken. */
  COUNT: 7,
  NEXT: 8,
  /** Not 0 when the run is to be given up. */
  CANCEL: 9,
  /** Tasks that trapped. */
  FAILED: 10,
} as const;

const WORD_BYTES = 64;
/** One a thread: task (-1 for none), length, words in UTF-16. */
const FAILURE_BYTES = 256;
const RESULT_LENGTH = 2_048;
const TABLE_LENGTH = 16_384;
const FAILURES = WORD_BYTES;
const RESULTS = FAILURES + MAX_THREADS * FAILURE_BYTES;
const TABLE = RESULTS + 8 * RESULT_LENGTH;

/** Where everything is, bytes: sent to the threads with the block, so that it is written down once. */
export const LAYOUT = {
  words: WORDS,
  failures: FAILURES,
  failureBytes: FAILURE_BYTES,
  failureText: (FAILURE_BYTES - 8) / 2,
  results: RESULTS,
  resultLength: RESULT_LENGTH,
  table: TABLE,
  tableLength: TABLE_LENGTH,
} as const;

/** What a thread of the pool is started with. */
export interface PoolStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly control: SharedArrayBuffer;
  readonly layout: typeof LAYOUT;
  /** Number of the thread, from 1; the caller is 0. */
  readonly thread: number;
}

/** A trap in a task. */
export interface Failure {
  readonly task: number;
  readonly message: string;
}

/** The block, as the caller sees it. */
export class PoolControl {
  readonly buffer = new SharedArrayBuffer(TABLE + 8 * TABLE_LENGTH);
  readonly words = new Int32Array(this.buffer, 0, WORD_BYTES / 4);
  /** The word CANCEL alone. */
  readonly cancel = new Int32Array(this.buffer, 4 * WORDS.CANCEL, 1);
  readonly results = new Float64Array(this.buffer, RESULTS, RESULT_LENGTH);
  readonly table = new Float64Array(this.buffer, TABLE, TABLE_LENGTH);

  constructor() {
    for (let thread = 0; thread < MAX_THREADS; thread++) this.failure(thread)[0] = -1;
  }

  /** Takes the failures of threads 1 to `threads` - 1 out of the block. */
  takeFailures(threads: number): Failure[] {
    const found: Failure[] = [];
    for (let thread = 1; thread < threads; thread++) {
      const failure = this.failure(thread);
      if (failure[0] === -1) continue;
      const text = new Uint16Array(this.buffer, failure.byteOffset + 8, failure[1]!);
      found.push({ task: failure[0]!, message: String.fromCharCode(...text) });
      failure[0] = -1;
    }
    return found;
  }

  private failure(thread: number): Int32Array {
    return new Int32Array(this.buffer, FAILURES + thread * FAILURE_BYTES, 2);
  }
}
