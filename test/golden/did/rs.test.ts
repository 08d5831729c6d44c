/**
 * Efficient estimates under random dates of treatment against R's staggered: averages over all, by cohort and by period, event studies with
 * their covariance, refined and conservative errors, betas that are given, comparison with the last cohort alone.
 */
import { beforeAll, describe, expect, it } from "vitest";
import type { Panel } from "../../../src/data/panel/panel.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import type { DidEstimate } from "../../../src/verbs/did/design/record.js";
import type { DidOptions } from "../../../src/verbs/did/design/verb.js";
import type { Aggregation } from "../../../src/verbs/did/shared/aggregation.js";
import { did } from "../../../src/verbs/did/verb/fit.js";
import { agreeing } from "../../support/agree.js";
import { type DataName, expected, goldenPanel } from "./support.js";

const CLOSED = 1e-8;
const OUTCOME: Readonly<Record<DataName, string>> = {
  mpdta: "lemp",
  castle: "l_homicide",
  base_stagg: "y",
  smartcity_sim: "quality",
};
const AVERAGES = { simple: "simple", cohort: "group", calendar: "calendar" } as const;
/** The estimators of the package by our options. */
const FORMS: Readonly<Record<"efficient" | "cs" | "sa", DidOptions>> = {
  efficient: { control: "notyet" },
  cs: { control: "notyet", beta: 1 },
  sa: { control: "never", beta: 1 },
};

interface Effect {
  readonly estimate: number;
  readonly se: number;
  readonly se_neyman: number;
}

interface EventStudy {
  readonly event_time: readonly number[];
  readonly estimate: readonly number[];
  readonly se: readonly number[];
  readonly se_neyman: readonly number[];
}

type Form = Readonly<Record<keyof typeof AVERAGES, Effect>> & { readonly eventstudy: EventStudy };

interface Expected {
  readonly n_units: number;
  readonly results: Readonly<Record<keyof typeof FORMS, Form>> & {
    readonly beta_simple: readonly ({ readonly beta: number } & Partial<Effect>)[];
    readonly last_treated_only: Effect;
    readonly eventstudy_vcov: Readonly<Record<"vcov" | "vcov_neyman", readonly (readonly number[])[]>>;
  };
}

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const agree = agreeing("staggered");

async function fitter(name: DataName): Promise<(aggregate: Aggregation, options: DidOptions) => DidEstimate> {
  const { data, source, effects } = await goldenPanel(name);
  return (aggregate, options) => {
    const given = { ...source, estimator: ["rs"], aggregate, draws: 2, ...options };
    return did(engine, data, `${OUTCOME[name]} ~ 1 | ${effects}`, given).estimates[0]!;
  };
}

/** Of an estimate its details, which the estimator always has. */
function detailsOf({ details }: DidEstimate) {
  if (details?.kind !== "randomisation") throw new Error("no details of rs");
  return details;
}

function compare(got: DidEstimate, want: Effect, what: string): void {
  const own = detailsOf(got).effects.find(({ at }) => at === null)!;
  agree(got.overall.estimate, want.estimate, CLOSED, `${what}: estimate`);
  agree(own.se_refined, want.se, CLOSED, `${what}: refined error`);
  agree(own.se_neyman, want.se_neyman, CLOSED, `${what}: Neyman's error`);
  expect(got.overall.std_error).toBe(own.se_refined);
}

/** Event times at which the package counts a cohort that is not observed then, by its period before treatment. */
const isUnseen = (name: DataName, event: number): boolean => name === "smartcity_sim" && event === -3;

/** The mean of the cohort of 2012 in 2011 less that of those treated later or never, and of those never treated alone. */
function baseDifference({ table }: Panel): { readonly units: number } & Readonly<Record<"cs" | "sa", number>> {
  const [year, cohort, quality] = ["year", "g", "quality"].map((name) => table.numeric(name));
  const outcomes = (isIn: (first: number) => boolean): number[] =>
    Array.from(quality!).filter((_, row) => year![row] === 2011 && isIn(cohort![row]!));
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const own = outcomes((first) => first === 2012);
  return {
    units: own.length,
    cs: mean(own) - mean(outcomes((first) => first !== 2012)),
    sa: mean(own) - mean(outcomes((first) => first === 0)),
  };
}

