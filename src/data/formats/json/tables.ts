/**
 * The columns that JSON holds, in whichever shape: records in an array, one a line, or in a member of an object; an object of arrays.
 */
import { DataError } from "../../../base/errors.js";
import type { MemoryBudget } from "../memory-budget.js";
import type { ByteSource } from "../source.js";
import { TextPool } from "../text/text-pool.js";
import { Density, JsonCells } from "./cells.js";
import { JsonScanner } from "./scanner.js";

export interface JsonTable {
  readonly columns: readonly JsonCells[];
  readonly nRows: number;
  /** The member of an object in which records were found, and the others. */
  readonly member?: string;
  readonly others: readonly string[];
  readonly density: Density;
}

const BRACE = 0x7b;
const BRACKET = 0x5b;

/** Throws DataError `json_syntax`, `json_nested`, `json_shape`, `json_duplicate`. */
export async function readJson(source: ByteSource, asLines: boolean): Promise<JsonTable> {
  const json = new JsonScanner(source);
  const reader = new JsonReader(json, source.name, source.memory);
  await json.step(() => {
    if (json.peek() === 0xef) json.at += 3;
  });
  const first = await json.step(() => json.peek());
  if (first === BRACKET) await reader.array();
  else if (first === BRACE && !asLines && (await reader.isObjectOfMore())) return reader.object();
  else await reader.lines();
  await reader.end();
  return { columns: reader.columns, nRows: reader.nRows, others: [], density: reader.density };
}

class JsonReader {
  columns: JsonCells[] = [];
  nRows = 0;
  private readonly byName = new Map<string, JsonCells>();
  /** The column of each distinct spelling of a name. */
  private readonly byKey: JsonCells[] = [];
  private readonly keys: TextPool;
  private attempt = 0;
  readonly density: Density;

  constructor(
    private readonly json: JsonScanner,
    private readonly file: string,
    private readonly memory: MemoryBudget,
  ) {
    this.keys = new TextPool(this.decode, memory, "names");
    this.density = new Density(file);
  }

  private readonly decode = (bytes: Uint8Array, escaped: number): string => {
    try {
      const text = utf8.decode(bytes);
      return escaped === 0 ? text : JSON.parse(`"${text}"`);
    } catch {
      throw this.json.wrong("a text is not UTF-8, or has an escape that is none");
    }
  };

  /** Records one after the other, a line each as a rule. */
  async lines(): Promise<void> {
    const { json } = this;
    await json.step(() => {
      while (json.peek() === BRACE) this.record();
    });
  }

  /** An array of records. */
  async array(): Promise<void> {
    const { json } = this;
    await json.step(() => json.expect("["));
    if (await json.step(() => json.passes("]"))) return;
    await this.separated(() => this.record());
    await json.step(() => json.expect("]"));
  }

  /** Elements with commas between them. */
  private separated(element: () => void): Promise<void> {
    const { json } = this;
    let isBetween = false;
    return json.step(() => {
      for (;;) {
        if (isBetween && !json.passes(",")) return;
        isBetween = false;
        json.keep();
        element();
        isBetween = true;
        json.keep();
      }
    });
  }

  private record(): void {
    const { json } = this;
    json.reading = undefined;
    json.row = this.nRows;
    if (json.peek() !== BRACE) throw this.shape("an array whose elements are no objects");
    this.attempt++;
    json.each("{", "}", this.readCell);
    this.nRows++;
    json.keep();
  }

  private readonly readCell = (): void => this.cell();

  private cell(): void {
    const { json } = this;
    json.text();
    const column = this.column();
    if (column.attempt === this.attempt) {
      throw new DataError(
        "json_duplicate",
        `${this.file}: record ${this.nRows + 1} has two values called '${column.name}'; remove or rename one.`,
        {
          got: column.name,
          expected: "distinct names",
          row: this.nRows + 1,
        },
      );
    }
    column.attempt = this.attempt;
    json.expect(":");
    const kind = json.value();
    if (kind === "object" || kind === "array") throw this.nested(column.name, kind);
    column.set(this.nRows, json, kind);
  }

  /** The column of the name that was read last. */
  private column(): JsonCells {
    const { json } = this;
    const code = this.keys.code(json.buffer, json.start, json.end, Number(json.escaped));
    this.byKey[code] ??= this.columnCalled(this.keys.cells[code]!);
    return this.byKey[code];
  }

