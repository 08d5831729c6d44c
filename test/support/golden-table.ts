import { readTable } from "../../src/data/files/read-table.js";
import type { Table } from "../../src/data/table/table.js";

/** A table of `test/golden/data`, by its plain CSV name. */
export const goldenTable = (name: string): Promise<Table> =>
  readTable(new URL(`../golden/data/${name}.gz`, import.meta.url).pathname);
