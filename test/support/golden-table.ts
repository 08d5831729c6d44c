import { readTable } from "../../src/table/node/read-table.js";
import type { Table } from "../../src/table/table.js";

/** A table of `test/golden/data`, by its plain CSV name. */
export const goldenTable = (name: string): Promise<Table> =>
  readTable(new URL(`../golden/data/${name}.gz`, import.meta.url).pathname);
