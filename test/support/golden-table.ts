import { readTable } from "../../src/data/files/read-table.js";
import type { Table } from "../../src/data/table/table.js";

const tables = new Map<string, Promise<Table>>();

/** A table of `test/golden/data`, by its plain CSV name: read once a process. */
export function goldenTable(name: string): Promise<Table> {
  const known = tables.get(name) ?? readTable(new URL(`../golden/data/${name}.gz`, import.meta.url).pathname);
  tables.set(name, known);
  return known;
}
