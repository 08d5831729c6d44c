/**
 * The statements of one result: asked one after the other, counted, with progress, and passed on as they were to who asks for them.
 */
import type { LongOptions } from "../base/progress.js";
import type { Answer, SqlEngine } from "./engine.js";

/** A statement as it was asked, and what it brought. */
export interface Asked {
  readonly sql: string;
  /** Bytes it was expected to bring at most, where that is known before: eight a number and a key. */
  readonly expected?: number;
  readonly rows: number;
  readonly bytes: number;
  readonly ms: number;
}

/** Bytes of a double. */
export const NUMBER_BYTES = 8;

/** Asks an engine and keeps account. */
export class Queries {
  readonly asked: Asked[] = [];

  constructor(
    readonly engine: SqlEngine,
    private readonly options: Pick<LongOptions, "signal" | "onProgress"> & {
      readonly onStatement?: (asked: Asked) => void;
    } = {},
  ) {}

  async ask(sql: string, expected?: number): Promise<Answer> {
    const { signal, onProgress, onStatement } = this.options;
    onProgress?.({ stage: `statement ${this.asked.length + 1} to ${this.engine.shown}`, fraction: 0, msLeft: null });
    const started = performance.now();
    const answer = await this.engine.query(sql, signal);
    const { rows, bytes } = answer;
    const asked = { sql, ...(expected !== undefined && { expected }), rows, bytes, ms: performance.now() - started };
    this.asked.push(asked);
    onStatement?.(asked);
    return answer;
  }

  /** The one number of an answer. */
  async number(sql: string): Promise<number> {
    const { columns } = await this.ask(sql, NUMBER_BYTES);
    return (columns[0] as Float64Array)[0]!;
  }

  get bytes(): number {
    return this.asked.reduce((sum, { bytes }) => sum + bytes, 0);
  }
}
