/**
 * By what was the treatment assigned? 400 firms in 20 cities with shocks of the cities and no effect: errors by firm find one all the same, and
 * every verb that knows treatment and clusters names the level that would not.
 */
import { beforeAll, describe, expect, test } from "vitest";
import { noteText } from "../../src/base/messages.js";
import { panel } from "../../src/data/panel/panel.js";
import { makeTable, selectRows, type Table, withColumns } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { inspectTable } from "../../src/inspect/inspect-table.js";
import { did } from "../../src/verbs/did/verb/fit.js";
import { eventStudy } from "../../src/verbs/event-study/fit.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { fitFeols } from "../../src/verbs/feols/fitted-model.js";
import { firmsInCities } from "../support/firms-in-cities.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const SEED = 15;
const table = firmsInCities(SEED);
const firms = panel(table, { unit: "firm", time: "year" });
const FORMULA = "y ~ did | firm + year";
const levels = [{ column: "city", groups: 20, treated: 10 }];
const open = (treatment: string) => ({
  code: "assignment_level",
  detail: { treatment, cluster: "firm", clusters: 400, levels },
});
const noted = ({ notes }: { readonly notes: readonly { readonly code: string }[] }) =>
  notes.filter(({ code }) => code.startsWith("assignment"));

test("the example: by firm an effect beyond doubt, by city none", () => {
  const p = (by: string) => feols(engine, table, FORMULA, { vcov: `cluster:${by}` }).coefficients.did!.p_value;
  expect(p("firm")).toBeLessThan(1e-6);
  expect(p("city")).toBeGreaterThan(0.05);
});

describe("the level is named with its counts, once for columns that make the same groups", () => {
  test("feols, whatever says its periods, and held", () => {
    const options = { vcov: "cluster:firm" } as const;
    expect(noted(feols(engine, table, FORMULA, options))).toMatchObject([open("did")]);
    expect(noted(feols(engine, firms, "y ~ did", options))).toMatchObject([open("did")]);
    expect(noted(feols(engine, table, "y ~ i(year, did) | firm + year", options))).toMatchObject([open("did")]);
    const held = fitFeols(engine, table, FORMULA, { vcov: "iid" });
    expect(noted(held.record)).toEqual([]);
    expect(noted(held.withVcov("cluster:firm"))).toMatchObject([open("did")]);
    held.free();
  });

  test("did and event-study, by cohort and by treatment", () => {
    const model = "y ~ 1 | firm + year";
    expect(noted(did(engine, firms, model, { cohort: "g", estimator: ["twfe", "sunab"] }))).toMatchObject([open("g")]);
    expect(noted(did(engine, firms, model, { treat: "did" }))).toMatchObject([open("did")]);
    const study = eventStudy(engine, firms, model, { treat: "did", vcov: "cluster:firm", ref: [-1] });
    expect(noted(study)).toMatchObject([open("did")]);
  });

  test("inspect", () => {
    const keys = { unit: "firm", time: "year" };
    const { inspection } = inspectTable(table, { keys, source: { cohort: "g" } });
    const found = inspection.findings.filter(({ code }) => code === "assignment_open");
    expect(found).toMatchObject([
      { severity: "look", detail: { by: "firm", clusters: 400, levels }, where: { columns: ["city"] } },
    ]);
  });

  test("in both languages", () => {
    const [note] = feols(engine, table, FORMULA, { vcov: "cluster:firm" }).notes.slice(-1);
    expect(noteText(note!, "zh")).toContain("city（20 组，其中 10 组受处理）");
  });
});

describe("settled", () => {
  const by = (assignedBy: string, vcov = "cluster:firm") => noted(feols(engine, table, FORMULA, { vcov, assignedBy }));

  test("by the unit itself: nothing is said", () => {
    expect(by("unit")).toEqual([]);
    expect(by("none")).toEqual([]);
  });

  test("by a column: errors below it are wrong, errors by it or above it are not", () => {
    const below = { code: "assignment_below", detail: { column: "city", groups: 20, cluster: "firm", clusters: 400 } };
    expect(by("city")).toMatchObject([below]);
    expect(by("city", "hetero")).toMatchObject([
      { ...below, detail: { column: "city", groups: 20, cluster: null, clusters: null } },
    ]);
    expect(by("city", "cluster:city")).toEqual([]);
    expect(by("city", "cluster:city_id")).toEqual([]);
    expect(by("city", "cluster:firm+city")).toEqual([]);
    expect(() => by("town")).toThrow(/town/);
  });
});

