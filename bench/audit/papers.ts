/**
 * Papers without an error: data drawn by number, estimated by the library, printed by `modelTable` in the style of some journal, with what
 * an honest author says of them. Knows no rule of the audit.
 */

import type { CellRef, PaperFacts, PrintedEstimator, StatedErrors } from "../../src/audit/paper.js";
import { NO_FACTS } from "../../src/audit/paper.js";
import type { NumericColumn } from "../../src/base/columns.js";
import { type Panel, panel } from "../../src/data/panel/panel.js";
import { makeTable, type Table } from "../../src/data/table/table.js";
import type { Engine } from "../../src/engine/kernels/engine.js";
import type { FitRecord } from "../../src/regression/record/fit-record.js";
import type { Coefficient } from "../../src/regression/tests/coefficients.js";
import { numberCell, type TableRow } from "../../src/report/table-model.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { pgmm } from "../../src/verbs/pgmm/fit.js";
import type { PgmmRecord } from "../../src/verbs/pgmm/record.js";
import { modelTable } from "../../src/verbs/table/model-table.js";
import { describeIntegers } from "./descriptives.js";
import { type Dice, dice } from "./dice.js";
import { type ColumnWords, columnName, type Printout, TABLE, type Under } from "./printout.js";
import { drawStyle, type Numbers, type Style, styled } from "./style.js";
import { critical, normalTail } from "./tails.js";

export const FAMILIES = ["levels", "split", "instruments", "dynamic", "one regressor", "means"] as const;
export type Family = (typeof FAMILIES)[number];

export interface Paper {
  readonly number: number;
  readonly family: Family;
  readonly printout: Printout;
}

/** A column that has been estimated, with what is true of it. */
interface Made {
  readonly record: FitRecord | PgmmRecord;
  readonly estimator: PrintedEstimator;
  readonly effects: readonly string[];
  /** Regressors that the table hides. */
  readonly hidden: boolean;
}

type Errors = "iid" | "hetero" | "cluster:unit";

const STATED: Readonly<Record<Errors, StatedErrors>> = {
  iid: "classical",
  hetero: "robust",
  "cluster:unit": "cluster",
};

/** Paper `number` of the family its number falls on. */
export function honestPaper(engine: Engine, number: number): Paper {
  const family = FAMILIES[number % FAMILIES.length]!;
  const roll = dice(number);
  const style = drawStyle(roll);
  return { number, family, printout: MAKERS[family](engine, roll, style, number) };
}

type Maker = (engine: Engine, roll: Dice, style: Style, number: number) => Printout;

const MAKERS: Readonly<Record<Family, Maker>> = {
  levels,
  split,
  instruments,
  dynamic,
  "one regressor": oneRegressor,
  means: (_engine, roll) => ({ ...NOTHING, descriptives: describeIntegers(roll) }),
};

const NOTHING: Printout = {
  table: { title: "", stub: "", heads: [], rows: [], notes: [] },
  ...{ columns: [], parentheses: null, brackets: null, stars: null, descriptives: null, facts: NO_FACTS },
};

// Data.

interface Rows {
  readonly table: Table;
  readonly panel: Panel;
  readonly units: number;
  readonly periods: number;
  readonly balanced: boolean;
}

