/**
 * Rows of ClickHouse's TabSeparatedWithNamesAndTypes as they arrive: names, types, then rows, each with a line feed at its end, without
 * which it is not whole.
 */
import type { Answer } from "../engine.js";
import { AnswerColumns, type ColumnKind } from "./answer-columns.js";

const LINE_FEED = 0x0a;

/** The answer is not one: cut, or a row of another shape, such as an error the server wrote into it. */
export class NotWhole extends Error {}

/** Collects an answer from pieces of any size. */
export class TabSeparated {
  private bytes = 0;
  private lines = 0;
  private started: Uint8Array[] = [];
  private columns: AnswerColumns | undefined;

  /** `kindOf` gives what a column of a type is read as. */
  constructor(private readonly kindOf: (type: string) => ColumnKind) {}

  push(piece: Uint8Array): void {
    this.bytes += piece.length;
    let from = 0;
    for (let end = piece.indexOf(LINE_FEED); end >= 0; end = piece.indexOf(LINE_FEED, from)) {
      this.line(Buffer.concat([...this.started, piece.subarray(from, end)]).toString("utf8"));
      this.started = [];
      from = end + 1;
    }
    if (from < piece.length) this.started.push(piece.subarray(from));
  }

  /** Throws NotWhole where a line was begun, or nothing came at all. */
  answer(): Answer {
    if (this.started.length > 0 || this.columns === undefined) {
      throw new NotWhole(Buffer.concat(this.started).toString("utf8") || "nothing came");
    }
    return this.columns.answer(this.bytes);
  }

  private line(text: string): void {
    const fields = text.split("\t").map(unescaped);
    this.lines++;
    if (this.lines === 1) return;
    if (this.columns === undefined) {
      this.columns = new AnswerColumns(fields.map((type) => this.kindOf(type ?? "")));
      return;
    }
    try {
      this.columns.add(fields);
    } catch (error) {
      throw new NotWhole(`${text.slice(0, 1000)} (${(error as Error).message})`);
    }
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  0: "\0",
  a: "\x07",
  v: "\v",
};

const unescaped = (field: string): string | null =>
  field === "\\N"
    ? null
    : field.includes("\\")
      ? field.replaceAll(/\\([\s\S])/g, (_, letter: string) => ESCAPES[letter] ?? letter)
      : field;
