/**
 * The language of formulas against fixest: lags, i(), bins, polynomials, products, several estimations and split samples.
 * Every entry of formula.json, its fits in order, each under three variances.
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { readTable } from "../../../src/data/files/read-table.js";
import { selectRows, type Table } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import type { FitRecord } from "../../../src/regression/record/fit-record.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { feolsMulti } from "../../../src/verbs/feols/multiple-estimation.js";
import type { FeolsOptions } from "../../../src/verbs/feols/verb.js";
import { agreeing } from "../../support/agree.js";

/** Relative, or absolute beside the largest coefficient's error: fixest was run to 1e-11. */
const COEFFICIENT = 1e-9;
const STD_ERROR = 1e-8;
/** Coefficients that are zero but for rounding, as a share of their standard error. */
const ROUNDING = 1e-8;

type ByTerm = Readonly<Record<string, number>>;

interface ExpectedFit {
  /** Empty lists where R has none. */
  readonly coef: ByTerm | readonly [];
  readonly nobs: number;
  readonly se: Readonly<Record<string, ByTerm | readonly []>>;
  readonly r2: number | null;
  readonly ssr: number;
  readonly collinear: readonly string[];
  readonly sample?: string;
  readonly lhs?: string;
  readonly rhs?: string;
  readonly fixef?: string;
}

interface Entry {
  readonly group: string;
  readonly formula: string;
  readonly data: "b" | "b0" | "u" | "blag" | "ulag";
  readonly options: {
    readonly panel?: readonly [string, string];
    readonly subset?: string;
    readonly split?: string;
    readonly fsplit?: string;
    readonly weights?: string;
  };
  readonly fits: readonly ExpectedFit[];
}

const { entries } = JSON.parse(readFileSync(new URL("formula.json", import.meta.url), "utf8")) as {
  readonly entries: readonly Entry[];
};

let engine: Engine;
let balanced: Table;
let unbalanced: Table;

beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  balanced = await readTable(new URL("panel.csv.gz", import.meta.url).pathname);
  const gap = balanced.numeric("gap");
  unbalanced = selectRows(
    balanced,
    Uint32Array.from({ length: balanced.nRows }, (_, i) => i).filter((i) => gap[i] === 0),
  );
});

const plain = (name: string) => name.replaceAll(" ", "");

function fitsOf(entry: Entry, vcov: string): readonly (FitRecord | null)[] {
  const { panel, split, fsplit, ...rest } = entry.options;
  const table = entry.data.startsWith("u") ? unbalanced : balanced;
  const options: FeolsOptions = {
    ...rest,
    vcov,
    fixefRm: "none",
    ...(panel === undefined ? {} : { panel: { unit: panel[0], time: panel[1] } }),
  };
  const several = entry.fits.length > 1 || split !== undefined || fsplit !== undefined || entry.formula.includes("sw(");
  if (!several) return [feols(engine, table, entry.formula, options)];
  const record = feolsMulti(engine, table, entry.formula, {
    ...options,
    ...(split === undefined ? {} : { split }),
    ...(fsplit === undefined ? {} : { fsplit }),
  });
  record.fits.forEach((one, i) => {
    const expected = entry.fits[i]!;
    const text = (value: string | undefined) => (value === undefined ? undefined : plain(value));
    const named: readonly (readonly [string | undefined, string | null])[] = [
      [expected.sample, one.sample],
      [expected.lhs, one.depvar],
      [expected.rhs, one.rhs],
      [expected.fixef, one.fixed_effects],
    ];
    for (const [want, got] of named) if (want !== undefined) expect(plain(got!), one.label).toBe(text(want));
  });
  return record.fits.map(({ fit }) => fit);
}

const close = agreeing("fixest-formulas");

describe.each([...new Set(entries.map(({ group }) => group))])("formulas as fixest reads them: %s", (group) => {
  const own = entries.filter((entry) => entry.group === group);
  it.each(own.map((entry) => [`${entry.formula} ${JSON.stringify(entry.options)} ${entry.data}`, entry] as const))(
    "%s",
    (_, entry) => {
      for (const vcov of ["iid", "hetero", "cluster:id"]) {
        const fits = fitsOf(entry, vcov);
        expect(fits.length).toBe(entry.fits.length);
        fits.forEach((fit, i) => {
          const expected = entry.fits[i]!;
          const what = `${entry.formula}, fit ${i + 1}, ${vcov}`;
          const terms = Object.keys(expected.coef);
          expect(fit, what).not.toBeNull();
          expect(Object.keys(fit!.coefficients).map(plain), what).toEqual(terms.map(plain));
          expect(fit!.nobs, what).toBe(expected.nobs);
          expect(
            fit!.collinear.map(({ term }) => plain(term)),
            what,
          ).toEqual(expected.collinear.map(plain));
          close(fit!.fit.ssr, expected.ssr, COEFFICIENT, `${what}: ssr`);
          if (expected.r2 !== null) close(fit!.fit.r2, expected.r2, COEFFICIENT, `${what}: r2`, 1e-12);
          Object.values(fit!.coefficients).forEach((got, j) => {
            const term = terms[j]!;
            const error = (expected.se[vcov] as ByTerm)[term]!;
            close(got.estimate, (expected.coef as ByTerm)[term]!, COEFFICIENT, `${what}: ${term}`, ROUNDING * error);
            close(got.std_error, error, STD_ERROR, `${what}: error of ${term}`);
          });
        });
      }
    },
  );
});