describe("no level is made up", () => {
  const of = (data: Table, vcov = "cluster:firm") => noted(feols(engine, data, FORMULA, { vcov }));
  const numeric = (name: string, value: (row: number) => number) =>
    withColumns(table, [
      { kind: "numeric", name, values: Float64Array.from({ length: table.nRows }, (_, row) => value(row)) },
    ]);
  const firm = table.numeric("firm");
  const g = table.numeric("g");

  test("clusters are by it, or treatment differs within its groups", () => {
    expect(of(table, "cluster:city")).toEqual([]);
    // firms of every industry and region are treated and untreated
    const mixed = numeric("city", (row) => firm[row]! % 50);
    expect(of({ ...mixed, columns: mixed.columns.filter(({ name }) => name !== "city_id") })).toEqual([]);
  });

  test("a column that says who is treated, or when", () => {
    const treated = selectRows(
      table,
      Uint32Array.from(table.numeric("firm").keys()).filter((row) => firm[row]! < 40),
    );
    expect(of(treated)).toEqual([]); // two cities, one treated
    const codes = of(numeric("cohort", (row) => g[row]!));
    expect(codes).toMatchObject([{ detail: { levels } }]);
  });

  test("groups that chance alone would treat alike", () => {
    // 395 groups of 400 firms: five pairs
    const pairs = numeric("pair", (row) => Math.max(firm[row]!, 5) - (firm[row]! < 10 ? firm[row]! % 5 : 0));
    expect(of(pairs)).toMatchObject([{ detail: { levels } }]);
  });
});

describe("paths of more periods than a word has bits", () => {
  // 24 units in 8 groups over 70 periods, the even groups treated from period 50 on, but for a unit that starts later
  const PERIODS = 70;
  const long = (late: number) => {
    const column = (name: string, value: (unit: number, period: number) => number) => ({
      ...({ kind: "numeric", name } as const),
      values: Float64Array.from({ length: 24 * PERIODS }, (_, i) => value(Math.floor(i / PERIODS), i % PERIODS)),
    });
    return makeTable(
      [
        ...[column("unit", (unit) => unit), column("group", (unit) => unit % 8), column("period", (_, t) => t)],
        column("d", (unit, t) => Number(unit % 2 === 0 && t >= (unit === 2 ? late : 50))),
        column("y", (unit, t) => Math.sin(31 * unit + 17 * t)),
      ],
      table.source,
    );
  };
  const of = (late: number) => noted(feols(engine, long(late), "y ~ d | unit + period", { vcov: "cluster:unit" }));
  test("the level stands where the paths are one, and falls where they part in the last word alone", () => {
    expect(of(50)).toMatchObject([{ detail: { levels: [{ column: "group", groups: 8, treated: 4 }] } }]);
    expect(of(66)).toEqual([]);
  });
});

test("another variance of a held regression by the same clusters looks at no column again", () => {
  let read = 0;
  const counted = {
    ...table,
    get columns() {
      read++;
      return table.columns;
    },
  };
  const held = fitFeols(engine, counted, FORMULA, { vcov: "cluster:firm" });
  const { notes } = held.record;
  const before = read;
  expect(before).toBeGreaterThan(0);
  expect(held.withVcov("cluster:firm", { ssc: "none" }).notes).toEqual(expect.arrayContaining(noted({ notes })));
  expect(read).toBe(before);
  held.free();
});

test("many rows: found as in few", () => {
  // 50 copies of the firms, each in cities of its own; treatment alternates with the code of the firm
  const copies = 50;
  const n = table.nRows;
  const place = Uint32Array.from({ length: copies * n }, (_, row) => row % n);
  const many = selectRows(table, place);
  const of = (name: string, step: number) => ({
    ...({ kind: "numeric", name } as const),
    values: Float64Array.from(place, (row, i) => table.numeric(name)[row]! + step * Math.floor(i / n)),
  });
  const apart = withColumns({ ...many, columns: many.columns.filter(({ name }) => name !== "city") }, [
    ...[of("firm", 400), of("city_id", 20)],
  ]);
  const notes = noted(feols(engine, apart, FORMULA, { vcov: "cluster:firm" }));
  expect(notes).toMatchObject([
    { detail: { clusters: 20_000, levels: [{ column: "city_id", groups: 1000, treated: 500 }] } },
  ]);
});
