/**
 * The headline in sentences: what is estimated, whether it is distinguishable from zero and by which p, what it rests on. Where none is
 * named, the range of what could be one.
 */
import type { Language } from "../../base/messages.js";
import { noteText } from "../../base/messages.js";
import { ownOf } from "../../base/objects.js";
import { formatCount, formatDrawnP, formatFixed, formatP } from "../../report/format-number.js";
import { refusalText } from "../../report/messages.js";
import { poolWords } from "../../verbs/placebo/messages.js";
import type { StudySpec } from "../file/schema.js";
import { exhibitWords, studyWords } from "../messages/study.js";
import { termWords } from "../stages/beneath.js";
import { USUAL_LEVEL } from "../usual-level.js";
import type { Assigned, AtLevel, Inference, Level, Unsaid } from "./inference.js";
import { type LevelBasis, type LevelWords, headlineWords as words } from "./messages.js";
import type { HeadlineColumn, HeadlineRecord } from "./result.js";

const DECIMALS = 3;

/** What the sentences need of the study. */
export interface HeadlineContext {
  readonly spec: Pick<StudySpec, "language" | "words" | "panel" | "treatment" | "labels">;
  /** The id of the table the headline stands in, such as table1. */
  readonly table: string;
  /** Treated units below which a t test is not to be trusted. */
  readonly few: number;
}

export function headlineText(headline: HeadlineRecord, context: HeadlineContext): string {
  const { language } = context.spec;
  if (headline.refused !== undefined) return words.noPath[language](noteText(headline.refused, language));
  const sentences =
    headline.inference === null ? rangeText(headline.columns, context) : oneText(headline, headline.inference, context);
  return sentences.join(language === "en" ? " " : "");
}

const tableOf = ({ table, spec: { language } }: HeadlineContext): string =>
  exhibitWords.tableName[language](table.replace(/^table/, ""));

const fixed = (value: number): string => formatFixed(value, DECIMALS);
const fixedOrNone = (value: number | null): string | null => (value === null ? null : fixed(value));

function oneText({ columns, assigned }: HeadlineRecord, inference: Inference, context: HeadlineContext): string[] {
  // an error below the level of assignment is not shown
  const isBelow = assigned !== undefined && (assigned.stated || isOpen(inference));
  const column = isBelow ? { ...columns[0]!, std_error: null } : columns[0]!;
  const { language } = context.spec;
  const late = column.late_controls;
  return [
    findingText(column, inference, assigned, context),
    ...(assigned === undefined ? [] : levelText(assigned, inference, context)),
    restsOn(column, inference, context),
    ...(late.length === 0 ? [] : [words.late[language](late.map(namesIn(context.spec)))]),
  ];
}

const isOpen = (inference: Inference): boolean => inference.basis === "none" && inference.because.code === "level_open";

function findingText(
  column: HeadlineColumn,
  inference: Inference,
  assigned: Assigned | undefined,
  { spec }: HeadlineContext,
): string {
  const { language } = spec;
  const { treatment, outcome, estimate, std_error, level, conf_low, conf_high } = column;
  const effect = { treatment, outcome, b: fixed(estimate), se: fixedOrNone(std_error) };
  const verdict = (p_value: number, low: number | null, high: number | null, p = pText(formatP(p_value))) => ({
    ...{ isClear: p_value < USUAL_LEVEL, p, level: 100 * level },
    ...{ low: fixedOrNone(low), high: fixedOrNone(high) },
  });
  switch (inference.basis) {
    case "formula":
      return words.formula[language](effect, verdict(inference.p_value, conf_low, conf_high));
    case "level": {
      const { p_value, std_error: se, conf_low: low, conf_high: high } = inference;
      return words.formula[language]({ ...effect, se: fixed(se) }, verdict(p_value, low, high));
    }
    case "anderson_rubin": {
      const { p_value, drawn } = inference;
      if (drawn === undefined) return words.andersonRubin[language](effect, verdict(p_value, null, null), null);
      const { draws, seed, clusters } = drawn;
      return words.andersonRubin[language](effect, verdict(p_value, null, null, drawnP(p_value, draws)), {
        ...{ draws: formatCount(draws), seed, clusters: formatCount(clusters) },
      });
    }
    case "restricted": {
      const { p_value, draws, seed, clusters, effective_clusters } = inference;
      return words.restricted[language](
        effect,
        verdict(p_value, inference.conf_low, inference.conf_high, drawnP(p_value, draws)),
        formatCount(draws),
        seed,
        formatCount(clusters),
        String(Number(effective_clusters.toPrecision(3))),
      );
    }
    case "randomisation": {
      const { p_value, draws, assignments, enumerated, seed, least_p, pool } = inference;
      const noun = nounsOf(inference.unit, spec);
      return words.randomisation[language](effect, verdict(p_value, null, null, drawnP(p_value, draws)), {
        ...{ draws: formatCount(draws), enumerated, seed },
        assignments: assignments === null ? null : formatCount(assignments),
        least: formatP(least_p),
        treated: formatCount(pool.treated),
        units: studyWords.count[language](formatCount(pool.units), noun.units),
        pool: poolWords.pool[language]({ ...pool.detail, unit: noun.unit }),
      });
    }
    case "none":
      return words.none[language](effect, unsaidText(inference.because, assigned, spec));
  }
}

/** Words of the study for its columns and terms. */
const namesIn = (spec: HeadlineContext["spec"]) => {
  const labels = termWords(spec, { labels: {} });
  return (name: string): string => ownOf(labels, name) ?? name;
};