describe("rs reproduces staggered", () => {
  for (const name of Object.keys(OUTCOME) as DataName[]) {
    const { results, n_units } = expected<Expected>(`rs_${name}`);

    it(`averages, ${name}`, async () => {
      const estimated = await fitter(name);
      for (const [form, options] of Object.entries(FORMS)) {
        for (const [average, aggregate] of Object.entries(AVERAGES)) {
          const got = estimated(aggregate, options);
          expect(got.n_units).toBe(n_units);
          const want = results[form as keyof typeof FORMS][average as keyof typeof AVERAGES];
          compare(got, want, `${name}, ${form}, ${average}`);
        }
      }
      compare(estimated("simple", { control: "never" }), results.last_treated_only, `${name}, last treated only`);
    });

    it(`betas that are given, ${name}`, async () => {
      const estimated = await fitter(name);
      for (const { beta, ...want } of results.beta_simple) {
        // of beta 0 the package has an error of its own: "non-conformable arguments"
        if (want.estimate === undefined) continue;
        compare(estimated("simple", { control: "notyet", beta }), want as Effect, `${name}, beta ${beta}`);
      }
    });

    it(`event studies, ${name}`, async () => {
      const estimated = await fitter(name);
      for (const [form, options] of Object.entries(FORMS)) {
        const got = estimated("dynamic", options);
        const details = detailsOf(got);
        const want = results[form as keyof typeof FORMS].eventstudy;
        want.event_time.forEach((event, j) => {
          if (isUnseen(name, event)) return;
          const what = `${name}, ${form}, event ${event}`;
          const effect = got.effects.find((one) => one.event === event)!;
          agree(effect.estimate, want.estimate[j]!, CLOSED, what, 1e-14);
          if (effect.reference) return;
          const own = details.effects.find(({ at }) => at === event)!;
          agree(own.se_refined, want.se[j]!, CLOSED, `${what}: refined error`);
          agree(own.se_neyman, want.se_neyman[j]!, CLOSED, `${what}: Neyman's error`);
        });
      }
    });

    it(`covariances of event studies, ${name}`, async () => {
      const estimated = await fitter(name);
      for (const [kind, errors] of [
        ["vcov", "refined"],
        ["vcov_neyman", "neyman"],
      ] as const) {
        const { covariance } = estimated("dynamic", { control: "notyet", designErrors: errors });
        const events = results.efficient.eventstudy.event_time;
        const shown = events.filter((event) => covariance!.event.includes(event) && !isUnseen(name, event));
        for (const a of shown) {
          for (const b of shown) {
            const got = covariance!.matrix[covariance!.event.indexOf(a)]![covariance!.event.indexOf(b)];
            const want = results.eventstudy_vcov[kind][events.indexOf(a)]![events.indexOf(b)]!;
            agree(got, want, CLOSED, `${name}, ${kind}, ${a}, ${b}`, 1e-14);
          }
        }
      }
    });
  }

  it("the event time that the package counts an unseen cohort at, put together by its rule", async () => {
    const { data, source, effects } = await goldenPanel("smartcity_sim");
    const { results } = expected<Expected>("rs_smartcity_sim");
    const formula = `quality ~ 1 | ${effects}`;
    for (const form of ["cs", "sa"] as const) {
      const given = { ...source, estimator: ["rs"], draws: 2, ...FORMS[form] };
      const rs = did(engine, data, formula, given).estimates[0]!.effects.find(({ event }) => event === -3)!;
      // the cohort of 2012, whose third period before treatment is not observed, less those compared with in 2011
      const base = baseDifference(data);
      const units = { seen: rs.n_units, unseen: base.units };
      const got = (rs.estimate * units.seen - base[form] * units.unseen) / (units.seen + units.unseen);
      const ruled = agree.by(
        "a cohort that is not observed at an event time is counted by its period before treatment",
      );
      ruled(got, results[form].eventstudy.estimate[0]!, CLOSED, `${form}, event -3`);
    }
  });

  it("the averages kept apart", async () => {
    const estimated = await fitter("mpdta");
    const { results } = expected<{ readonly results: Readonly<Record<string, Readonly<Record<string, Effect>>>> }>(
      "roth_santanna_mpdta",
    );
    for (const [average, aggregate] of Object.entries(AVERAGES)) {
      for (const [form, options] of Object.entries(FORMS)) {
        compare(estimated(aggregate, options), results[average]![form]!, `roth_santanna_mpdta, ${average}, ${form}`);
      }
    }
  });
});
