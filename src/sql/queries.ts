/**
 * The statements of one result: asked one after the other, counted, with progress, and passed on as they were to who asks for them.
 */
import { NotSupported } from "../base/errors.js";
import type { LongOptions, Progress } from "../base/progress.js";
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

/** Characters of a text that are within those a string holds. */
const LONGEST_TEXT = 2 ** 28;

/** Asks an engine and keeps account. */
export class Queries {
  /** How many were answered, and what they brought. */
  statements = 0;
  bytes = 0;

  constructor(
    readonly engine: SqlEngine,
    private readonly options: Pick<LongOptions, "signal" | "onProgress"> & {
      readonly onStatement?: (asked: Asked) => void;
    } = {},
  ) {}

  /**
   * Throws NotSupported `engine_text` where a statement is longer than the engine takes, and as the engine.
   *
   * @param at how far a run of many statements is
   */
  async ask(sql: string, expected?: number, at?: Progress): Promise<Answer> {
    if (sql.length > this.mostText) throw tooLong(sql.length, this.mostText);
    const { signal, onProgress, onStatement } = this.options;
    onProgress?.(
      at ?? { stage: `statement ${this.statements + 1} to ${this.engine.shown}`, fraction: 0, msLeft: null },
    );
    const started = performance.now();
    const answer = await this.engine.query(sql, signal);
    const { rows, bytes } = answer;
    this.statements++;
    this.bytes += bytes;
    onStatement?.({ sql, ...(expected !== undefined && { expected }), rows, bytes, ms: performance.now() - started });
    return answer;
  }

  /** The one number of an answer. */
  async number(sql: string): Promise<number> {
    const { columns } = await this.ask(sql, NUMBER_BYTES);
    return (columns[0] as Float64Array)[0]!;
  }

  /** Asks for `items` at once, or for as many at a time as the text of a statement takes, and one at least. */
  async askInParts<T>(
    items: readonly T[],
    make: (some: readonly T[]) => string,
    take: (answer: Answer, some: readonly T[]) => void,
    { expected, at }: { readonly expected: (n: number) => number; readonly at?: Progress },
  ): Promise<void> {
    let size = items.length;
    for (let left = items; left.length > 0; left = left.slice(size)) {
      size = Math.min(size, left.length);
      let sql = make(left.slice(0, size));
      for (; sql.length > this.mostText && size > 1; sql = make(left.slice(0, size))) size = Math.ceil(size / 2);
      take(await this.ask(sql, expected(size), at), left.slice(0, size));
    }
  }

  /** Characters of a statement: what the engine takes, or a text can hold here. */
  get mostText(): number {
    return Math.min(this.engine.limits.text, LONGEST_TEXT);
  }
}

const tooLong = (length: number, most: number): NotSupported =>
  new NotSupported(
    "engine_text",
    `A statement would be ${length} characters, of which the engine takes ${most}: levels of effects, or numbers by level, are part of its text. Use coarser effects, or bring home the columns the model reads, in Parquet.`,
    { got: length, expected: `at most ${most} characters` },
  );
