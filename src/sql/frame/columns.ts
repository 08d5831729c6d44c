/**
 * The columns of a source as formulas read them, by the rules of files in memory: truth is 1 and 0, dates are texts, an empty text
 * is missing. Knows no expressions.
 */
import type { Column } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import { makeTable, type Table } from "../../data/table/table.js";
import { truth } from "../dialect.js";
import type { SqlColumn } from "../engine.js";
import type { SqlSource } from "../frame.js";
import type { LayeredSql, Layers } from "./layers.js";

export class SourceColumns {
  /** A table of the same columns and no rows, for whoever asks by names. */
  readonly header: Table;
  private readonly byName: ReadonlyMap<string, SqlColumn>;

  constructor(
    private readonly source: SqlSource,
    private readonly layers: Layers,
  ) {
    this.byName = new Map(source.columns.map((column) => [column.name, column]));
    this.header = headerOf(source);
  }

  /** Throws DataError `unknown_column`; `column_kind` for a type that is neither number, text, truth nor date. */
  kindOf(name: string): "number" | "text" {
    this.header.column(name);
    const { kind, type } = this.byName.get(name)!;
    if (kind === "other") {
      throw new DataError(
        "column_kind",
        `Column '${name}' of ${this.source.name} is of type ${type}, which no formula reads; make a number or a text of it in a query.`,
        { got: type, expected: "number, text, boolean or date", column: name },
      );
    }
    return kind === "number" || kind === "boolean" ? "number" : "text";
  }

  /** The column's own values, of its own type; a truth value is a number. */
  key(name: string): LayeredSql {
    this.kindOf(name);
    return this.layers.column({ sql: this.isBoolean(name) ? this.number(name) : this.quoted(name), layer: 0 });
  }

  /** The column as a double, or as a text, NULL where missing; a double may be NaN. */
  value(name: string): LayeredSql {
    const sql = this.kindOf(name) === "number" ? this.number(name) : this.text(name);
    return this.layers.column({ sql, layer: 0 });
  }

  /** A condition: the column is there, and no NaN. */
  present(name: string): LayeredSql {
    const { sql, layer } = this.value(name);
    const value = this.kindOf(name) === "text" ? sql : this.source.engine.dialect.withoutNaN(sql);
    return { sql: `(${value} IS NOT NULL)`, layer };
  }

  /** Whether a double may round the column's numbers. */
  isWhole(name: string): boolean {
    return /int|long|decimal|numeric/i.test(this.byName.get(name)!.type);
  }

  private number(name: string): string {
    const { dialect } = this.source.engine;
    const column = this.quoted(name);
    return this.isBoolean(name) ? truth(dialect, column) : dialect.double(column);
  }

  private text(name: string): string {
    const { varchar, text } = this.source.engine.dialect;
    const cell = varchar(this.quoted(name));
    const missing = [...new Set(["", ...(this.source.missing ?? [])])].map(text).join(", ");
    return `CASE WHEN ${cell} NOT IN (${missing}) THEN ${cell} END`;
  }

  private isBoolean(name: string): boolean {
    return this.byName.get(name)!.kind === "boolean";
  }

  private quoted(name: string): string {
    return this.source.engine.dialect.quoted(name);
  }
}

/** A table of a source's columns without rows. */
export const headerOf = ({ columns, name }: Pick<SqlSource, "columns" | "name">): Table =>
  makeTable(columns.map(emptyColumn), { name, bytes: 0, sha256: null });

const emptyColumn = ({ name, kind }: SqlColumn): Column =>
  kind === "number" || kind === "boolean"
    ? { kind: "numeric", name, values: new Float64Array(0) }
    : { kind: "text", name, codes: new Uint32Array(0), levels: [] };
