/** Equations with instruments at the edge of their data: few rows, redundant columns, clusterings that give no covariance. */
import { beforeAll, describe, expect, it } from "vitest";
import type { NumericColumn } from "../../../src/base/columns.js";
import { makeTable, type Table, withColumns } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { singularDirections } from "../../../src/verbs/iv/inference/quadratic-directions.js";
import { goldenTable } from "../../support/golden-table.js";
import { seeded } from "../../support/random.js";
import { numeric } from "../small-panel.js";

/** Two triangles of the same well-conditioned columns in another order. */
const SAME = 1e-10;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const NAMES = ["a", "b", "z1", "z2", "w", "x", "y", "v2", "v3", "v4"] as const;

/** Clusters a and b, two instruments, a control, multiples of the control. */
function rowsOf(n: number, seed: number): Table {
  const random = seeded(seed);
  const centred = () => random() - 0.5;
  const rows = Array.from({ length: n }, () => {
    const [z1, z2, w, u] = [centred(), centred(), centred(), centred()];
    const [a, b] = [Math.floor(6 * random()), Math.floor(5 * random())];
    const [x, y] = [z1 + 0.5 * z2 + w + u, 0.5 * z1 + u + centred() + w];
    return { a, b, z1, z2, w, x, y, v2: 2 * w, v3: 3 * w, v4: 5 * w };
  });
  return makeTable(
    NAMES.map((name) =>
      numeric(
        name,
        rows.map((row) => row[name]),
      ),
    ),
    { name: "rows", bytes: 0, sha256: null },
  );
}

/** Paths of numbers that JSON would make null. */
const notFinite = (value: object, path = ""): string[] =>
  Object.entries(value).flatMap(([key, each]) =>
    typeof each === "number"
      ? Number.isFinite(each)
        ? []
        : [path + key]
      : typeof each === "object" && each !== null
        ? notFinite(each, `${path}${key}.`)
        : [],
  );

describe("fewer rows than columns, some of them redundant", () => {
  it.each([
    ["y ~ w + v2 + v3 + v4 + x + z1", "y ~ w + x + z1", 6],
    ["y ~ w + v2 + v3 + v4 | x ~ z1 + z2", "y ~ w | x ~ z1 + z2", 7],
  ])("%s estimates what it does without them", (redundant, plain, n) => {
    const table = rowsOf(n, 3);
    const [with_, without] = [redundant, plain].map((formula) => feols(engine, table, formula, { vcov: "iid" }));
    for (const [name, { estimate, std_error }] of Object.entries(without!.coefficients)) {
      const own = with_!.coefficients[name]!;
      expect(Math.abs(own.estimate - estimate), name).toBeLessThan(SAME * std_error);
      expect(Math.abs(own.std_error / std_error - 1), name).toBeLessThan(SAME);
    }
  });
});

describe("two clusterings that give no covariance", () => {
  it.each(["2sls", "gmm2s"])("leave no number that is none: %s", (iv) => {
    const codes = new Set<string>();
    for (let seed = 1; seed <= 40; seed++) {
      const record = unlessSingularWeight(() =>
        feols(engine, rowsOf(24, seed), "y ~ w | x ~ z1 + z2", { vcov: "cluster:a+b", iv }),
      );
      if (record === null) continue;
      // a joint statistic below zero has no p
      const isExpected = (path: string) => {
        const test = path.replace(/(?:\.by_t_df)?\.p_value$/, "").split(".");
        // biome-ignore lint/suspicious/noExplicitAny: a path into the record
        const found = test.reduce((inside: any, key) => inside?.[key], record);
        return path.endsWith(".p_value") && found.statistic < 0;
      };
      expect(
        notFinite(record).filter((path) => !isExpected(path)),
        `seed ${seed}`,
      ).toEqual([]);
      const noted = record.notes.map(({ code }) => code);
      if (record.tests.wu_hausman === undefined) expect(noted).toContain("wu_hausman_covariance");
      if (record.iv!.effective_F === null) expect(noted).toContain("singular_scores");
      const joint = [...Object.values(record.first_stage), record.iv!.reduced_form].map(({ partial_F }) => partial_F);
      if (joint.some(({ statistic }) => statistic < 0))
        expect(noted, `seed ${seed}`).toContain("first_stage_indefinite");
      if (record.tests.slopes!.statistic < 0) expect(noted, `seed ${seed}`).toContain("indefinite_covariance");
      for (const code of noted) codes.add(code);
    }
    // the data do reach what is tested
    const reached = ["vcov_repaired", "wu_hausman_covariance", "singular_scores", "first_stage_repaired"];
    expect([...codes]).toEqual(expect.arrayContaining([...reached, "first_stage_indefinite", "indefinite_covariance"]));
  });

  function unlessSingularWeight<T>(attempt: () => T): T | null {
    try {
      return attempt();
    } catch (error) {
      expect(error).toMatchObject({ code: "singular_weight" });
      return null;
    }
  }
});

