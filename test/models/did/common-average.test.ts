/**
 * Averages that stand side by side are of one thing: the treated cells that all estimators have at the event times shown, by the treated
 * rows of the data. Counted and averaged here from the file and from the record's cells.
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { type Panel, panel } from "../../../src/data/panel/panel.js";
import { parseCsv } from "../../../src/data/table/csv.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import type { DidRecord } from "../../../src/verbs/did/design/record.js";
import type { DidOptions } from "../../../src/verbs/did/design/verb.js";
import { did } from "../../../src/verbs/did/verb/fit.js";
import { didTable, presentDid } from "../../../src/verbs/did/verb/table.js";

let engine: Engine;
let states: Panel;
/** Treated rows of the file by cohort and period. */
const treated = new Map<string, number>();
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  const table = parseCsv(readFileSync(new URL("../../../examples/castle/castle.csv", import.meta.url), "utf8"));
  states = panel(table, { unit: "state", time: "year" });
  const [cohort, year] = [table.numeric("law"), table.numeric("year")];
  cohort.forEach((first, row) => {
    if (!(first > 0) || year[row]! < first) return;
    const key = `${first} ${year[row]}`;
    treated.set(key, (treated.get(key) ?? 0) + 1);
  });
});

const castle = (estimator: readonly string[], options: Partial<DidOptions> = {}): DidRecord =>
  did(engine, states, "l_homicide ~ 1 | state + year", { cohort: "law", estimator: [...estimator], ...options });

/** Treated cells up to an event time. */
const upTo = (last: number) =>
  [...treated].flatMap(([key, rows]) => {
    const [cohort, time] = key.split(" ").map(Number) as [number, number];
    return time - cohort > last ? [] : [{ cohort, time, rows }];
  });

const row = (record: DidRecord, name: string) => didTable(record).rows.find((one) => one.name === name);
const commonOf = ({ common }: DidRecord) => common!;

