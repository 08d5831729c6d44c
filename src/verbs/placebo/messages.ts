/**
 * What a placebo test says to its reader, in English and Chinese.
 */
import { catalogue, type FactsOf, listed, messages, plural } from "../../base/messages.js";

/** The units over which cohorts are permuted. */
export interface PoolFacts {
  readonly unit: string;
  /** Seen before this period and from that one on. */
  readonly before: number;
  readonly from: number;
  /** Whether units treated in every row are excluded. */
  readonly always: boolean;
}

export const poolWords = catalogue({
  pool: {
    en: ({ unit, before, from, always }: PoolFacts) =>
      `${unit} observed before ${before} and from ${from} on${always ? ", not treated in every row" : ""}`,
    zh: ({ unit, before, from, always }: PoolFacts) =>
      `${before} 之前与 ${from} 起均被观测到的${unit}${always ? "，且并非各行均受处理" : ""}`,
  },
});

export const PLACEBO_NOTES = messages({
  placebo_outside: {
    en: ({ units, treated, pool }: Outside) =>
      `${units} ${plural(units, "unit lies", "units lie")} outside the pool (${poolWords.pool.en(pool)}): not treated in any draw, except for ${treated} that ${plural(treated, "keeps its", "keep their")} actual treatment.`,
    zh: ({ units, treated, pool }) =>
      `${units} 个单位不在抽取池（${poolWords.pool.zh(pool)}）内，除 ${treated} 个保留原有处理外，在任何抽取中均不受处理。`,
  },
  placebo_cohort_without_date: {
    en: ({ cohorts }: { readonly cohorts: readonly number[] }) =>
      `${plural(cohorts.length, "Cohort", "Cohorts")} ${listed.en(cohorts)} ${plural(cohorts.length, "has", "have")} fewer than two periods before the policy: no earlier date can be assigned, and the units are untreated in every draw.`,
    zh: ({ cohorts }) =>
      `${listed.zh(cohorts)} 批次在政策之前不足两个时期：无法设定更早时点，其单位在每次抽取中均视为未受处理。`,
  },
  placebo_without_variation: {
    en: ({ draws, of }: { readonly draws: number; readonly of: number }) =>
      `In ${draws} of ${of} draws the treatment does not vary within fixed effects and controls: these count in neither b nor B.`,
    zh: ({ draws, of }) =>
      `${of} 次抽取中有 ${draws} 次的处理变量在固定效应和控制变量之内没有变异：既不计入 b，也不计入 B。`,
  },
  placebo_few_assignments: {
    en: ({ assignments, least_p, draws }: FewAssignments) =>
      `There are only ${assignments} distinct assignments: ${
        least_p === undefined
          ? `the ${draws} draws repeat them, and p is no finer than 1/${assignments}.`
          : `each was drawn once, and p cannot be below 1/${Math.round(1 / least_p)}.`
      }`,
    zh: ({ assignments, least_p, draws }) =>
      least_p === undefined
        ? `仅有 ${assignments} 种不同的分配：${draws} 次抽取会重复，p 值的精度不超过 1/${assignments}。`
        : `仅有 ${assignments} 种不同的分配：每种各取一次，p 值不可能低于 1/${Math.round(1 / least_p)}。`,
  },
});

interface Outside {
  readonly units: number;
  readonly treated: number;
  readonly pool: PoolFacts;
}

interface FewAssignments {
  readonly assignments: number;
  /** Where each was drawn once; else they are repeated. */
  readonly least_p?: number;
  readonly draws?: number;
}

declare module "../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof PLACEBO_NOTES> {}
}