it("gives an effective F where one row is left beyond the parameters, without thresholds that would be rounding", () => {
  const record = feols(engine, rowsOf(5, 2), "y ~ w | x ~ z1 + z2", { vcov: "hetero" });
  const { statistic, tsls, liml } = record.iv!.effective_F!;
  expect(statistic).toBeGreaterThan(0);
  expect([tsls, liml]).toEqual([null, null]);
});

it("keeps the digits of the squares left of an outcome far from zero", () => {
  const near = rowsOf(400, 5);
  const { y } = Object.fromEntries(near.columns.map((column) => [column.name, column])) as Record<
    string,
    NumericColumn
  >;
  // a multiple of 2^-30, so that the shift loses no digit
  const onGrid = y!.values.map((value) => Math.round(value * 2 ** 30) / 2 ** 30);
  const moved = (by: number) =>
    feols(
      engine,
      withColumns(near, [
        numeric(
          "v",
          Array.from(onGrid, (value) => value + by),
        ),
      ]),
      "v ~ w | x ~ z1 + z2",
      { vcov: "iid" },
    );
  const [here, there] = [moved(0), moved(2048)];
  expect(Math.abs(there.fit.ssr / here.fit.ssr - 1)).toBeLessThan(1e-10);
  expect(Math.abs(there.iv!.reduced_form.partial_r2 / here.iv!.reduced_form.partial_r2 - 1)).toBeLessThan(1e-10);
});

it("gives LIML's likelihood ratio beside any Fuller estimate, also one with kappa below 1", () => {
  const by = (iv: string) => feols(engine, rowsOf(200, 4), "y ~ w | x ~ z1 + z2", { vcov: "iid", iv });
  const [liml, fuller] = [by("liml"), by("fuller:50")];
  expect(fuller.iv!.kappa).toBeLessThan(1);
  expect(fuller.tests.likelihood_ratio).toEqual(liml.tests.likelihood_ratio);
});

it("has no F for the tF interval of several instruments, whatever their order", () => {
  for (const instruments of ["z1 + z2", "z2 + z1"]) {
    const { tF } = feols(engine, rowsOf(200, 4), `y ~ w | x ~ ${instruments}`, { vcov: "hetero" }).iv!;
    expect(tF).toMatchObject({ applies: false, f: null });
  }
});

it("tells of a variable in two parts of the formula by where it stands, not as a multiple of itself", () => {
  const twice = (formula: string) => () => feols(engine, rowsOf(60, 4), formula, { vcov: "iid" });
  const exogenous = "w is also among the exogenous regressors";
  expect(twice("y ~ w | x ~ w")).toThrow(expect.objectContaining({ message: expect.stringContaining(exogenous) }));
  expect(twice("y ~ w | x ~ w + z1")().collinear).toMatchObject([{ term: "w", because: exogenous.slice(2) }]);
  const both = "'x' stands among the endogenous regressors and among the ";
  const explained = { code: "perfect_first_stage", message: expect.stringContaining(`${both}instruments`) };
  expect(twice("y ~ w | x ~ x + z1")).toThrow(expect.objectContaining(explained));
  const collinear = { code: "endogenous_collinear", message: expect.stringContaining(`${both}exogenous regressors`) };
  expect(twice("y ~ x | x ~ z1")).toThrow(expect.objectContaining(collinear));
});

