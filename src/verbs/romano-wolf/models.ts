/**
 * The regressions of a family, from its formulas and samples, and which of them may share their moments: those that differ in
 * their outcome alone.
 */
import { UsageError } from "../../base/errors.js";
import type { Table } from "../../data/table/table.js";
import { type OneOfSeveral, parseFormulas } from "../../formula/several.js";
import { hasInstruments } from "../../formula/spec.js";
import { type SplitSample, splitSamples } from "../feols/multiple-estimation.js";
import { type FamilyPlan, withInstruments } from "./plan.js";

/** A regression of the family. */
export interface FamilyModel extends OneOfSeveral {
  /** Value of the column that splits the sample; null without a split. */
  readonly sample: string | null;
  /** The condition its rows meet; undefined for all. */
  readonly subset: string | undefined;
}

export interface FamilyModels {
  /** In fixest's order: by sample, then formula, then effects, outcome and terms. */
  readonly models: readonly FamilyModel[];
  /** Places of models that differ in their outcome alone. */
  readonly pools: readonly (readonly number[])[];
}

/** Throws as `parseFormulas` and `splitSamples`; UsageError `family_twice` for a regression given twice, NotSupported `family_instruments`. */
export function familyModels(table: Table, { formulas, options }: FamilyPlan): FamilyModels {
  const { split, fsplit, subset } = options;
  const { samples } = splitSamples(table, split ?? fsplit, fsplit !== undefined);
  const asked = formulas.flatMap((formula) => parseFormulas(formula, { columns: table.names }).models);
  const models = samples.flatMap((sample) =>
    asked.map((model): FamilyModel => ({ ...model, sample: sample.name, subset: within(sample, subset) })),
  );
  const seen = new Set<string>();
  for (const model of models) {
    if (hasInstruments(model.spec)) throw withInstruments(model.spec.call);
    const key = JSON.stringify([model.depvar, ...shared(model)]);
    if (seen.has(key)) {
      throw new UsageError("family_twice", `'${model.spec.call}' is in the family twice: give each regression once.`, {
        got: model.spec.call,
        expected: "each regression once",
      });
    }
    seen.add(key);
  }
  const pools = new Map<string, number[]>();
  models.forEach((model, m) => {
    const key = JSON.stringify(shared(model));
    pools.set(key, [...(pools.get(key) ?? []), m]);
  });
  return { models, pools: [...pools.values()] };
}

/** What regressions have in common that differ in their outcome alone. */
const shared = ({ rhs, fixedEffects, sample, subset }: FamilyModel) => [rhs, fixedEffects, sample, subset];

function within({ subset: own }: SplitSample, subset: string | undefined): string | undefined {
  if (own === undefined || subset === undefined) return own ?? subset;
  return `(${subset}) & ${own}`;
}
