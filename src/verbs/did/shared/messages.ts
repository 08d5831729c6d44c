/**
 * What regressions on cells say of the units they compare with.
 */
import { type FactsOf, listed, messages, plural } from "../../../base/messages.js";

/** Cells whose effects are left out, by cohort. */
interface UnknownCells {
  readonly cells: number;
  readonly cohorts: readonly { readonly cohort: number; readonly periods: readonly number[] }[];
}

/** Cohorts named in a note, and periods of each. */
const MOST_NAMED = 8;

const cellsOf = {
  en: ({ cohort, periods }: UnknownCells["cohorts"][number]) => `cohort ${cohort} in ${listed.en(periods, MOST_NAMED)}`,
  zh: ({ cohort, periods }: UnknownCells["cohorts"][number]) => `批次 ${cohort}：${listed.zh(periods, MOST_NAMED)}`,
};

export const CONTROL_NOTES = messages({
  last_cohort_compared: {
    en: ({ cohort, units }: { readonly cohort: number; readonly units: number }) =>
      `Nobody is never treated: the ${units} ${plural(units, "unit")} of the last cohort, ${cohort}, ${plural(units, "is", "are")} compared with before ${plural(units, "its", "their")} treatment.`,
    zh: ({ cohort, units }) => `没有从未受处理的单位：以最后一个批次（${cohort}，${units} 个单位）处理前的观测为对照。`,
  },
  cells_unidentified: {
    en: ({ cells, cohorts }: UnknownCells) =>
      `${cells} ${plural(cells, "effect", "effects")} (${listed.en(cohorts.map(cellsOf.en), MOST_NAMED)}) cannot be distinguished from the effects of units and periods, as where no unit of a cohort is observed at its reference: left out.`,
    zh: ({ cells, cohorts }) =>
      `${cells} 个效应（${listed.zh(cohorts.map(cellsOf.zh), MOST_NAMED)}）无法与个体和时期效应区分（例如批次内没有单位在其基期有观测），已略去。`,
  },
  cells_of_single_units: {
    en: ({ cells, of }: { readonly cells: number; readonly of: number }) =>
      `In ${cells} of ${of} cohorts' periods one unit is observed: the regression fits it exactly, and its own noise is not in the errors.`,
    zh: ({ cells, of }) =>
      `${of} 个批次-时期单元中有 ${cells} 个只有一个单位：回归完全拟合该单位，其自身噪声不计入标准误。`,
  },
  periods_without_control: {
    en: ({ periods }: { readonly periods: readonly number[] }) =>
      `No unit to compare with is untreated in ${listed.en(periods)}: the rows of ${plural(periods.length, "this period", "these periods")} are left out.`,
    zh: ({ periods }) => `${listed.zh(periods)} 期没有未受处理的对照，这些观测已剔除。`,
  },
});

declare module "../../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof CONTROL_NOTES> {}
}
