/**
 * Regressors and instruments that do not vary within the effects: they have no coefficient, and one that varies hardly at all has
 * a coefficient of almost nothing. Without a formula, which columns unit effects would absorb.
 */
import type { Category } from "../../../base/columns.js";
import type { Finding } from "../../finding.js";
import { finding } from "../../finding.js";
import { type Inspected, numbersOf, type Regressor } from "../../inspected.js";
import { isInvariant, ROUNDING_SHARE, shareLeft } from "../../measure/within.js";
import type { InspectRule } from "../rule.js";

/** Share of a regressor's variance that effects leave, below which it hardly varies. */
const HARDLY = 0.001;

export const invariant: InspectRule = {
  name: "invariant",
  needs: ["regressors"],
  limits: { share: HARDLY },
  find(data) {
    const { effects, panel, spec } = data;
    if (spec !== undefined) return effects.length === 0 ? [] : ofFormula(data);
    return panel === undefined ? [] : ofPanel(data);
  },
};

function ofFormula(data: Inspected): Finding[] {
  const effects = data.effectCategories();
  if (effects.some(({ codes, nLevels }) => nLevels === codes.length)) return []; // singletons all: their rule says so
  const complete = data.completeRows();
  return data.regressors.flatMap((regressor): Finding[] => {
    const values = valuesOf(data, regressor, complete);
    if (values === null) return [];
    const { name, isPlain } = regressor;
    const by = effects.find((effect) => isInvariant(values, effect));
    const { role } = regressor;
    if (by !== undefined) {
      return [
        finding(
          "invariant",
          "serious",
          "invariant",
          { column: name, role, by: by.name },
          { columns: [...regressor.columns, by.name] },
        ),
      ];
    }
    // of a function of the column neither its sum nor its share is known here
    if (!isPlain) return [];
    const share = shareLeft(values, effects);
    if (!(share < HARDLY)) return [];
    const names = effects.map((effect) => effect.name);
    if (share <= 1e-12 || share <= ROUNDING_SHARE) {
      return [
        finding(
          "invariant",
          "serious",
          "spanned",
          { column: name, role, effects: names },
          { columns: regressor.columns },
        ),
      ];
    }
    return [
      finding(
        "invariant",
        "look",
        "hardly_varies",
        { column: name, role, effects: names, share },
        { columns: regressor.columns },
      ),
    ];
  });
}

/** Values of a regressor of one column in the rows that are complete; null for interactions, which vary with each part. */
function valuesOf(data: Inspected, { columns }: Regressor, complete: Uint8Array): Float64Array | null {
  const values = columns.length === 1 ? numbersOf(data, columns[0]!) : null;
  return values === null ? null : values.map((value, row) => (complete[row] === 1 ? value : Number.NaN));
}

function ofPanel({ measures, panel, profile, treatment }: Inspected): Finding[] {
  const { unit, time, nPeriods } = panel!;
  if (nPeriods < 2) return [];
  const within = (by: Category) =>
    measures
      .filter(({ values, name }) => name !== treatment && profile(name).distinct > 1 && isInvariant(values, by))
      .map(({ name }) => name);
  const [byUnit, byTime] = [within(unit), within(time)];
  return [
    ...(byUnit.length === 0
      ? []
      : [finding("invariant", "note", "columns_by_unit", { columns: byUnit, unit: unit.name }, { columns: byUnit })]),
    ...(byTime.length === 0
      ? []
      : [finding("invariant", "note", "columns_by_time", { columns: byTime, time: time.name }, { columns: byTime })]),
  ];
}