/** A panel of y on a treatment, two controls, an instrument z of x, and an unobserved effect of the unit. */
function drawRows(roll: Dice, number: number, most = 2500): Rows {
  const periods = roll.whole(3, 12);
  const units = roll.whole(8, Math.max(12, Math.min(roll.chance(0.15) ? 1000 : 120, Math.floor(most / periods))));
  const balanced = roll.chance(0.6);
  const scale = 10 ** roll.pick([-4, -2, -1, 0, 0, 0, 1, 2, 5]);
  const [effect, slope, noise] = [roll.pick([0, 0.1, 0.3, 1, 3]), roll.pick([0, 0.2, 1]), roll.pick([0.2, 1, 3])];
  const strength = roll.pick([0.15, 0.4, 1, 2]);
  const share = roll.pick([0.1, 0.3, 0.5]);
  const [treatedUnits, large] = [new Set<number>(), new Set<number>()];
  const own: number[] = [];
  for (let u = 0; u < units; u++) {
    if (roll.chance(share)) treatedUnits.add(u);
    if (roll.chance(0.5)) large.add(u);
    own.push(roll.normal());
  }
  treatedUnits.add(0).delete(1);
  large.add(0).add(2).delete(1);
  large.delete(3);
  const start = roll.whole(2, periods);
  const names = ["unit", "period", "y", "d", "x1", "x2", "x", "z", "z2", "large", "third", "early", "w"];
  const columns: number[][] = names.map(() => []);
  const errors = dice(number, 1);
  for (let u = 0; u < units; u++) {
    let last = own[u]!;
    for (let t = 1; t <= periods; t++) {
      if (!balanced && t > 2 && errors.chance(0.12)) continue;
      const d = treatedUnits.has(u) && t >= start ? 1 : 0;
      const [x1, x2, z, z2, v, e] = Array.from({ length: 6 }, () => errors.normal()) as [
        number,
        number,
        number,
        number,
        number,
        number,
      ];
      const x = strength * z + 0.5 * strength * z2 + v + 0.3 * own[u]!;
      const mean = effect * d + slope * x1 - 0.5 * slope * x2 + 0.5 * effect * x + own[u]! + 0.05 * t;
      const y = mean + noise * (e + 0.6 * v) + 0.4 * (last - mean) * 0.3;
      last = y;
      const row = [
        u + 1,
        t,
        scale * y,
        d,
        x1,
        x2 + 0.2 * own[u]!,
        x,
        z,
        z2,
        large.has(u) ? 1 : 0,
        u % 3,
        t <= 2 ? 1 : 0,
        0.5 + errors.uniform(),
      ];
      for (const [j, value] of row.entries()) columns[j]!.push(value);
    }
  }
  if (!balanced && roll.chance(0.3)) {
    const missing = columns[names.indexOf("x2")]!;
    for (let i = 5; i < missing.length; i += 17) missing[i] = Number.NaN;
  }
  const table = tableOf(names, columns);
  return { table, panel: panel(table, { unit: "unit", time: "period" }), units, periods, balanced };
}

const tableOf = (names: readonly string[], columns: readonly (readonly number[])[]): Table =>
  makeTable(
    names.map((name, j): NumericColumn => ({ kind: "numeric", name, values: Float64Array.from(columns[j]!) })),
    { name: "drawn", bytes: 0, sha256: null },
  );

const ref = (column: string | null, row: string | null): CellRef => ({ table: TABLE, column, row });
const panelOf = ({ units, periods, balanced }: Rows): Pick<PaperFacts, "panel"> => ({
  panel: { units, periods, balanced },
});

// Families.

/** The same outcome with more and more in the model: controls shown, controls hidden, effects absorbed, weights. */
function levels(engine: Engine, roll: Dice, style: Style, number: number): Printout {
  const rows = drawRows(roll, number);
  const vcov = roll.pick<Errors>(["iid", "hetero", "cluster:unit"]);
  const weights = roll.chance(0.2) ? { weights: "w" } : {};
  const hides = roll.chance(0.4);
  const estimated = (formula: string) => feols(engine, rows.table, formula, { vcov, ...weights });
  const made: Made[] = [
    { record: estimated("y ~ d"), estimator: "ols", effects: [], hidden: false },
    { record: estimated("y ~ d + x1 + x2"), estimator: "ols", effects: [], hidden: hides },
    { record: estimated("y ~ d + x1 | unit"), estimator: "ols", effects: ["unit"], hidden: hides },
    {
      record: estimated("y ~ d + x1 + x2 | unit + period"),
      estimator: "ols",
      effects: ["unit", "period"],
      hidden: hides,
    },
  ];
  const chosen = made.filter((_, c) => c < 2 || roll.chance(0.7));
  const sizes = new Set(chosen.map(({ record }) => record.nobs));
  const columns = chosen.map((_, c) => ref(columnName(c), null));
  return printed(engine, roll, style, chosen, {
    hide: hides ? ["x1", "x2"] : [],
    vcov,
    weighted: "weights" in weights,
    facts: {
      ...panelOf(rows),
      defined: ["d", "x1", "x2", "(Intercept)"],
      sameSample: sizes.size === 1 && roll.chance(0.5) ? [{ columns, says: "all columns use the same sample" }] : [],
    },
    claims: true,
  });
}