it("points a reader of weak instruments to what the record holds", () => {
  const read = (formula: string, vcov: string) =>
    feols(engine, rowsOf(60, 4), formula, { vcov })
      .notes.filter(({ code }) => code === "weak_instruments")
      .map(({ message }) => message.split(". Rely on the ")[1]);
  const holds = ", which is valid whatever the strength of the instruments.";
  expect(read("y ~ 1 | x ~ z1", "iid")).toEqual([`Anderson-Rubin set${holds}`]);
  expect(read("y ~ 1 | x + w ~ z1 + z2", "iid")).toEqual([
    `joint Anderson-Rubin test${holds}`,
    `joint Anderson-Rubin test${holds}`,
  ]);
  // fewer clusters than instruments: there is neither
  const few = "y ~ 1 | x ~ z1 + z2 + z1:z2 + z1:w + z2:w + z1:a";
  expect(read(few, "cluster:b")).toEqual([undefined]);
});

it("says once why several tests could not be computed", () => {
  const { notes } = feols(engine, rowsOf(60, 4), "y ~ w | x ~ z1 + z2 + v2:z1 + v2:z2 + z1:z2 + z1:a + z2:a", {
    vcov: "cluster:b",
    orthog: ["z1"],
  });
  expect(notes.filter(({ code }) => code === "singular_weight")).toHaveLength(1);
});

it("finds no direction where a quadratic matrix is singular in all", () => {
  const K = Float64Array.of(1, 2, 4, 2, 4, 8, 4, 8, 16);
  const times = (c: number) => K.map((value) => c * value);
  expect(singularDirections({ order: 3, ss: K, st: times(0.5), tt: times(2) })).toEqual([]);
});

it("names lines drawn for one instrument with one instrument alone", async () => {
  const card = await goldenTable("card.csv");
  const notes = (instruments: string) => {
    const formula = `lwage ~ exper + expersq + black + south | educ ~ ${instruments}`;
    return feols(engine, card, formula, { vcov: "hetero" }).notes.filter(({ code }) => code === "weak_instruments");
  };
  const [one] = notes("nearc4");
  expect(one!.message).toMatch(/below 104.7, the threshold of Lee and others for one instrument/);
  expect(one!.detail).toMatchObject({ below: [104.7] });
  // an F of 19 lies below 104.7 and above 10, the one line that several instruments have
  expect(notes("nearc2 + nearc4")).toEqual([]);
});

describe("columns in other units", () => {
  const FORMULA = "lwage ~ exper + black | educ ~ nearc2 + nearc4";
  const scaled = async (name: string, by: number): Promise<Table> => {
    const card = await goldenTable("card.csv");
    const column = numeric(
      name,
      Array.from(card.numeric(name), (value) => value * by),
    );
    return withColumns(card, [column]);
  };

  it.each([
    ["educ", 1e-130],
    ["educ", 1e140],
    ["educ", 1e150],
    ["nearc4", 1e-130],
    ["nearc4", 1e140],
    ["exper", 1e140],
    ["lwage", 1e-130],
  ])("%s times %d: the same t and effective F", async (name, by) => {
    const plain = feols(engine, await goldenTable("card.csv"), FORMULA, { vcov: "hetero" });
    const other = feols(engine, await scaled(name, by), FORMULA, { vcov: "hetero" });
    expect(Math.abs(other.coefficients.fit_educ!.statistic / plain.coefficients.fit_educ!.statistic - 1)).toBeLessThan(
      SAME,
    );
    const [ours, theirs] = [other.iv!.effective_F!, plain.iv!.effective_F!];
    expect(Math.abs(ours.statistic / theirs.statistic - 1)).toBeLessThan(SAME);
    expect(
      Math.abs(ours.simplified.critical_values["0.1"] / theirs.simplified.critical_values["0.1"] - 1),
    ).toBeLessThan(SAME);
  });

  it.each([
    ["educ", 1e-160],
    ["educ", 1e-200],
    ["nearc4", 1e-160],
    ["nearc4", 1e-310],
    ["exper", 1e-200],
  ])("%s times %d: too small for squares", async (name, by) => {
    const table = await scaled(name, by);
    const refusal = { code: "regressor_scale", message: expect.stringContaining(`'${name}' varies by so little`) };
    expect(() => feols(engine, table, FORMULA, { vcov: "hetero" })).toThrow(expect.objectContaining(refusal));
  });
});
