/** Keys of effects and clusterings as columns of a frame: one each, whatever groups by it. Knows no rows. */
import { type By, clusterName } from "../../regression/frame/clusterings.js";
import type { SqlGrouping } from "../frame.js";
import type { SourceColumns } from "./columns.js";
import type { LayeredSql } from "./layers.js";

interface KeyColumn {
  readonly name: string;
  readonly key: LayeredSql;
  /** Of a number, as a double. */
  readonly value?: LayeredSql;
}

export class Groupings {
  private readonly keys = new Map<string, KeyColumn>();

  constructor(columns: SourceColumns, groupings: By) {
    for (const column of groupings.flat()) {
      if (this.keys.has(column)) continue;
      const isNumber = columns.kindOf(column) === "number";
      this.keys.set(column, {
        name: `k${this.keys.size + 1}`,
        key: columns.key(column),
        ...(isNumber && { value: columns.value(column) }),
      });
    }
  }

  /** As a SELECT lists them. */
  get items(): string[] {
    return [...this.keys.values()].map(({ name, key }) => `${key.sql} AS ${name}`);
  }

  /** Keys that are numbers. */
  get numbers(): LayeredSql[] {
    return [...this.keys.values()].flatMap(({ value }) => (value === undefined ? [] : [value]));
  }

  /** A grouping, where `largest` is of each of `numbers` how large it becomes: those a double would round are kept apart as texts. */
  of(by: readonly string[], largest: readonly number[]): SqlGrouping {
    const keys = by.map((column) => this.keys.get(column)!);
    const [{ value }] = keys as [KeyColumn];
    const place = value === undefined ? -1 : this.numbers.findIndex(({ sql }) => sql === value.sql);
    const isNumeric = keys.length === 1 && place >= 0 && largest[place]! <= Number.MAX_SAFE_INTEGER;
    return { name: clusterName(by), keys: keys.map(({ name }) => name), isNumeric };
  }
}
