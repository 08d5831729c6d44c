/** The pages of a Trino answer as columns of doubles and texts. */
import type { Answer, AnswerColumn, SqlColumn, SqlKind } from "../engine.js";
import type { Page } from "./trino-http.js";

const KINDS: Readonly<Record<string, SqlKind>> = {
  ...{ tinyint: "number", smallint: "number", integer: "number", bigint: "number" },
  ...{ real: "number", double: "number", decimal: "number", varchar: "text", char: "text" },
  ...{ boolean: "boolean", date: "date", time: "date", timestamp: "date" },
};

/** What a column of type `decimal(12, 2)` or `timestamp(3) with time zone` holds. */
export const columnOf = ({ name, type }: { readonly name: string; readonly type: string }): SqlColumn => ({
  name,
  kind: KINDS[/^[a-z]+/.exec(type)?.[0] ?? ""] ?? "other",
  type,
});

/** What Trino writes of doubles as text, since JSON has no word for them. */
const NOT_FINITE: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  "-Infinity": Number.NEGATIVE_INFINITY,
};

type Column =
  | { readonly isText: false; readonly values: number[] }
  | { readonly isText: true; readonly values: (string | null)[] };

/** An answer that is not of doubles and texts, or not as the protocol has it; the message says how. */
export class ForeignAnswer extends Error {}

/** Collects pages. Throws ForeignAnswer. */
export class TrinoAnswer {
  private columns: readonly Column[] | undefined;
  private rows = 0;

  add({ columns, data = [] }: Page): void {
    if (columns !== undefined) this.columns ??= columns.map(emptyColumn);
    const into = this.columns ?? [];
    for (const row of data) {
      if (row.length !== into.length)
        throw new ForeignAnswer(`it answered a row of ${row.length} values, for ${into.length} columns`);
      for (const [j, value] of row.entries()) append(into[j]!, value);
    }
    this.rows += data.length;
  }

  finished(bytes: number): Answer {
    if (this.columns === undefined) throw new ForeignAnswer("it sent an answer without columns");
    const columns: AnswerColumn[] = this.columns.map(({ isText, values }) =>
      isText ? values : Float64Array.from(values),
    );
    return { rows: this.rows, columns, bytes };
  }
}

function emptyColumn({ name, type }: { readonly name: string; readonly type: string }): Column {
  const isText = /^(var)?char\b/.test(type);
  if (!isText && type !== "double")
    throw new ForeignAnswer(`it answered column ${name} of type ${type}, which is neither double nor text`);
  return { isText, values: [] };
}

function append({ isText, values }: Column, value: unknown): void {
  if (isText) {
    if (typeof value !== "string" && value !== null)
      throw new ForeignAnswer(`it answered the value ${JSON.stringify(value)} of a text`);
    values.push(value);
    return;
  }
  const number = value === null ? Number.NaN : typeof value === "number" ? value : NOT_FINITE[String(value)];
  if (number === undefined) throw new ForeignAnswer(`it answered the value ${JSON.stringify(value)} of a double`);
  values.push(number);
}