describe("the average of several estimators", () => {
  const SIDE = ["twfe", "cs", "sunab", "bjs", "did2s", "etwfe", "stacked", "lpdid"];
  test("is over the same cells by treated rows in each column, whatever the window hides", () => {
    const record = castle(SIDE, { window: [-4, 3] });
    const cells = upTo(3);
    const rows = cells.reduce((sum, one) => sum + one.rows, 0);
    const common = commonOf(record);
    expect(common).toMatchObject({ event_times: [0, 1, 2, 3], weights: "rows", rows });
    const name = (one: { cohort: number; time: number; rows: number }) => `${one.cohort} ${one.time} ${one.rows}`;
    expect(common.cells.map(name).sort()).toEqual(cells.map(name).sort());
    const printed = row(record, "common")!.cells;
    record.estimates.forEach(({ estimator, cells: own, effects }, column) => {
      const effectOf = ({ cohort, time }: { cohort: number; time: number }): number =>
        own === null
          ? effects.find(({ event }) => event === time - cohort)!.estimate
          : own.find((cell) => cell.cohort === cohort && cell.time === time)!.estimate;
      const byHand = cells.reduce((sum, cell) => sum + (cell.rows / rows) * effectOf(cell), 0);
      const found = common.estimates[column]!;
      expect(found).toMatchObject({ estimator, of: own === null ? "event_times" : "cells" });
      expect(found.estimate).toBeCloseTo(byHand, 12);
      expect(printed[column]).toMatchObject({ value: found.estimate });
      expect(found.std_error).toBeGreaterThan(0);
    });
  });

  test("lies between the effects it averages", () => {
    const { estimates, common } = castle(["cs", "sunab"], { window: [-4, 3] });
    const largest = Math.max(...estimates[0]!.effects.filter(({ event }) => event! >= 0).map((one) => one.estimate));
    expect(estimates[0]!.overall.estimate).toBeGreaterThan(largest);
    expect(common!.estimates[0]!.estimate).toBeLessThan(largest);
    // from event time 0 on both have the same cells on a balanced panel with units never treated
    expect(common!.estimates[0]!.estimate).toBeCloseTo(common!.estimates[1]!.estimate, 10);
  });

  test.each(["sunab", "etwfe", "bjs", "did2s"])(
    "is, with its error, that of %s alone where all cells are common",
    (name) => {
      const alone = castle([name]).estimates[0]!;
      const { common } = castle([name, "twfe"]);
      const own = common!.estimates[0]!;
      expect(own.estimate).toBeCloseTo(alone.overall.estimate, 12);
      expect(own.std_error).toBeCloseTo(alone.overall.std_error!, 12);
      expect(own.p_value).toBeCloseTo(alone.overall.p_value!, 12);
      expect(own.df).toBe(alone.df);
    },
  );

  test.each(["event", "cohort", "all"] as const)(
    "of bjs measures effects from the groups asked for: %s",
    (errorGroups) => {
      const alone = castle(["bjs"], { errorGroups }).estimates[0]!.overall;
      const own = castle(["bjs", "cs"], { errorGroups }).common!.estimates[0]!;
      expect(own.std_error).toBeCloseTo(alone.std_error!, 12);
    },
  );

  test("is of effects by event time by the rows of the sample where no estimator has cells", () => {
    const record = castle(["twfe", "stacked"], { window: [-2, 2] });
    expect(commonOf(record).estimates.map(({ of }) => of)).toEqual(["event_times", "event_times"]);
    expect(commonOf(record).rows).toBe(upTo(2).reduce((sum, { rows }) => sum + rows, 0));
    expect(didTable(record).notes[0]).toContain("twfe, stacked have no effects by cell");
  });

  test("is said, in both languages, with its cells and rows; the two-way coefficient stands apart", () => {
    const record = castle(["twfe", "cs"], { window: [-4, 3] });
    const { rows } = commonOf(record);
    const [english, chinese] = (["en", "zh"] as const).map((language) => didTable(record, { language }));
    expect(row(record, "common")!.label).toBe("Average of event times 0 to 3, by treated rows");
    expect(row(record, "average")).toBeUndefined();
    expect(english!.notes[0]).toContain(
      `the 14 treated cells (cohort by period) that all estimators have at event times 0 to 3, by their ${rows} treated rows`,
    );
    expect(english!.notes[0]).toContain("2009 (2009, 2010)");
    expect(chinese!.notes[0]).toContain(`14 个处理单元（批次 × 时期），按其 ${rows} 行受处理观测加权`);
    const [alone] = castle(["twfe"], { aggregate: "simple" }).estimates;
    expect(record.two_way).toMatchObject({ ...alone!.overall, nobs: alone!.nobs });
    expect(row(record, "two_way")!.cells).toMatchObject([{ value: alone!.overall.estimate }, { kind: "empty" }]);
    expect(record.estimates.flatMap(({ notes }) => notes.map(({ code }) => code))).not.toContain(
      "did_average_beyond_window",
    );
    const lines = presentDid(record).files!()["effects.csv"]!.split("\n");
    expect(lines.filter((line) => /,(common|two_way),/.test(line))).toHaveLength(3);
  });

  test("is none where nothing is common, which is said", () => {
    const record = castle(["cs", "sunab"], { window: [-4, -2] });
    expect(record.common).toBeNull();
    expect(row(record, "common")).toBeUndefined();
    expect(didTable(record).notes[0]).toMatch(/^No average stands side by side/);
  });

  test("has no error where it rests on one unit", () => {
    const one = castle(["cs", "sunab"], { window: [4, 4] });
    expect(one.common!.estimates.map(({ std_error, no_error }) => [std_error, no_error])).toEqual([
      [null, "one_unit"],
      [null, "one_unit"],
    ]);
    expect(didTable(one).notes.join(" ")).toContain("cs, sunab: the average rests on one treated unit");
  });
});

describe("the average of one estimator alone", () => {
  test.each([
    ["cs", "Average of event times 0 to 4, each alike"],
    ["sunab", "Average of event times 0 to 4, by treated rows"],
    ["twfe", "Average of event times 0 to 4, by treated rows"],
    ["dcdh", "Average of event times 0 to 3, per unit of dose"],
    ["lpdid", "Average of event times 0 to 3, each alike"],
  ])("of %s names its event times and what they weigh", (name, label) => {
    const record = castle([name], { window: [-4, 3] });
    expect(record.common).toBeUndefined();
    expect(row(record, "average")!.label).toBe(label);
  });
});