/** A sample and its two or three parts. */
function split(engine: Engine, roll: Dice, style: Style, number: number): Printout {
  const rows = drawRows(roll, number);
  const vcov = roll.pick<Errors>(["iid", "hetero", "cluster:unit"]);
  const effects = roll.pick([[], ["unit"], ["unit", "period"]]);
  const by = roll.pick(["large", "third", "early"]);
  const values = by === "third" ? [0, 1, 2] : [0, 1];
  const formula = `y ~ d + x1${effects.length === 0 ? "" : ` | ${effects.join(" + ")}`}`;
  const subsets = [undefined, ...values.map((value) => `${by} == ${value}`)];
  const made = subsets.flatMap((subset): Made[] => {
    const record = attempt(() =>
      feols(engine, rows.table, formula, { vcov, ...(subset === undefined ? {} : { subset }) }),
    );
    return record === null || !("d" in record.coefficients)
      ? []
      : [{ record, estimator: "ols", effects, hidden: false }];
  });
  const [whole, ...parts] = made.map(({ record }) => record.nobs);
  const adds = parts.length === values.length && parts.reduce((sum, n) => sum + n, 0) === whole;
  const cells = made.map((_, c) => ref(columnName(c), "nobs"));
  return printed(engine, roll, style, made, {
    hide: [],
    vcov,
    weighted: false,
    facts: {
      ...panelOf(rows),
      // units seen once in a part are dropped where their effects are absorbed: parts then have fewer rows than the whole
      splits:
        adds || (effects.length > 0 && parts.length === values.length)
          ? [{ whole: cells[0]!, parts: cells.slice(1), says: "the sample is split" }]
          : [],
    },
    claims: true,
  });
}

/** Least squares, first stage, reduced form and two-stage least squares. */
function instruments(engine: Engine, roll: Dice, style: Style, number: number): Printout {
  const rows = drawRows(roll, number);
  const vcov = roll.pick<Errors>(["iid", "hetero", "cluster:unit"]);
  const several = roll.chance(0.25);
  const z = several ? "z + z2" : "z";
  const effects = roll.pick([[], ["period"]]);
  const [plain, absorbed] = effects.length === 0 ? ["", " | "] : [" | period", " | period | "];
  const estimated = (formula: string) => feols(engine, rows.table, formula, { vcov });
  const made: Made[] = [
    { record: estimated(`y ~ x + x1${plain}`), estimator: "ols", effects, hidden: false },
    { record: estimated(`x ~ ${z} + x1${plain}`), estimator: "first-stage", effects, hidden: false },
    { record: estimated(`y ~ ${z} + x1${plain}`), estimator: "reduced-form", effects, hidden: false },
    { record: estimated(`y ~ x1${absorbed}x ~ ${z}`), estimator: "2sls", effects, hidden: false },
  ];
  const cells = made.map((_, c) => ref(columnName(c), null));
  return printed(engine, roll, style, made, {
    hide: [],
    vcov,
    weighted: false,
    rename: { fit_x: "x" },
    statistics: ["nobs", "r2", "first_stage_f"],
    facts: {
      ...panelOf(rows),
      firstStages: [{ first: cells[1]!, second: cells[3]!, instruments: z.split(" + "), endogenous: "x" }],
      instrumented: [{ iv: { ...cells[3]!, row: "x" }, ols: { ...cells[0]!, row: "x" } }],
    },
    claims: true,
  });
}

/** Difference and system GMM, with the tests such models owe. */
function dynamic(engine: Engine, roll: Dice, style: Style, number: number): Printout {
  const rows = drawRows(roll, number, 700);
  const collapse = roll.chance(0.7);
  const estimated = (model: "difference" | "system", steps: 1 | 2) =>
    attempt(() =>
      pgmm(engine, rows.panel, "y ~ lag(y, 1) + d + x1 | gmm(y, 2:4) + iv(d, x1)", {
        ...{ model, steps, collapse, singular: "pseudoinverse", small: roll.chance(0.3) },
      }),
    );
  const fits = (["difference", "system"] as const).flatMap((model) => {
    const record = estimated(model, roll.pick([1, 2]));
    return record === null || Object.keys(record.coefficients).length < 3 ? [] : [{ model, record }];
  });
  if (fits.length === 0) return levels(engine, roll, style, number);
  const made = fits.map(({ record }): Made => ({ record, estimator: "gmm", effects: [], hidden: false }));
  return printed(engine, roll, style, made, {
    hide: [],
    vcov: null,
    weighted: false,
    statistics: ["nobs", "n_groups", "n_instruments", "ar1", "ar2", "hansen"],
    facts: {
      ...panelOf(rows),
      dynamicPanels: fits.map(({ model }, c) => ({ column: ref(columnName(c), null), transform: model })),
    },
    claims: true,
  });
}

