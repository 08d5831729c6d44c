/** `group-difference` over rows that stay with an engine: labels by unit come home beside the moments of units. */

import { DataError, NotSupported } from "../../base/errors.js";
import { upTo } from "../../base/row-runs.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { parseFormula } from "../../formula/parser.js";
import { hasInstruments, type ModelSpec } from "../../formula/spec.js";
import { sscOf } from "../../regression/fit-options.js";
import { differenceOf } from "../../verbs/group-difference/fit.js";
import type { GroupDifferenceRecord } from "../../verbs/group-difference/record.js";
import type { GroupDifferenceOptions } from "../../verbs/group-difference/verb.js";
import type { CellClustering } from "../../verbs/resampling/model.js";
import type { SqlGrouping, SqlSource } from "../frame.js";
import { makeFrame } from "../make-frame.js";
import { requireSameRows } from "../moments/guards.js";
import { keysOf, keyText, levelsIn } from "../moments/levels.js";
import type { Queries } from "../queries.js";
import { type SqlRegression, sqlRegression } from "../regression.js";
import { levelsStatement, severalRows } from "../statements/counts.js";
import { type EngineOptions, frameOptions, ownOptions, queriesOf, regressionOptions } from "./model.js";
import { resamplingModel } from "./resampling.js";

/** Pairs of a unit and its labels that come home. */
const MOST_PAIRS = 200_000;

/**
 * Permutation test of the difference of a coefficient between two groups of units, which hold whole levels of the eliminated effect. The
 * permutations are those of the rows in memory.
 *
 * @throws NotSupported `engine_clusters`, and as `sqlFeols` and `groupDifference`
 */
export async function sqlGroupDifference(
  engine: Engine,
  source: SqlSource,
  formula: string | ModelSpec,
  options: GroupDifferenceOptions & EngineOptions,
): Promise<GroupDifferenceRecord> {
  const own = ownOptions(options);
  const spec = typeof formula === "string" ? parseFormula(formula) : formula;
  if (hasInstruments(spec))
    throw new NotSupported("instruments", `'${spec.call}': a difference between groups is of least squares.`, {});
  const { unit, by, strata } = own;
  const queries = queriesOf(source, options);
  const variance = { type: "cluster" as const, by: [[unit]] };
  const found = await source.engine.snapshot(async () => {
    const columns = strata === undefined ? [by] : [by, strata];
    const needs = { type: "cluster", by: [[unit], ...columns.map((column) => [column])] };
    const made = await makeFrame(queries, source, spec, needs, frameOptions(options));
    const frame = { ...made, clusterings: made.clusterings.slice(0, 1) };
    const regression = await sqlRegression(engine, queries, frame, regressionOptions(variance, "required", options));
    return { regression, pairs: await pairsOf(queries, regression, made.clusterings) };
  });
  return differenceOf(
    engine,
    own,
    (scope) =>
      resamplingModel(scope, found.regression, variance, sscOf(options), (units) =>
        found.pairs.map((labels) => labelled(units, labels)),
      ),
    () => ({}),
  );
}

/** A grouping of units: its levels, and that of each unit by the unit's label. */
interface Labels {
  readonly name: string;
  readonly nLevels: number;
  readonly label: (level: number) => string;
  readonly ofUnit: ReadonlyMap<string, number>;
}

/** Labels of units. Throws DataError `engine_changed`, `difference_unit` where a unit has two, NotSupported `engine_clusters` for too many units. */
async function pairsOf(
  queries: Queries,
  { frame, pushed }: SqlRegression,
  [units, ...groupings]: readonly SqlGrouping[],
): Promise<Labels[]> {
  const { dialect, relation, unit } = pushed.spec;
  const rows = { dialect, relation: pushed.nSingletons > 0 ? severalRows(relation, unit) : relation };
  const found: Labels[] = [];
  for (const grouping of groupings) {
    const keys = [...keysOf(units!), ...keysOf(grouping)];
    const answer = await queries.ask(levelsStatement(rows, keys, MOST_PAIRS + 1));
    if (answer.rows > MOST_PAIRS) {
      throw new NotSupported("engine_clusters", `'${units!.name}' has too many levels to be permuted over an engine.`, {
        got: answer.rows,
        expected: MOST_PAIRS,
      });
    }
    const n = units!.keys.length;
    const at = (i: number, from: number, to: number) =>
      keyText(answer.columns.slice(from, to).map((column) => column[i] as number | string));
    const ofUnits = levelsIn(units!, answer, keys.length);
    const nRows = ofUnits.rows.reduce((sum, n) => sum + n, 0);
    requireSameRows(frame.source, pushed.nobs, nRows);
    const own = { ...answer, columns: answer.columns.slice(n) };
    const levels = levelsIn(grouping, own);
    const ofUnit = new Map<string, number>();
    for (let i = 0; i < answer.rows; i++) {
      const label = ofUnits.label(ofUnits.at.get(at(i, 0, n))!);
      const level = levels.at.get(at(i, n, keys.length))!;
      if (ofUnit.has(label) && ofUnit.get(label) !== level) throw twoLabels(units!, grouping, label);
      ofUnit.set(label, level);
    }
    found.push({ name: grouping.name, nLevels: levels.levels.length, label: levels.label, ofUnit });
  }
  return found;
}

const twoLabels = ({ name }: SqlGrouping, grouping: SqlGrouping, label: string): DataError =>
  new DataError(
    "difference_unit",
    `${name} '${label}' has more than one label of '${grouping.name}': labels are permuted over units, which need one each.`,
    { got: label, expected: "one label a unit" },
  );

function labelled(units: CellClustering, { name, nLevels, label, ofUnit }: Labels): CellClustering {
  const ofCell = upTo(units.nLevels).map((unit) => ofUnit.get(units.label(unit))!);
  return { name, nLevels, label, codes: ofCell, ofCell };
}