  private columnCalled(name: string): JsonCells {
    let column = this.byName.get(name);
    if (column === undefined) {
      column = new JsonCells(name, this.decode, this.density, this.memory);
      this.byName.set(name, column);
      this.columns.push(column);
    }
    return column;
  }

  /** Whether the object here has an object or array as its first member. */
  async isObjectOfMore(): Promise<boolean> {
    const { json } = this;
    return json.step(() => {
      const { at } = json;
      json.expect("{");
      const isEmpty = json.passes("}");
      if (!isEmpty) json.text();
      if (!isEmpty) json.expect(":");
      const next = isEmpty ? BRACE : json.peek();
      json.at = at;
      return next === BRACE || next === BRACKET;
    });
  }

  /** An object of arrays: of values, which are columns, or one of records. */
  async object(): Promise<JsonTable> {
    const { json } = this;
    let member: string | undefined;
    const arrays: { readonly column: JsonCells; readonly length: number }[] = [];
    const others: string[] = [];
    await json.step(() => json.expect("{"));
    const isEmpty = await json.step(() => json.passes("}"));
    for (let more = !isEmpty; more; more = await json.step(() => json.passes(","))) {
      const name = await this.memberName();
      const holds = await this.holds();
      if (holds === "records" && member === undefined) {
        member = name;
        await this.array();
      } else if (holds === "values") arrays.push(await this.valuesOf(name));
      else {
        await json.step(() => json.skip());
        others.push(name);
      }
    }
    if (!isEmpty) await json.step(() => json.expect("}"));
    await this.end();
    if (member !== undefined) {
      return {
        columns: this.columns,
        nRows: this.nRows,
        member,
        others: [...arrays.map(({ column }) => column.name), ...others],
        density: this.density,
      };
    }
    return this.ofArrays(arrays, others);
  }

  private async memberName(): Promise<string> {
    const { json } = this;
    const name = await json.step(() => {
      json.text();
      const text = this.decode(json.buffer.subarray(json.start, json.end), Number(json.escaped));
      json.expect(":");
      return text;
    });
    json.reading = `the member '${name}'`;
    return name;
  }

  private async holds(): Promise<"records" | "values" | "other"> {
    const { json } = this;
    return json.step(() => {
      const { at } = json;
      if (json.peek() !== BRACKET) return "other";
      json.at++;
      const first = json.peek();
      json.at = at;
      if (first === BRACE) return "records";
      return first === BRACKET ? "other" : "values";
    });
  }

  private async valuesOf(name: string) {
    const { json } = this;
    const column = new JsonCells(name, this.decode, this.density, this.memory);
    let length = 0;
    await json.step(() => json.expect("["));
    if (await json.step(() => json.passes("]"))) return { column, length };
    await this.separated(() => {
      const kind = json.value();
      if (kind === "object" || kind === "array") throw this.nested(name, kind, length);
      column.set(length++, json, kind);
    });
    await json.step(() => json.expect("]"));
    return { column, length };
  }

  private ofArrays(
    arrays: readonly { readonly column: JsonCells; readonly length: number }[],
    others: readonly string[],
  ): JsonTable {
    const [first] = arrays;
    if (first === undefined || others.length > 0)
      throw this.shape(`an object whose members are no arrays of values (${others.slice(0, 5).join(", ") || "none"})`);
    for (const { column, length } of arrays) {
      if (length === first.length) continue;
      throw new DataError(
        "column_length",
        `${this.file}: '${column.name}' has ${length} values, '${first.column.name}' has ${first.length}.`,
        { got: length, expected: first.length, column: column.name },
      );
    }
    return { columns: arrays.map(({ column }) => column), nRows: first.length, others: [], density: this.density };
  }

  /** Nothing but white space may follow. */
  async end(): Promise<void> {
    const { json } = this;
    json.reading = "the end";
    const next = await json.step(() => json.peek());
    if (next >= 0) throw json.wrong(`'${String.fromCharCode(next)}' follows where the file should end`);
  }

  private nested(column: string, kind: "object" | "array", row = this.nRows): DataError {
    return new DataError(
      "json_nested",
      `${this.file}: '${column}' of row ${row + 1} is an ${kind}, one value was expected; write its parts as values of their own (pandas: json_normalize).`,
      { got: kind, expected: "one value a row", column, row: row + 1 },
    );
  }

  private shape(got: string): DataError {
    return new DataError(
      "json_shape",
      `${this.file} is ${got}; an array of records, one a line, or an object of arrays was expected (pandas: orient="records").`,
      { got, expected: "records" },
    );
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
