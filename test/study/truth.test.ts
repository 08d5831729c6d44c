/** Truth of simulated data in a study: the mean of the column named, over the treated rows each equation uses. */
import { beforeAll, describe, expect, test } from "vitest";
import { parseCsv } from "../../src/data/table/csv.js";
import { type Table, withColumns } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { cellText, type TableModel } from "../../src/report/table-model.js";
import { parseStudy } from "../../src/study/file/study-file.js";
import type { RegressionModel } from "../../src/study/stages/regressions/wild-rows.js";
import { runWholeStudy } from "../support/run-whole-study.js";
import { cohortOf, csvOf, type Row, STUDY, smallRows } from "./small-study.js";

const rows = smallRows();
/** Differs by unit and year, so that a mean over other rows is another number. */
const truthOf = ({ did, city, year }: Row): number => (did === 0 ? 0 : 0.3 + city / 100 + (year - 2013) / 10);
const withTruth = (values: Float64Array): Table =>
  withColumns(parseCsv(csvOf(rows)), [{ kind: "numeric", name: "true_effect", values }]);
const cities = withTruth(Float64Array.from(rows, truthOf));

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const run = (text: string, table = cities) =>
  runWholeStudy(engine, parseStudy(text, "s.yaml"), new Map([["cities", table]]));
const TOLD = `${STUDY.replace("      - { treatment: did, controls: true }", '      - { treatment: did, subset: "year < 2016" }')}truth: { quality: true_effect }\n`;
const mean = (meant: (row: Row) => boolean): number => {
  const values = rows.filter(meant).map(truthOf);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
};
const rowOf = ({ rows }: TableModel, label: string) => rows.find((row) => row.label === label)?.cells.map(cellText);

describe("truth: {outcome: column}", () => {
  test("is told beneath each column, for the rows of that column", async () => {
    const { record, shown } = await run(TOLD);
    const { models } = record.stages.table1 as { readonly models: readonly RegressionModel[] };
    expect(models[0]!.true_effect).toBeCloseTo(
      mean(({ did }) => did === 1),
      14,
    );
    expect(models[1]!.true_effect).toBeCloseTo(
      mean(({ did, year }) => did === 1 && year < 2016),
      14,
    );
    const exhibit = shown[0]!.exhibits[0]!;
    if (exhibit.kind !== "table") throw new Error("a table was expected");
    expect(rowOf(exhibit.table, "True effect (simulated)")).toEqual(
      models.map(({ true_effect }) => true_effect!.toFixed(4)),
    );
  });

  test("is told by event time, the ends for all beyond them", async () => {
    const { record } = await run(TOLD);
    const { truth } = record.stages.figure1 as { readonly truth: Readonly<Record<string, number>> };
    expect(Object.keys(truth).sort()).toEqual(["-1", "-2", "0", "1", "2"]);
    const at = (event: number, row: Row) => cohortOf(row.city) > 0 && row.year - cohortOf(row.city) === event;
    expect(truth["-2"]).toBe(0);
    expect(truth["0"]).toBeCloseTo(
      mean((row) => at(0, row)),
      14,
    );
    expect(truth["2"]).toBeCloseTo(
      mean((row) => row.did === 1 && !at(0, row) && !at(1, row)),
      14,
    );
  });

  test("gives way to a number of the stage, and is not there without either", async () => {
    const told = await run(TOLD.replace("    stage: regressions", "    stage: regressions\n    truth: 0.25"));
    const unreported = await run(STUDY);
    const [own, none] = [told, unreported].map(({ shown }) => {
      const exhibit = shown[0]!.exhibits[0]!;
      return exhibit.kind === "table" ? rowOf(exhibit.table, "True effect (simulated)") : undefined;
    });
    expect(own).toEqual(["0.2500", "0.2500"]);
    expect(none).toBeUndefined();
  });

  test("must be a column of the panel with a value on every row", async () => {
    await expect(run(TOLD.replace("true_effect", "truth_effect"))).rejects.toThrow(
      /^s\.yaml:29:19: .*'truth_effect'.*true_effect/s,
    );
    const gap = Float64Array.from(rows, truthOf);
    gap[9] = Number.NaN;
    await expect(run(TOLD, withTruth(gap))).rejects.toThrow(
      "s.yaml:29:19: 'true_effect' has no value for city '2' in 2011; the true effect must be given on every row, 0 where there is none.",
    );
  });
});
