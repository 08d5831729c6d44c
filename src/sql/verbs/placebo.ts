/** `placebo` over rows that stay with an engine: the treatment of each unit and period comes home beside the moments. */
import type { Category } from "../../base/columns.js";
import { DataError, NotSupported } from "../../base/errors.js";
import { deepFreeze } from "../../base/objects.js";
import { upTo } from "../../base/row-runs.js";
import type { PanelKeys } from "../../data/panel/panel.js";
import { type TreatmentGrid, treatmentGrid } from "../../data/panel/treatment-path.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { parseFormula } from "../../formula/parser.js";
import type { ModelSpec } from "../../formula/spec.js";
import { clusterName } from "../../regression/frame/clusterings.js";
import { keysFromEffects } from "../../regression/frame/inputs.js";
import { drawsOfModel } from "../../verbs/placebo/draws.js";
import { optionsOfTest, placeboRecord } from "../../verbs/placebo/fit.js";
import type { PlaceboRecord } from "../../verbs/placebo/record.js";
import { requireLagsStand, termIndex } from "../../verbs/placebo/sample.js";
import { spaceTest } from "../../verbs/placebo/test.js";
import { type PlaceboOptions, placeboPlan } from "../../verbs/placebo/verb.js";
import type { SqlGrouping, SqlSource } from "../frame.js";
import { keysOf, keyText, levelsIn } from "../moments/levels.js";
import type { Queries } from "../queries.js";
import { accountOf, type SqlRegression } from "../regression.js";
import { extremesStatement, severalRows } from "../statements/counts.js";
import { type EngineOptions, ownOptions, pushedRegression, queriesOf } from "./model.js";
import { resamplingModel } from "./resampling.js";

/**
 * Placebo test of assignments in space, or in space and time: units are the clusters of the error. Draws are those of the rows in memory.
 *
 * @throws NotSupported `engine_placebo` for what takes rows of its own (kind time, strata, leaveOut, other clusters); and as `sqlFeols` and
 *   `placebo`.
 */
export async function sqlPlacebo(
  engine: Engine,
  source: SqlSource,
  formula: string | ModelSpec,
  options: PlaceboOptions & EngineOptions,
): Promise<PlaceboRecord> {
  const started = performance.now();
  const plan = placeboPlan(ownOptions(options));
  const spec = typeof formula === "string" ? parseFormula(formula) : formula;
  const testOptions = optionsOfTest(keysFromEffects(spec, plan), plan);
  const { keys, variance, kind, strata, leaveOut } = testOptions;
  if (kind === "time") throw refused("a placebo in time");
  if (strata !== undefined) throw refused("strata");
  if (leaveOut) throw refused("leaving cohorts out");
  if (plan.outcomes !== undefined) throw refused("a list of placebo outcomes");
  if (variance.type !== "cluster" || variance.by.map(clusterName).join("+") !== keys.unit) {
    throw refused(`a variance that is not clustered by '${keys.unit}', the unit that is treated as one,`);
  }
  const queries = queriesOf(source, options);
  const { regression, term, grid } = await source.engine.snapshot(async () => {
    const made = await pushedRegression(engine, queries, source, spec, variance, "required", options);
    const { names } = made.frame;
    const treatment = names[termIndex(names, plan.term)]!;
    requireLagsStand(spec, treatment, testOptions);
    const found = await treatmentOf(queries, made, keys, treatment);
    await made.pushed.confirm();
    return { regression: made, term: treatment, grid: found };
  });
  const test = await spaceTest(engine, { grid, term }, null, testOptions, (assigned) => {
    const held = engine.hold((scope) => {
      const model = resamplingModel(scope, regression, variance, testOptions.ssc);
      return drawsOfModel(engine, scope, model, { term, grid }, assigned);
    });
    const { value } = held;
    if (!("refused" in value)) return { ...value, free: () => held.free() };
    held.free();
    throw refused(`this sample (${value.refused})`);
  });
  const record = placeboRecord(engine, term, test, null, testOptions, started);
  const account = accountOf(queries, regression.frame);
  return deepFreeze({ ...record, notes: record.notes.map((one) => (one.code === account.code ? account : one)) });
}

const refused = (what: string): NotSupported =>
  new NotSupported(
    "engine_placebo",
    `Over an engine a placebo deals treatments to the clusters whose moments came home, and ${what} needs rows of its own: bring the columns home for it.`,
    { got: what, expected: "kind space or mixed, clustered by the unit" },
  );

/** The treatment by unit and period. Throws as `treatmentGrid`. */
async function treatmentOf(
  queries: Queries,
  { frame, pushed }: SqlRegression,
  { unit, time }: PanelKeys,
  term: string,
): Promise<TreatmentGrid> {
  const periods = frame.effects.find(({ name }) => name === time);
  const [units] = frame.clusterings;
  if (periods?.isNumeric !== true || pushed.dummies.length !== 1 || pushed.dummies[0]!.grouping.name !== time) {
    throw refused(`a model in which '${time}', a number, is not the one effect beside the unit's`);
  }
  const at = frame.names.indexOf(term);
  const { dialect, relation, unit: eliminated } = pushed.spec;
  const rows = { dialect, relation: pushed.nSingletons > 0 ? severalRows(relation, eliminated) : relation };
  const answer = await queries.ask(extremesStatement(rows, [...keysOf(units!), ...keysOf(periods)], `x${at + 1}`));
  const [least, most] = answer.columns.slice(-2) as Float64Array[];
  const categories = [categoryOf(units!, answer, 0), categoryOf(periods, answer, units!.keys.length)];
  const mixed = least!.findIndex((value, i) => value !== most![i]);
  if (mixed >= 0) {
    const [u, t] = categories.map(({ label, codes }) => label(codes[mixed]!));
    throw new DataError(
      "treatment_within_unit",
      `Treatment '${term}' of ${unit} '${u}' in ${t} is both ${least![mixed]} and ${most![mixed]}; a placebo deals treatments to whole units, so it must be one value in a unit and period. Name the unit that is treated as one with --unit.`,
      { got: [least![mixed], most![mixed]], expected: "one value a unit and period", unit: u, time: t },
    );
  }
  const [ofUnit, ofTime] = categories as [Category, Category];
  const timeValues = Float64Array.from(answer.columns[units!.keys.length] as Float64Array);
  return treatmentGrid({ rows: upTo(answer.rows), unit: ofUnit, time: ofTime, timeValues }, term, least!);
}

/** The grouping over the rows of an answer, its keys from column `position` on. */
function categoryOf(grouping: SqlGrouping, answer: Parameters<typeof levelsIn>[1], position: number): Category {
  const columns = answer.columns.slice(position, position + grouping.keys.length);
  const own = { ...answer, columns: [...columns, answer.columns.at(-1)!] };
  const { at, levels, label } = levelsIn(grouping, own);
  const codes = Uint32Array.from(
    { length: answer.rows },
    (_, i) => at.get(keyText(columns.map((column) => column[i] as number | string)))!,
  );
  return { name: grouping.name, codes, nLevels: levels.length, label };
}
