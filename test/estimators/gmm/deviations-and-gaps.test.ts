/** Forward orthogonal deviations and iterations against pydynpd, panels with gaps against plm. */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { fitPanelGmm } from "../../../src/verbs/pgmm/estimator/fit-panel-gmm.js";
import type { InstrumentBlock, LagBlock, PanelGmmSpec } from "../../../src/verbs/pgmm/estimator/spec.js";
import { hansenTest, panelCovariance, serialCorrelation } from "../../../src/verbs/pgmm/inference/panel-covariance.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";
import { type GridInMaking, gridOf, plain } from "../../support/panel-grid.js";

/** Relative, of coefficients and errors. */
const DIFFERENCE = 1e-8;
const SYSTEM = 1e-6;
const TESTS = 1e-5;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const golden = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../../golden/gmm/${name}.json`, import.meta.url), "utf8")) as T;
const [ofPydynpd, ofPlm] = [agreeing("pydynpd"), agreeing("plm-gmm")];

const gmm = (column: number, from: number, to: number, more: Partial<LagBlock> = {}): LagBlock => ({
  ...{ kind: "gmm", column, equation: "both", from, to, collapse: false, group: "gmm", ...more },
});

interface Pydynpd {
  readonly data: "EmplUK" | "smartcity_sim";
  readonly command: string;
  readonly coef: Readonly<Record<string, number>>;
  readonly se: Readonly<Record<string, number>>;
  readonly hansen: number;
  readonly hansen_df: number;
  readonly ar: readonly [number, number];
  readonly nobs: number;
  readonly n_groups: number;
}

async function panelOf(data: Pydynpd["data"]): Promise<GridInMaking> {
  const logs = { n: "emp", w: "wage", k: "capital" };
  if (data === "EmplUK") return gridOf(await goldenTable("EmplUK.csv"), "firm", "year", logs, Object.keys(logs));
  const columns = Object.fromEntries(["quality", "did", "eco", "urban"].map((name) => [name, name]));
  return gridOf(await goldenTable("smartcity_sim.csv"), "city", "year", columns);
}

/** `y L(1:2).y x | gmm(y, 2:4) iv(x) | nolevel fod`, as pydynpd reads it. */
function translated(making: GridInMaking, command: string): PanelGmmSpec {
  const [equation, instruments, options = ""] = command.split(" | ") as [string, string, string?];
  const [outcome, ...terms] = equation.split(" ") as [string, ...string[]];
  const regressors = terms.flatMap((term) => {
    const lag = /^L\(?(\d)(?::(\d))?\)?\.(\w+)$/.exec(term);
    if (lag === null) return [making.at(term)];
    const [first, last] = [Number(lag[1]), Number(lag[2] ?? lag[1])];
    return Array.from({ length: last - first + 1 }, (_, i) => making.lag(lag[3]!, first + i));
  });
  const has = (option: string) => options.split(" ").includes(option);
  const blocks = [...instruments.matchAll(/(gmm|iv)\(([\w ]+)(?:, (\d+):(\d+))?\)/g)].flatMap(
    ([, kind, names, from, to]): InstrumentBlock[] => {
      const columns = names!.split(" ").map((name) => making.at(name));
      if (kind === "iv") return plain(columns, "both");
      return columns.map((column) => gmm(column, Number(from), Number(to), { collapse: has("collapse") }));
    },
  );
  const constant = has("nolevel") ? [] : [making.constant()];
  return {
    model: has("nolevel") ? "difference" : "system",
    transform: has("fod") ? "fod" : "d",
    steps: has("onestep") ? 1 : has("iterated") ? "iterated" : 2,
    ...{ h: 3, outcome: making.at(outcome), singular: "refuse", arOrders: 2 },
    regressors: making.regressors(...regressors, ...constant),
    blocks: [...blocks, ...plain(constant, "level", "constant")],
  };
}

describe.each(golden<Pydynpd[]>("pydynpd"))("pydynpd, $data: $command", (wanted) => {
  it("coefficients, errors, tests", async () => {
    const making = await panelOf(wanted.data);
    const spec = translated(making, wanted.command);
    const fit = fitPanelGmm(engine, making.grid(), spec);
    const tolerance = spec.model === "system" ? SYSTEM : DIFFERENCE;
    const { beta } = fit.steps.at(-1)!;
    const coefficients = Object.values(wanted.coef);
    expect(beta.length).toBe(coefficients.length);
    coefficients.forEach((value, j) => {
      ofPydynpd(beta[j]!, value, tolerance, `coefficient ${j}`);
    });
    const hansen = hansenTest(engine, fit)!;
    ofPydynpd(hansen.statistic, wanted.hansen, TESTS, "Hansen");
    expect(fit.nTransformed).toBe(wanted.nobs);
    expect(fit.nGroups).toBe(wanted.n_groups);
    // It counts instruments that are 0 throughout: lags of a policy before anyone has it.
    const empty = fit.dropped.filter(
      ({ because, equation, period }) => because === "empty" && hasRows(fit, equation, period),
    );
    expect(hansen.df + empty.length).toBe(wanted.hansen_df);
    // After iterations it has the correction of a second step, which leaves out that the weight moves with the estimate.
    if (spec.steps === "iterated") return;
    const type = spec.steps === 1 ? "robust" : "windmeijer";
    const covariance = panelCovariance(fit, type);
    Object.values(wanted.se).forEach((value, j) => {
      ofPydynpd(Math.sqrt(covariance[j * (beta.length + 1)]!), value, tolerance, `error ${j}`);
    });
    if (spec.steps === 1) return;
    serialCorrelation(engine, fit, type).forEach(({ z }, m) => {
      ofPydynpd(z!, wanted.ar[m]!, TESTS, `m${m + 1}`);
    });
  });
});

/** Whether an equation has rows in a period: some instrument of it is other than 0 there. */
const hasRows = ({ instruments }: ReturnType<typeof fitPanelGmm>, equation: string, period: number | null): boolean =>
  instruments.some((column) => column.equation === equation && column.period === period);

interface Gap {
  readonly id: string;
  readonly coef: readonly number[];
  readonly se: readonly number[];
  readonly uncorrected: readonly number[];
  readonly rows: number;
  readonly instruments: number;
  readonly hansen: readonly [number];
  readonly m1: readonly [number];
  readonly m2: readonly [number];
}

async function withGaps(): Promise<GridInMaking> {
  const making = await panelOf("EmplUK");
  for (const column of making.columns) {
    column.forEach((_, at) => {
      const [firm, year] = [1 + Math.floor(at / making.nPeriods), making.firstPeriod + (at % making.nPeriods)];
      if ((7 * firm + 3 * year) % 11 === 0) column[at] = Number.NaN;
    });
  }
  return making;
}

describe.each(golden<Gap[]>("plm-gaps"))("plm on a panel with gaps: $id", (wanted) => {
  it("coefficients, errors, tests", async () => {
    const making = await withGaps();
    const system = wanted.id.startsWith("system");
    const collapse = wanted.id.endsWith("collapsed");
    const exogenous = [making.at("w"), making.at("k")];
    const spec: PanelGmmSpec = {
      ...{ model: system ? "system" : "difference", transform: "d", h: 3, steps: 2, singular: "refuse", arOrders: 2 },
      outcome: making.at("n"),
      regressors: making.regressors(making.lag("n", 1), ...exogenous),
      blocks: [
        gmm(making.at("n"), 2, wanted.id === "difference_collapsed" ? 99 : 4, { collapse }),
        ...plain(exogenous, "diff"),
        ...(system ? plain(exogenous, "level") : []),
      ],
    };
    const fit = fitPanelGmm(engine, making.grid(), spec);
    const tolerance = system ? SYSTEM : DIFFERENCE;
    const { beta } = fit.steps.at(-1)!;
    const error = (type: "windmeijer" | "uncorrected", j: number) =>
      Math.sqrt(panelCovariance(fit, type)[j * (beta.length + 1)]!);
    wanted.coef.forEach((value, j) => {
      ofPlm(beta[j]!, value, tolerance, `coefficient ${j}`);
      ofPlm(error("windmeijer", j), wanted.se[j]!, tolerance, `error ${j}`);
      ofPlm(error("uncorrected", j), wanted.uncorrected[j]!, tolerance, `uncorrected error ${j}`);
    });
    expect([fit.nTransformed + fit.nLevel, fit.instruments.length]).toEqual([wanted.rows, wanted.instruments]);
    ofPlm(hansenTest(engine, fit)!.statistic, wanted.hansen[0], TESTS, "Hansen");
    // Of systems plm's are wrong.
    if (system) return;
    const [m1, m2] = serialCorrelation(engine, fit, "windmeijer");
    ofPlm(m1!.z!, wanted.m1[0], TESTS, "m1");
    ofPlm(m2!.z!, wanted.m2[0], TESTS, "m2");
  });
});
