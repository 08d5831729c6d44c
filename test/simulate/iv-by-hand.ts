/** Demand with one instrument, by regressions alone: 2SLS is the reduced form over the first stage. */
import type { NumericColumn } from "../../src/base/columns.js";
import { selectRows, type Table, withColumns } from "../../src/data/table/table.js";
import type { Engine } from "../../src/engine/kernels/engine.js";
import { feols } from "../../src/verbs/feols/feols.js";

export const EFFECTS = "hs8 + dest^year";

export interface Slope {
  readonly slope: number;
  readonly error: number;
}

/** The rows with `lnp`, `lnq` and, as `z`, the mean log price of the same firm, product and year elsewhere. */
export function withPrices(table: Table): Table {
  const [value, quantity] = [table.numeric("value"), table.numeric("quantity")];
  const [firm, year, hs8] = [table.numeric("firm"), table.numeric("year"), table.text("hs8").codes];
  const lnq = quantity.map(Math.log);
  const lnp = value.map((v, i) => Math.log(v) - lnq[i]!);
  const groups = new Map<string, { sum: number; n: number }>();
  const key = (i: number) => `${firm[i]} ${hs8[i]} ${year[i]}`;
  lnp.forEach((x, i) => {
    const group = groups.get(key(i)) ?? { sum: 0, n: 0 };
    groups.set(key(i), { sum: group.sum + x, n: group.n + 1 });
  });
  const z = lnp.map((x, i) => {
    const { sum, n } = groups.get(key(i))!;
    return n === 1 ? Number.NaN : (sum - x) / (n - 1);
  });
  const column = (name: string, values: Float64Array): NumericColumn => ({ kind: "numeric", name, values });
  return withColumns(table, [column("lnp", lnp), column("lnq", lnq), column("z", z)]);
}

/** Coefficient of `x` and its error clustered by firm. */
export function slopeOf(engine: Engine, table: Table, formula: string, x: string): Slope {
  const { estimate, std_error } = feols(engine, table, formula, { vcov: { cluster: ["firm"] } }).coefficients[x]!;
  return { slope: estimate, error: std_error };
}

export const ols = (engine: Engine, table: Table): Slope => slopeOf(engine, table, `lnq ~ lnp | ${EFFECTS}`, "lnp");

/** 2SLS on the rows that have an instrument; its error is that of the structural residual's regression on z over the first stage. */
export function twoStage(engine: Engine, table: Table): Slope {
  const has = table.numeric("z");
  const rows = Uint32Array.from([...has.keys()].filter((i) => !Number.isNaN(has[i]!)));
  const sample = selectRows(table, rows);
  const first = slopeOf(engine, sample, `lnp ~ z | ${EFFECTS}`, "z").slope;
  const slope = slopeOf(engine, sample, `lnq ~ z | ${EFFECTS}`, "z").slope / first;
  const [lnp, lnq] = [sample.numeric("lnp"), sample.numeric("lnq")];
  const residual: NumericColumn = { kind: "numeric", name: "u", values: lnq.map((y, i) => y - slope * lnp[i]!) };
  const { error } = slopeOf(engine, withColumns(sample, [residual]), `u ~ z | ${EFFECTS}`, "z");
  return { slope, error: error / Math.abs(first) };
}
