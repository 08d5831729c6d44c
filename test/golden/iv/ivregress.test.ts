/**
 * Stata's ivregress on hsng2, all its estimators and errors, with and without `small`: lines as Stata ran them, translated,
 * against its log (`make-ivregress.py`).
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, it } from "vitest";
import type { Table } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { fromStata } from "../../../src/verbs/feols/from-stata.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";

/** Relative: of numbers printed with eleven digits, and of those below 1e-5, which have seven. */
const PRINTED = 1e-9;
const PRINTED_SMALL = 5e-7;
const SMALL = 1e-5;
/** Absolute: half the last of eleven decimals. */
const LAST_DECIMAL = 5.1e-12;

const { names, cases }: { names: readonly string[]; cases: readonly Case[] } = JSON.parse(
  readFileSync(new URL("./ivregress.json", import.meta.url), "utf8"),
);
interface Case {
  readonly line: string;
  readonly coefficients: Readonly<Record<string, number>>;
  readonly variance: readonly (readonly number[])[];
  readonly kappa?: number;
  readonly J?: number;
  /** Of all slopes: F with small, else chi-squared; its p. */
  readonly F?: number;
  readonly chi2?: number;
  readonly p: number;
}

let engine: Engine;
let hsng2: Table;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  hsng2 = await goldenTable("hsng2.csv");
});

const OURS: Readonly<Record<string, string>> = { _cons: "(Intercept)", hsngval: "fit_hsngval" };

const agree = agreeing("stata-ivregress");

function near(got: number, want: number, what: string): void {
  const digits =
    Math.abs(want) < SMALL ? PRINTED_SMALL * Math.abs(want) : Math.max(LAST_DECIMAL, PRINTED * Math.abs(want));
  agree.within(got, want, digits, what);
}

describe.each(cases.map((one) => [one.line, one] as const))("%s", (line, want) => {
  const fitOf = () => {
    const { formula, options } = fromStata(line, { columns: hsng2.names });
    return feols(engine, hsng2, formula, { ...options, wald: ["hsngval|pcturban"] });
  };

  it("has Stata's coefficients and covariance", () => {
    const fit = fitOf();
    const ours = names.map((name) => OURS[name] ?? name);
    names.forEach((name, i) => {
      near(fit.coefficients[ours[i]!]!.estimate, want.coefficients[name]!, name);
      names.forEach((other, j) => {
        const at = (k: number) => fit.vcov.names.indexOf(ours[k]!);
        near(fit.vcov.matrix[at(i)]![at(j)]!, want.variance[i]![j]!, `${name}, ${other}`);
      });
    });
    if (want.kappa !== undefined) near(fit.iv!.kappa!, want.kappa, "kappa");
    if (want.J !== undefined) near((fit.tests.hansen ?? fit.tests.sargan)!.statistic, want.J, "J");
  });

  it("has Stata's joint test of the slopes", () => {
    const fit = fitOf();
    const [joint] = Object.values(fit.tests).filter((test) => "terms" in test);
    near(joint!.statistic, want.F ?? want.chi2!, "joint test");
    near(joint!.p_value!, want.p, "p");
  });
});