/** One regressor and a constant: where R² is a function of t, and errors of a dummy tell how many rows it is one in. */
function oneRegressor(engine: Engine, roll: Dice, style: Style, number: number): Printout {
  const rows = drawRows(roll, number);
  const vcov = roll.pick<Errors>(["iid", "iid", "hetero", "cluster:unit"]);
  const estimated = (formula: string, subset?: string) =>
    feols(engine, rows.table, formula, { vcov, ...(subset === undefined ? {} : { subset }) });
  const record = estimated("y ~ d");
  const d = rows.table.columns.find(({ name }) => name === "d") as NumericColumn;
  const treated = d.values.reduce((sum, value) => sum + value, 0);
  const made: Made[] = [
    { record, estimator: "ols", effects: [], hidden: false },
    { record: estimated("y ~ x1"), estimator: "ols", effects: [], hidden: false },
  ];
  return printed(engine, roll, { ...style, showsConstant: roll.chance(0.8) }, made, {
    hide: [],
    vcov,
    weighted: false,
    statistics: ["nobs", "r2", "adj_r2"],
    facts: {
      ...panelOf(rows),
      treatment: { term: "d", treated: [{ says: "treated rows", rows: treated, of: record.nobs }] },
    },
    claims: true,
  });
}

/** What is estimated, or null where the sample drawn can't be estimated on. */
function attempt<T>(estimate: () => T): T | null {
  try {
    return estimate();
  } catch {
    return null;
  }
}

// From estimates to a printout.

interface Printing {
  readonly hide: readonly string[];
  readonly vcov: Errors | null;
  readonly weighted: boolean;
  readonly rename?: Readonly<Record<string, string>>;
  readonly statistics?: readonly string[];
  readonly facts: Partial<PaperFacts>;
  readonly claims: boolean;
}

function printed(engine: Engine, roll: Dice, drawn: Style, made: readonly Made[], printing: Printing): Printout {
  const { hide, vcov, weighted, rename = {}, facts } = printing;
  const style = made.some(({ estimator }) => estimator === "gmm") ? { ...drawn, normal: false } : drawn;
  const records = made.map(({ record }) => withTests(engine, record, style));
  const constant = style.showsConstant ? [] : ["(Intercept)"];
  const saysHidden = roll.chance(0.7);
  const yesNo = made.map(({ hidden }) => (hidden ? "yes" : "no"));
  const table = modelTable(
    records.map((record) => ({ label: "", record })),
    {
      stars: style.stars,
      ...(Object.keys(rename).length === 0 ? {} : { rename }),
      ...{ keep: keptTerms(records, [...hide, ...constant], rename) },
      ...(hide.length > 0 && saysHidden ? { extraRows: [{ label: "Controls", texts: yesNo }] } : {}),
      statistics: printing.statistics ?? ["nobs", ...roll.pick([["r2"], ["r2", "adj_r2"], ["r2", "within_r2"]])],
    },
  );
  const numbers = (term: string, c: number): Numbers | undefined => {
    const own = Object.entries(records[c]!.coefficients).find(([name]) => (rename[name] ?? name) === term);
    return own?.[1];
  };
  const reprinted = styled(table, style, numbers);
  const withF = vcov !== null && roll.chance(0.4) ? withOverallF(reprinted, made, vcov) : reprinted;
  const errors = style.statesErrors ? (vcov === null ? "cluster" : STATED[vcov]) : null;
  const saysWeights = roll.chance(0.7);
  const columns = made.map(
    ({ estimator, effects, hidden }): ColumnWords => ({
      ...{ estimator, errors, effects },
      hiddenRegressors: saysHidden ? hidden : null,
      weighted: saysWeights ? weighted : null,
    }),
  );
  const labelled = roll.chance(0.9);
  const under = style.beneath === "interval" ? null : style.beneath;
  const inBrackets = style.beneath === "interval" ? style.beneath : style.second;
  const said = (kind: Under) => SAYS[kind].replace("LEVEL", `${100 * style.level}%`);
  const notes = weighted && saysWeights ? ["Regressions are weighted."] : [];
  // rows that say what errors are, as `modelTable` labels them
  const ofErrors = ["Standard errors", "Errors clustered by", "Clusters"];
  const rows = withF.rows.filter(({ label }) => errors !== null || !ofErrors.includes(label));
  const printout: Printout = {
    table: { ...withF, title: TABLE, rows, notes },
    columns,
    parentheses: under === null || !labelled ? null : { says: said(under), means: under },
    brackets: inBrackets === null || !labelled ? null : { says: said(inBrackets), means: inBrackets },
    stars: style.stars.length === 0 ? null : style.stars.map(({ mark, below }) => ({ mark, level: below })),
    descriptives: null,
    facts: { ...NO_FACTS, ...facts },
  };
  return printing.claims
    ? { ...printout, facts: { ...printout.facts, claims: honestClaims(roll, printout, numbers) } }
    : printout;
}

