/**
 * Efficient difference-in-differences against diff-diff, on the comparisons of the paper: effects by cohort and period with their weights,
 * averages, clustered errors, Hausman's test of the trends.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { panel } from "../../../src/data/panel/panel.js";
import { withColumns } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import type { DidEstimate } from "../../../src/verbs/did/design/record.js";
import type { DidOptions } from "../../../src/verbs/did/design/verb.js";
import { did } from "../../../src/verbs/did/verb/fit.js";
import { type Agree, agreeing } from "../../support/agree.js";
import { expected, goldenPanel } from "./support.js";

const CLOSED = 1e-8;
/** What is zero by definition. */
const NOTHING = 1e-13;

interface Shown {
  readonly estimate: number;
  readonly std_error: number | null;
}

interface Case {
  readonly case: {
    readonly data: "mpdta" | "smartcity_sim";
    readonly trends: "all" | "post";
    readonly anticipation?: number;
    readonly cluster?: "block";
    readonly without?: "never";
  };
  readonly cells: readonly (Shown & { readonly cohort: number; readonly time: number })[];
  readonly events: readonly (Shown & { readonly event: number })[];
  readonly groups: readonly (Shown & { readonly group: number })[];
  readonly overall: Shown;
  readonly weights: readonly { readonly cohort: number; readonly time: number; readonly weights: readonly number[] }[];
  readonly test: { readonly statistic: number; readonly df: number; readonly p_value: number };
}

const { cases } = expected<{ readonly cases: readonly Case[] }>("edid");
const OUTCOME = { mpdta: "lemp", smartcity_sim: "quality" } as const;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const agree = agreeing("diff-diff-edid");

async function fitter({ data: name, trends, anticipation = 0, cluster, without }: Case["case"]) {
  const { data, source, effects } = await goldenPanel(name);
  const units = data.table.numeric(data.unit.name);
  const block = { kind: "numeric" as const, name: "block", values: units.map((unit) => Math.floor(unit / 1000)) };
  const table = withColumns(data.table, [block]);
  const own = panel(table, { unit: data.unit.name, time: data.time.name });
  return (aggregate: DidOptions["aggregate"] & string): DidEstimate =>
    did(engine, own, `${OUTCOME[name]} ~ 1 | ${effects}`, {
      ...{ ...source, estimator: ["edid"], aggregate, trends, anticipation },
      ...(cluster === undefined ? {} : { vcov: `cluster:${cluster}` }),
      ...(without === undefined ? {} : { subset: "`first.treat` > 0" }),
    }).estimates[0]!;
}

/** Ours are made without a factor for few clusters. */
function errorOf(own: Agree, cluster: string | undefined, got: DidEstimate, value: number | null) {
  if (cluster === undefined || value === null) return { own, value };
  const [clusters] = [got.n_clusters];
  const rule = own.by("errors by clusters larger by the root of G / (G - 1)");
  return { own: rule, value: value * Math.sqrt(clusters / (clusters - 1)) };
}

describe("edid reproduces diff-diff", () => {
  for (const want of cases) {
    const { cluster } = want.case;
    const label = JSON.stringify(want.case);
    const compare = (got: DidEstimate, found: Shown, shown: Shown, what: string): void => {
      agree(found.estimate, shown.estimate, CLOSED, what, NOTHING);
      if (shown.estimate === 0) return;
      const { own, value } = errorOf(agree, cluster, got, found.std_error);
      own(value, shown.std_error, CLOSED, `${what}: error`);
    };

    it(label, async () => {
      const fitted = await fitter(want.case);
      const [dynamic, group, simple] = [fitted("dynamic"), fitted("group"), fitted("simple")];
      // by the anticipation the first period is no base of the cohort of 2004, from which the package measures it all the
      // same; of averages it has cells of the anticipation in them
      const isBased = (cohort: number): boolean => want.case.anticipation === undefined || cohort > 2004;
      for (const cell of want.cells.filter(({ cohort }) => isBased(cohort))) {
        const found = dynamic.cells!.find(({ cohort, time }) => cohort === cell.cohort && time === cell.time)!;
        compare(dynamic, found, cell, `${label}, cohort ${cell.cohort} in ${cell.time}`);
      }
      expect(dynamic.cells!.filter(({ reference }) => !reference).length).toBeGreaterThanOrEqual(
        want.cells.filter(({ estimate, cohort }) => estimate !== 0 && isBased(cohort)).length,
      );
      for (const event of isBased(0) ? want.events : []) {
        // by the period before treatment the package leaves the first period out, and so the earliest cells
        if (want.case.trends === "post" && event.event < -1) continue;
        compare(dynamic, dynamic.effects.find((one) => one.event === event.event)!, event, `${label}, ${event.event}`);
      }
      for (const one of isBased(0) ? want.groups : []) {
        compare(group, group.effects.find((own) => own.group === one.group)!, one, `${label}, cohort ${one.group}`);
      }
      if (isBased(0)) compare(simple, simple.overall, want.overall, `${label}, all`);
      const { details } = dynamic;
      if (details?.kind !== "efficient") throw new Error("no details of edid");
      const weighed = want.weights.filter(({ cohort }) => want.case.trends === "all" && isBased(cohort));
      for (const { cohort, time, weights } of weighed) {
        const own = details.cells.find((cell) => cell.cohort === cohort && cell.time === time)!;
        expect(own.weights.length).toBe(weights.length);
        weights.forEach((weight, j) => {
          agree(own.weights[j], weight, CLOSED, `${label}, cohort ${cohort} in ${time}, weight ${j + 1}`, 1e-10);
        });
      }
      const test = details.test!;
      if (cluster !== undefined || !isBased(0)) return;
      expect(test.df).toBe(want.test.df);
      // of a covariance that is none the package adds negative squares
      if (test.reversed > 0) return;
      agree(test.statistic, want.test.statistic, CLOSED, `${label}, Hausman's test`);
      agree(test.p_value, want.test.p_value, CLOSED, `${label}, p of Hausman's test`);
    });
  }
});
