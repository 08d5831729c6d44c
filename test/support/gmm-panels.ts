/** The panels of the GMM references, plm's files among these, and the lines and output of xtabond2 printed in Roodman (2009). */
import { readdirSync, readFileSync } from "node:fs";
import { type Panel, panel } from "../../src/data/panel/panel.js";
import { withColumns } from "../../src/data/table/table.js";
import { goldenTable } from "./golden-table.js";

const FOLDER = new URL("../golden/gmm/expected/", import.meta.url);

export const emplUk = async (): Promise<Panel> =>
  panel(await goldenTable("EmplUK.csv"), { unit: "firm", time: "year" });
export const smartCity = async (): Promise<Panel> =>
  panel(await goldenTable("smartcity_sim.csv"), { unit: "city", time: "year" });

/** Logs of EmplUK under Stata's names, rounded to float32 as the file of Stata's that xtabond2 read, and dummies of its years. */
export async function abdata(): Promise<Panel> {
  const table = await goldenTable("EmplUK.csv");
  const logs = { n: "emp", w: "wage", k: "capital", ys: "output" };
  const year = table.numeric("year");
  return panel(
    withColumns(table, [
      ...Object.entries(logs).map(([name, of]) => ({
        kind: "numeric" as const,
        name,
        values: table.numeric(of).map((value) => Math.fround(Math.log(value))),
      })),
      ...[1976, 1977, 1978, 1979, 1980, 1981, 1982, 1983, 1984].map((at) => ({
        kind: "numeric" as const,
        name: `yr${at}`,
        values: year.map((value) => (value === at ? 1 : 0)),
      })),
    ]),
    { unit: "firm", time: "year" },
  );
}

interface Test {
  readonly stat: number;
  readonly df: number;
  readonly p: number;
}

/** A file of plm's numbers, with dense algebra on its matrices. */
export interface PlmReference {
  readonly id: string;
  readonly dataset: string;
  readonly call: string;
  readonly coef: Readonly<Record<string, number>>;
  readonly se: Readonly<Record<string, number>>;
  readonly n_groups: number;
  readonly n_instruments: number;
  readonly sargan_xtabond2?: Test;
  readonly wald_coef_robust: Test;
  readonly wald_td_robust?: Test;
  readonly algebra: Readonly<Record<string, number>> & {
    readonly n_instruments: number;
    readonly rank_instruments: number;
    readonly n_diff_rows: number;
    readonly n_obs_stacked: number;
    readonly hansen_J_twostep: number;
  };
}

const read = (file: string) => JSON.parse(readFileSync(new URL(file, FOLDER), "utf8"));

/** Every file made by plm. */
export const plmReferences = (): PlmReference[] =>
  readdirSync(FOLDER)
    .filter((file) => /^(gmm|city)_.*\.json$/.test(file))
    .sort()
    .map((file) => ({ ...read(file), id: file.replace(/\.json$/, "") }));

type Pair = readonly [number, number];

/** A printed output: `wald` is statistic, degrees and denominator (null for chi-squared); `groups` by the start of their name. */
export interface Xtabond2Output {
  readonly call: string;
  readonly coef: Readonly<Record<string, number>>;
  readonly se: Readonly<Record<string, number>>;
  readonly nobs: number;
  readonly n_instruments: number;
  readonly ar1_z: number;
  readonly ar2_z: number;
  readonly sargan: { readonly stat: number; readonly df: number };
  readonly hansen: { readonly stat: number; readonly df: number };
  readonly wald: readonly [number, number, number | null];
  readonly groups: readonly { readonly group: string; readonly excluding: Pair; readonly difference: Pair }[];
}

/** The three outputs of sections 3.3 and 3.4. */
export function publishedXtabond2(): Xtabond2Output[] {
  const file = read("published_xtabond2_roodman2009.json");
  const pairs = (group: string, of: Readonly<Record<string, number>>) => ({
    group,
    excluding: [of.excluding_stat!, of.excluding_df!] as const,
    difference: [of.difference_stat!, of.difference_df!] as const,
  });
  const [first, second, third] = [
    file.difference_robust,
    file.difference_endogenous_wk_robust_small,
    file.system_robust_small,
  ];
  return [
    { ...first, wald: [first.wald_chi2_16, 16, null], groups: [pairs("iv(", first.diff_hansen_iv_group)] },
    { ...second, wald: [second.F_16_140, 16, 140], groups: [pairs("iv(", second.diff_hansen_iv_group)] },
    {
      ...third,
      wald: [third.F_12_139, 12, 139],
      groups: [
        pairs("GMM instruments for levels", third.diff_hansen_gmm_levels),
        pairs("iv(", third.diff_hansen_iv_years),
      ],
    },
  ];
}

/** Output of xtabond2 in Stata, posted by a user: two-step, small, instruments `iv()` of both equations. */
export const xtabond2TwoStep = (): {
  readonly call: string;
  /** Estimate, error, ends of the 95% interval. */
  readonly coefficients: Readonly<Record<string, readonly [number, number, number, number]>>;
  readonly F: readonly [number, number, number];
  readonly counts: { readonly nobs: number; readonly n_groups: number; readonly n_instruments: number };
  readonly per_group: readonly [number, number, number];
} => read("../xtabond2-two-step-system.json");