const SAYS = {
  std_error: "standard errors",
  statistic: "t statistics",
  p_value: "p-values",
  interval: "LEVEL confidence intervals",
} as const;

/** Names of the coefficients that are shown. */
function keptTerms(
  records: readonly { coefficients: Readonly<Record<string, Coefficient>> }[],
  hide: readonly string[],
  rename: Readonly<Record<string, string>>,
): string[] {
  const all = records.flatMap(({ coefficients }) => Object.keys(coefficients).map((name) => rename[name] ?? name));
  return [...new Set(all)].filter((name) => !hide.includes(name));
}

/** The record with tests by the normal where the style has them, and intervals of its level. */
function withTests<R extends FitRecord | PgmmRecord>(_engine: Engine, record: R, style: Style): R {
  const { df } = record.vcov;
  const own = (b: Coefficient): Coefficient => {
    const normal = style.normal || df === null || !Number.isFinite(df);
    const wide = critical(1 - style.level, normal ? Number.POSITIVE_INFINITY : df);
    const p_value = normal ? 2 * normalTail(Math.abs(b.statistic)) : b.p_value;
    return { ...b, p_value, conf_low: b.estimate - wide * b.std_error, conf_high: b.estimate + wide * b.std_error };
  };
  const coefficients = Object.fromEntries(Object.entries(record.coefficients).map(([name, b]) => [name, own(b)]));
  return { ...record, coefficients, vcov: { ...record.vcov, level: style.level } };
}

/** F of all regressors but the constant, under classical errors, where least squares has it; t² where there is one regressor. */
function withOverallF(table: Printout["table"], made: readonly Made[], vcov: Errors): Printout["table"] {
  const cells = made.map(({ record, estimator, effects }) => {
    if (record.kind !== "ols" || estimator === "2sls" || effects.length > 0) return null;
    const slopes = Object.entries(record.coefficients).filter(([name]) => name !== "(Intercept)");
    if (slopes.length === 1) return slopes[0]![1].statistic ** 2;
    if (vcov !== "iid") return null;
    const { r2 } = record.fit;
    return r2 / slopes.length / ((1 - r2) / (record.nobs - slopes.length - 1));
  });
  if (cells.every((value) => value === null)) return table;
  const row: TableRow = {
    ...{ label: "F", name: "f", quantity: "", ruleAbove: false },
    cells: cells.map((value) => (value === null ? { kind: "empty" } : numberCell(value, value.toFixed(2)))),
  };
  return { ...table, rows: [...table.rows, row] };
}

/** Sentences that are true of the unrounded numbers. */
function honestClaims(
  roll: Dice,
  { table, stars }: Printout,
  numbers: (term: string, c: number) => Numbers | undefined,
): PaperFacts["claims"] {
  if (stars === null || !roll.chance(0.5)) return [];
  const shown = table.rows.filter(({ quantity }) => quantity === "estimate");
  const c = roll.whole(0, table.heads.length - 1);
  const row = roll.pick(shown);
  const own = numbers(row.name ?? row.label, c);
  const printedCell = row.cells[c];
  if (own === undefined || printedCell?.kind !== "number") return [];
  const cell = ref(columnName(c), row.name ?? row.label);
  const level = stars.find((star) => own.p_value < star.level)?.level;
  if (level === undefined)
    return [{ kind: "insignificant", cell, level: stars.at(-1)!.level, says: "no significant effect" }];
  return [{ kind: "level", cell, level, says: `significant at the ${100 * level}% level` }];
}
