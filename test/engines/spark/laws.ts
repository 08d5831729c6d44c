/** The laws of engines as a server of Spark Connect is asked them: of its dialect, of statements, frames and verbs. */
import { beforeAll, describe } from "vitest";
import type { SqlEngine } from "../../../src/sql/engine.js";
import type { SqlSource } from "../../../src/sql/frame.js";
import { sqlSource } from "../../../src/sql/open.js";
import { frameLaws } from "../frame-laws.js";
import { type Rows, sourceOf } from "../frame-rows.js";
import { dialectLaws, statementLaws } from "../laws.js";
import { panelLaws } from "../panel-laws.js";
import { loadTable, type TestTable } from "../support.js";
import { memoryTable, verbLaws, verbPanel } from "../verb-laws.js";

/** Tables of Spark are files. */
export const FILES = "USING parquet";

/** Table `panel` of Spark and of DuckDB has the rows of `panel`. */
export function sparkLaws(spark: () => SqlEngine, duckdb: () => SqlEngine, panel: TestTable): void {
  dialectLaws(spark);
  statementLaws(panel, [spark, "panel"], [duckdb, "panel"]);
  describe("over its rows", () => {
    frameLaws((rows: Rows) => sourceOf(spark(), "frame_rows", rows, FILES), [1], 3);
    const firms = verbPanel(7);
    verbLaws(memoryTable(firms), () => source, 2);
    panelLaws(memoryTable(firms), () => source);
    let source: SqlSource;
    beforeAll(async () => {
      await loadTable(spark(), "firms", firms, FILES);
      source = await sqlSource(spark(), "firms");
    });
  });
}
