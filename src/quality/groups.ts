/**
 * Layer quality. Groups of sample rows by the columns of a key. Effects, cells and aggregates share columns, so each
 * column is numbered once a sample, and each key once.
 */
import type { Category } from "../base/columns.js";
import { categoryOf } from "../panel/codes.js";
import { combine } from "../panel/combine.js";
import type { Table } from "../table/table.js";
import type { Keys } from "./plan.js";

/** The categories of `rows` of `table`, made when first asked for. */
export class Groups {
  private readonly made = new Map<string, Category>();

  constructor(
    private readonly table: Table,
    readonly rows: Uint32Array,
  ) {}

  /** One code an observed combination of the key's columns, numbered by sorted labels; MISSING_CODE where one is missing. */
  by({ columns }: Keys): Category {
    const [first, ...others] = columns;
    let key = first!;
    let category = this.column(first!);
    for (const name of others) {
      const pair = [category, this.column(name)];
      key = JSON.stringify([key, name]);
      category = this.once(key, () => combine(pair));
    }
    return category;
  }

  private column(name: string): Category {
    const rows = this.rows.length === this.table.nRows ? undefined : this.rows;
    return this.once(name, () => categoryOf(this.table.column(name), rows));
  }

  private once(key: string, make: () => Category): Category {
    const known = this.made.get(key);
    if (known !== undefined) return known;
    const category = make();
    this.made.set(key, category);
    return category;
  }
}
