/** Dynamic-panel GMM of the reference files: their numbers, and the equation each estimates. */
import { readdirSync, readFileSync } from "node:fs";
import type { InstrumentBlock, LagBlock, PanelGmmSpec, PanelGrid } from "../../src/verbs/pgmm/estimator/spec.js";
import { goldenTable } from "./golden-table.js";
import { type GridInMaking, gridOf, plain } from "./panel-grid.js";

const FOLDER = new URL("../golden/gmm/expected/", import.meta.url);

export interface GmmReference {
  readonly coef: Readonly<Record<string, number>>;
  readonly se: Readonly<Record<string, number>>;
  readonly [key: string]: unknown;
}

export const gmmExpected = (name: string): GmmReference =>
  JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), "utf8")) as GmmReference;

/** Names of the reference files that begin so. */
export const gmmReferences = (prefix: string): string[] =>
  readdirSync(FOLDER)
    .map((file) => file.replace(/\.json$/, ""))
    .filter((name) => name.startsWith(prefix))
    .sort();

export interface GmmCase {
  readonly grid: PanelGrid;
  readonly spec: PanelGmmSpec;
}

type Equation = Pick<PanelGmmSpec, "model" | "regressors" | "blocks" | "outcome">;

const lags = (making: GridInMaking, names: readonly string[], from: number, to: number, more: Partial<LagBlock>) =>
  names.map(
    (name): LagBlock => ({
      ...{ kind: "gmm", column: making.at(name), equation: "both", from, to, collapse: false, group: `gmm ${name}` },
      ...more,
    }),
  );

async function emplUk(): Promise<GridInMaking> {
  const names = { n: "emp", w: "wage", k: "capital", ys: "output" };
  return gridOf(await goldenTable("EmplUK.csv"), "firm", "year", names, Object.keys(names));
}

/** Arellano and Bond's (1991) Table 4: year dummies from 1979, regressors their own instruments unless GMM-style. */
function arellanoBond(
  making: GridInMaking,
  distributed: Readonly<Record<string, number>>,
  gmm: readonly string[],
  collapse: boolean,
): Equation {
  const own = Object.entries(distributed)
    .filter(([name]) => !gmm.includes(name))
    .flatMap(([name, most]) => Array.from({ length: most + 1 }, (_, lag) => making.lag(name, lag)));
  const all = Object.entries(distributed).flatMap(([name, most]) =>
    Array.from({ length: most + 1 }, (_, lag) => making.lag(name, lag)),
  );
  const dummies = making.dummies(3);
  return {
    model: "difference",
    outcome: making.at("n"),
    regressors: making.regressors(making.lag("n", 1), making.lag("n", 2), ...all, ...dummies),
    blocks: [...lags(making, gmm, 2, Number.POSITIVE_INFINITY, { collapse }), ...plain([...own, ...dummies], "both")],
  };
}

/** Roodman's (2009) system: wages and capital endogenous, years for the levels. */
function blundellBond(making: GridInMaking, collapse: boolean): Equation {
  const { constant, dummies } = { constant: making.constant(), dummies: making.dummies(2) };
  const distributed = ["w", "k"].flatMap((name) => [making.lag(name, 0), making.lag(name, 1)]);
  return {
    model: "system",
    outcome: making.at("n"),
    regressors: making.regressors(making.lag("n", 1), ...distributed, constant, ...dummies),
    blocks: [
      ...lags(making, ["n", "w", "k"], 2, Number.POSITIVE_INFINITY, { collapse }),
      ...plain([constant], "level", "constant"),
      ...plain(dummies, "level", "years"),
    ],
  };
}

/** No time effects. plm gives exogenous regressors of a system a column an equation. */
function individual(making: GridInMaking, model: PanelGmmSpec["model"], collapse: boolean): Equation {
  const exogenous = [making.at("w"), making.at("k")];
  return {
    model,
    outcome: making.at("n"),
    regressors: making.regressors(making.lag("n", 1), ...exogenous),
    blocks: [...lags(making, ["n"], 2, 4, { collapse }), ...byEquation(model, exogenous)],
  };
}

const byEquation = (model: PanelGmmSpec["model"], columns: readonly number[]): InstrumentBlock[] => [
  ...plain(columns, "diff"),
  ...(model === "system" ? plain(columns, "level") : []),
];

const CITY = ["did", "eco", "fin", "fdi", "open", "urban", "ia", "edu", "infra", "market"];

/** The simulated panel of cities; `stacked` as gretl and xtabond2 do, otherwise as plm. */
async function city(name: string, stacked: boolean): Promise<[GridInMaking, Equation]> {
  const exogenous = name.includes("did_only") ? ["did"] : CITY;
  const columns = Object.fromEntries(["quality", ...exogenous].map((column) => [column, column]));
  const making = gridOf(await goldenTable("smartcity_sim.csv"), "city", "year", columns);
  const model = name.includes("system") ? "system" : "difference";
  const collapse = name.includes("collapsed");
  const to = collapse ? (model === "system" ? 4 : 99) : model === "system" || name.includes("did_only") ? 3 : 4;
  const own = exogenous.map((column) => making.at(column));
  const years = making.dummies(2);
  const forLevels = model === "system" ? [making.constant()] : [];
  return [
    making,
    {
      model,
      outcome: making.at("quality"),
      regressors: making.regressors(making.lag("quality", 1), ...own, ...forLevels, ...years),
      blocks: [
        ...lags(making, ["quality"], 2, to, { collapse }),
        ...(stacked ? plain(own, "both") : byEquation(model, own)),
        ...(model === "system" ? plain([...forLevels, ...years], "level", "years") : plain(years, "diff", "years")),
      ],
    },
  ];
}

/** The grid and specification of a reference file. */
export async function gmmCase(name: string): Promise<GmmCase> {
  const [making, equation] = await equationOf(name);
  const steps = name.includes("twostep") ? 2 : 1;
  const h = name.includes("dpdstyle") ? 2 : 3;
  const singular = name.includes("endogenous") ? "pseudoinverse" : "refuse";
  return { grid: making.grid(), spec: { transform: "d", h, steps, singular, arOrders: 2, ...equation } };
}

async function equationOf(name: string): Promise<[GridInMaking, Equation]> {
  if (name.includes("smartcity")) return city(name, name.startsWith("gretl"));
  const making = await emplUk();
  const collapse = name.includes("collapsed");
  const a = { w: 1, k: 2, ys: 2 };
  if (name.includes("table4a")) return [making, arellanoBond(making, a, ["n"], collapse)];
  if (name.includes("table4b")) return [making, arellanoBond(making, { w: 1, k: 0, ys: 1 }, ["n"], collapse)];
  if (name.includes("endogenous")) return [making, arellanoBond(making, a, ["n", "w", "k"], collapse)];
  if (name.includes("BB98")) return [making, blundellBond(making, collapse)];
  return [making, individual(making, name.includes("system") ? "system" : "difference", collapse)];
}