/** Nouns for what treatments are assigned to: the study's units, or clusters they are in. */
const nounsOf = (unit: string, spec: HeadlineContext["spec"]): Pick<StudySpec["words"], "unit" | "units"> =>
  unit === spec.panel.unit ? spec.words : { unit: namesIn(spec)(unit), units: namesIn(spec)(unit) };

const pText = (p: string): string => (p.startsWith("<") ? `p ${p}` : `p = ${p}`);

const drawnP = (p: number, draws: number): string => pText(formatDrawnP(p, draws, DECIMALS));

/** A level in words. */
const levelIn = (spec: HeadlineContext["spec"]) => {
  const name = namesIn(spec);
  const count = (n: number | null): string | null => (n === null ? null : formatCount(n));
  return ({ column, groups, treated }: Level): LevelWords => ({
    ...{ name: name(column), groups: count(groups), treated: count(treated) },
  });
};

function basisOf(inference: Inference): LevelBasis {
  switch (inference.basis) {
    case "none":
      break;
    case "formula":
    case "level":
      return "t";
    default:
      return inference.basis;
  }
  const { code } = inference.because;
  return code === "few_groups" || code === "few_at_level" || code === "below_level" ? code : "refused";
}

/** A level, and what is inferred at it. */
const levelWithP = (spec: HeadlineContext["spec"]) => {
  const named = levelIn(spec);
  return ({ inference, ...level }: AtLevel): LevelWords & { readonly p: string | null; readonly by: LevelBasis } => {
    const { basis } = inference;
    const p =
      basis === "none"
        ? null
        : basis === "restricted" || basis === "randomisation"
          ? drawnP(inference.p_value, inference.draws)
          : pText(formatP(inference.p_value));
    return { ...named(level), p, by: basisOf(inference) };
  };
};

/** At which level is inferred; or that it makes no difference. */
function levelText({ stated, levels }: Assigned, inference: Inference, { spec }: HeadlineContext): string[] {
  if (inference.basis === "none") return [];
  if (stated) return [words.atLevel[spec.language](levelIn(spec)(levels[0]!))];
  const having = levels.filter((level) => level.inference.basis !== "none");
  return having.length === 0 ? [] : [words.sameAtLevels[spec.language](having.map(levelWithP(spec)))];
}

function unsaidText(because: Unsaid, assigned: Assigned | undefined, spec: HeadlineContext["spec"]): string {
  const { language, words: nouns } = spec;
  switch (because.code) {
    case "few_clusters":
      return words.fewClusters[language](formatCount(because.clusters));
    case "few_treated":
      return words.fewTreated[language](treatedText(because.treated, nouns, language));
    case "no_error":
      return words.noError[language];
    case "few_groups":
      return words.fewGroups[language](levelIn(spec)(because));
    case "few_at_level":
      return words.fewAtLevel[language](levelIn(spec)(because));
    case "below_level": {
      const { why } = because;
      const text = typeof why === "string" ? words[why][language] : refusalText[language](why);
      return words.belowLevel[language](levelIn(spec)(because), text);
    }
    case "level_open": {
      const name = namesIn(spec);
      const clusters = Object.entries(because.clusters).map(([by, n]) => ({ name: name(by), groups: formatCount(n) }));
      return words.levelOpen[language](
        clusters,
        pText(formatP(because.own)),
        (assigned?.levels ?? []).map((level) => ({ ...levelWithP(spec)(level), column: level.column })),
      );
    }
    case "refused":
      return words.refused[language](refusalText[language](because.refusal));
  }
}

const treatedText = (n: number, { unit, units }: StudySpec["words"], language: Language): string =>
  studyWords.treatedCount[language](formatCount(n), n === 1 ? unit : units);

function restsOn({ column, treated, over }: HeadlineColumn, { basis }: Inference, context: HeadlineContext): string {
  const { language, words: nouns } = context.spec;
  if (over !== undefined) {
    const events = over.events.map((event) => event.replace(">=", "≥").replace("<=", "≤"));
    const weight = `1/${Math.round(1 / over.weight)}`;
    return words.restsOnEvents[language](events, weight, tableOf(context), treatedText(treated, nouns, language));
  }
  const entry = basis === "formula" && treated < context.few ? words.restsOnFew : words.restsOn;
  return entry[language](column, tableOf(context), treatedText(treated, nouns, language));
}

/** Columns by what they are the effect of, and on what. */
function rangeText(columns: readonly HeadlineColumn[], context: HeadlineContext): string[] {
  const { language } = context.spec;
  const effects = new Map<string, HeadlineColumn[]>();
  for (const column of columns) {
    const key = JSON.stringify([column.treatment, column.outcome]);
    effects.set(key, [...(effects.get(key) ?? []), column]);
  }
  const late = [...new Set(columns.flatMap(({ late_controls }) => late_controls))];
  return [
    words.noHeadline[language](columns.length, tableOf(context)),
    ...[...effects.values()].map((own) => {
      const values = own.map(({ estimate }) => estimate);
      const [low, high] = [fixed(Math.min(...values)), fixed(Math.max(...values))];
      const names = own.map(({ column, label, late_controls }) =>
        words.column[language](column, label, late_controls.length > 0),
      );
      const range = low === high ? low : words.fromTo[language](low, high);
      return words.range[language](own[0]!.treatment, own[0]!.outcome, range, words.columns[language](names));
    }),
    ...(late.length === 0 ? [] : [words.lateMark[language](late.map(namesIn(context.spec)))]),
  ];
}
