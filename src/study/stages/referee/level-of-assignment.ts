/**
 * The estimate's p where treatment may have been assigned: by groups of units or clusters, of a column that the study names or, where it names
 * none, of every column that could be one.
 */
import type { AssignmentLevel } from "../../../data/panel/assignment-levels.js";
import { categoryOf } from "../../../data/panel/codes.js";
import { printName } from "../../../formula/print.js";
import { FEWEST_GROUPS } from "../../../verbs/assignment/messages.js";
import { isOfUnits } from "../../../verbs/assignment/option.js";
import { leastP } from "../../../verbs/placebo/least-p.js";
import { studyLevels } from "../../inputs/assignment.js";
import { USUAL_LEVEL } from "../../usual-level.js";
import { bootstrap, placebo } from "../estimates.js";
import type { Asking, Verdict } from "./question.js";

/** A level, and p of the estimate at it: of the wild bootstrap, or of assignments to its groups; null where there is none. */
export interface LevelP extends Pick<AssignmentLevel, "column" | "groups"> {
  readonly p: number | null;
  /** `few_groups`: with so few of them there is no inference at the level without further assumptions. */
  readonly by: "bootstrap" | "permutation" | "few_groups";
  /** Of permutations: the smallest p that there could be. */
  readonly least?: number;
}

/** Levels at which p was made, and whether the study says that treatment was assigned at theirs. */
export interface AtLevels {
  readonly levels: readonly LevelP[];
  readonly assigned: string | null;
}

type Way = (asking: Asking, level: Pick<AssignmentLevel, "column" | "groups">) => Promise<LevelP>;

/** p by `way` at every level above `columns`; at the one that the study names alone, unless it is theirs. */
export async function atLevels(asking: Asking, columns: readonly string[], way: Way): Promise<AtLevels> {
  const { study, made } = asking;
  const { assigned_by: by } = study;
  if (by !== undefined && !isOfUnits(by) && columns.join("^") !== by) {
    const { nLevels: groups } = categoryOf(made.panel.table.column(by));
    const isFew = groups <= FEWEST_GROUPS;
    const level: LevelP = isFew
      ? { column: by, groups, p: null, by: "few_groups" }
      : await way(asking, { column: by, groups });
    return { levels: [level], assigned: by };
  }
  const levels: LevelP[] = [];
  for (const level of studyLevels(study, made, columns)) levels.push(await way(asking, level));
  return { levels, assigned: null };
}

/** By the wild bootstrap with clusters of the level; where they are too few for it, by assignments to its groups. */
export const byClusters: Way = async (asking, { column, groups }) => {
  const { spec, study, made, tools, treatment, formula } = asking;
  const { ssc, level, seed } = study;
  const options = { term: treatment, cluster: column, draws: spec.draws, ssc, level, seed };
  const { p_value, reliability } = await bootstrap(made, tools, formula, options);
  if (reliability?.believe === "neither") return byGroups(asking, { column, groups });
  return { column, groups, p: p_value.statistic, by: "bootstrap" };
};

/** By assignments of the dates to groups, errors clustered by them. */
export const byGroups: Way = async ({ spec, study, made, tools, treatment, formula }, { column, groups }) => {
  const { ssc, level, seed } = study;
  const strata = spec.strata === undefined ? {} : { strata: spec.strata };
  const options = {
    term: treatment,
    unit: column,
    vcov: `cluster:${printName(column)}`,
    draws: spec.draws,
    ssc,
    level,
    seed,
    ...strata,
  };
  const record = await placebo(made, tools, formula, options);
  return { column, groups, p: record.p_value.statistic, by: "permutation", least: leastP(record) };
};

/** What levels make of a verdict below them: it stands for no level that could be meant, and is held against one that takes significance. */
export function verdictAt(verdict: Verdict, { levels, assigned }: AtLevels): Verdict {
  if (assigned !== null) {
    const [level] = levels;
    return takesSignificance(level!) ? "weakens" : level!.p !== null && level!.p < USUAL_LEVEL ? "supports" : "open";
  }
  if (verdict !== "supports" || levels.length === 0) return verdict;
  return levels.some(takesSignificance) ? "weakens" : "open";
}

/** Whether a test that could have rejected at the level does not. */
const takesSignificance = ({ p, least = 0 }: LevelP): boolean => p !== null && p >= USUAL_LEVEL && least < USUAL_LEVEL;

/** The p that an answer is read from: of the level that the study names, else its own. */
export const readFrom = <P>(own: P, { levels, assigned }: AtLevels): P | number | null =>
  assigned === null ? own : levels[0]!.p;
