/**
 * Groups of sample rows by the columns of a key. Effects, cells and aggregates share columns, so each
 * column is numbered once, each key once, and those of a smaller sample are taken from the larger one's.
 */
import type { Category } from "../../base/columns.js";
import { codesAt } from "../../base/row-runs.js";
import { categoryAt, categoryOf } from "../../data/panel/codes.js";
import { combine } from "../../data/panel/order.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { elementary } from "../../engine/kernels/math.js";
import type { Keys } from "./options.js";

/** The categories of `rows` of `table`, made when first asked for. */
export class Groups {
  private readonly made = new Map<string, Category>();
  private wider: { readonly groups: Groups; readonly positions: Uint32Array } | undefined;

  constructor(
    private readonly table: Table,
    readonly rows: Uint32Array,
    /** Where given, columns of integers are coded by a kernel. */
    private readonly engine?: Engine,
  ) {}

  /** The groups of some of these rows, `positions` ascending. */
  narrow(positions: Uint32Array): Groups {
    const rows = codesAt(this.rows, positions);
    const narrower = new Groups(this.table, rows, this.engine);
    narrower.wider = { groups: this, positions };
    return narrower;
  }

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
    return this.once(name, () => {
      const rows = this.rows.length === this.table.nRows ? undefined : this.rows;
      const integerCodes = this.engine === undefined ? undefined : elementary(this.engine).integerCodes;
      return categoryOf(this.table.column(name), rows, integerCodes);
    });
  }

  private once(key: string, make: () => Category): Category {
    const known = this.made.get(key);
    if (known !== undefined) return known;
    const wide = this.wider?.groups.made.get(key);
    const category = wide === undefined ? make() : categoryAt(wide, this.wider!.positions);
    this.made.set(key, category);
    return category;
  }
}
