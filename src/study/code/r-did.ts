/** Estimators of staggered adoption in R: two-way effects and sunab by fixest, which keep rows alone in a level as `did` does, att_gt by did, ddd by triplediff. */
import { type CallOptions, cohortOf } from "./call-options.js";
import { type CodeContext, unsupported, type Written } from "./context.js";
import { formulaParts, withTerm } from "./formula-parts.js";
import { codeWords as words } from "./messages.js";
import { estimation, neverR, rColumn, readData, textOf } from "./r-estimation.js";
import { rFormula, rName } from "./r-names.js";

/** A cohort later than any period: a unit that is never treated. */
const NEVER = 10_000;

export function rDid(formula: string, options: CallOptions, context: CodeContext): Written {
  const { language } = context;
  const { estimator = [], aggregate = "dynamic", treat = "", balanced } = options;
  if (aggregate !== "dynamic" || balanced !== undefined) throw unsupported(`did, ${aggregate}`);
  const cohort = cohortOf(treat, context);
  const known = estimator.filter((name) => name in writers);
  const others = estimator.filter((name) => !(name in writers));
  const made = known.map((name) => writers[name as keyof typeof writers](formula, options, context, cohort));
  return {
    before: made.flatMap((one) => one.before),
    lines: made.flatMap((one) => one.lines),
    notes: [
      ...made.flatMap((one) => one.notes),
      ...(others.length === 0 ? [] : [words.notSupported[language](`did, ${others.join(", ")}`, "R")]),
    ],
  };
}

/** A column as these packages take it, by a plain name: another is made of what has none. */
const asColumn = (written: string, name: string): { readonly text: string; readonly made: readonly string[] } =>
  /^[\p{L}\p{M}\p{N}._]+$/u.test(written)
    ? { text: textOf(written), made: [] }
    : { text: textOf(name), made: [`panel$${name} <- with(panel, ${written})`] };

const textsOf = (columns: readonly { readonly text: string }[]): string => columns.map(({ text }) => text).join(", ");

const writers = { twfe, cs, sunab, ddd, rs } as const;

/** Effects by every event time. */
function twfe(formula: string, options: CallOptions, context: CodeContext, cohort: string): Written {
  requireNoAnticipation(options);
  const { time } = context.file.spec.panel;
  const asked = { ...options, fixefRm: "none" };
  const model = estimation("feols", withTerm(formula, "i(event, ref = -1)"), asked, context);
  return {
    before: [
      ...model.before,
      `panel$event <- ifelse(${neverR(cohort, time)}, -1, ${rColumn(time)} - ${rColumn(cohort)})`,
    ],
    lines: model.lines,
    notes: [...model.notes, ...shown(options, context)],
  };
}

function sunab(formula: string, options: CallOptions, context: CodeContext, cohort: string): Written {
  requireNoAnticipation(options);
  const { time } = context.file.spec.panel;
  const asked = { ...options, fixefRm: "none" };
  const model = estimation("feols", withTerm(formula, `sunab(cohort_, ${rName(time)})`), asked, context);
  return {
    before: [...model.before, `panel$cohort_ <- ifelse(${neverR(cohort, time)}, ${NEVER}, ${rColumn(cohort)})`],
    lines: model.lines,
    notes: [...model.notes, ...shown(options, context)],
  };
}

function requireNoAnticipation({ anticipation = 0 }: CallOptions): void {
  if (anticipation > 0) throw unsupported(`anticipation ${anticipation}`);
}

const shown = ({ window }: CallOptions, { language }: CodeContext): string[] =>
  window === undefined ? [] : [words.windowShown[language]];

/** Methods of did by ours. */
const METHODS: Readonly<Record<string, string>> = { dr: "dr", ipw: "ipw", reg: "reg" };

function cs(formula: string, options: CallOptions, context: CodeContext, cohort: string): Written {
  const { language, file } = context;
  const { unit, time } = file.spec.panel;
  const { subset, method = "dr", unbalanced = "pairs", base = "varying", anticipation = 0, control } = options;
  if (subset !== undefined || METHODS[method] === undefined) throw unsupported(`did, cs, ${subset ?? method}`);
  const { outcome, regressors } = formulaParts(formula);
  const named = [asColumn(rFormula(outcome), "y_"), asColumn(rName(time), "t_")];
  const given = [
    `${textsOf(named)}, "id_", "first_", ~ ${rFormula(regressors)}, panel`,
    `control_group = "${control === "notyet" ? "notyettreated" : "nevertreated"}"`,
    `est_method = "${METHODS[method]}"`,
    `base_period = "${base}"`,
    ...(anticipation === 0 ? [] : [`anticipation = ${anticipation}`]),
    `allow_unbalanced_panel = ${unbalanced === "rows" ? "TRUE" : "FALSE"}`,
    "bstrap = FALSE, cband = FALSE",
  ];
  return {
    before: [
      ...readData(context),
      "library(did)",
      ...named.flatMap(({ made }) => made),
      `panel$id_ <- as.integer(factor(${rColumn(unit)}))`,
      `panel$first_ <- ifelse(${neverR(cohort, time)}, 0, ${rColumn(cohort)})`,
    ],
    lines: [`cs <- att_gt(${given.join(", ")})`, 'aggte(cs, "dynamic", na.rm = TRUE)'],
    notes: [words.attErrors[language], ...(unbalanced === "pairs" ? [words.unbalanced[language]] : [])],
  };
}

function ddd(formula: string, options: CallOptions, context: CodeContext, cohort: string): Written {
  const { language, file } = context;
  const { unit, time } = file.spec.panel;
  const { subset, method = "dr", unbalanced = "pairs", base = "varying", control, eligible } = options;
  if (subset !== undefined || METHODS[method] === undefined) throw unsupported(`did, ddd, ${subset ?? method}`);
  requireNoAnticipation(options);
  const { outcome, regressors } = formulaParts(formula);
  const named = [asColumn(rFormula(outcome), "y_"), asColumn(rName(time), "t_"), asColumn(rName(eligible!), "e_")];
  const given = [
    `${textsOf(named.slice(0, 2))}, "id_", "first_", pname = ${named[2]!.text}, xformla = ~ ${rFormula(regressors)}, data = panel`,
    `control_group = "${control === "notyet" ? "notyettreated" : "nevertreated"}"`,
    `est_method = "${METHODS[method]}"`,
    `base_period = "${base}"`,
    "boot = FALSE, cband = FALSE",
  ];
  return {
    before: [
      ...readData(context),
      "library(triplediff)",
      ...named.flatMap(({ made }) => made),
      `panel$id_ <- as.integer(factor(${rColumn(unit)}))`,
      `panel$first_ <- ifelse(${neverR(cohort, time)}, 0, ${rColumn(cohort)})`,
    ],
    lines: [`ddd <- ddd(${given.join(", ")})`, 'agg_ddd(ddd, "eventstudy")'],
    notes: [words.tripleShares[language], ...(unbalanced === "pairs" ? [words.unbalanced[language]] : [])],
  };
}

function rs(formula: string, options: CallOptions, context: CodeContext, cohort: string): Written {
  const { language, file } = context;
  const { unit, time } = file.spec.panel;
  const { subset, unbalanced = "pairs", control, beta = "efficient" } = options;
  if (subset !== undefined || unbalanced !== "pairs") throw unsupported(`did, rs, ${subset ?? unbalanced}`);
  requireNoAnticipation(options);
  const { outcome } = formulaParts(formula);
  const at = asColumn(rName(time), "t_");
  const given = [
    `panel, i = "id_", t = ${at.text}, g = "first_", y = "y_", estimand = "eventstudy"`,
    `eventTime = 0:(max(${rColumn(time)}) - min(panel$first_))`,
    ...(beta === "efficient" ? [] : [`beta = ${beta}`]),
    ...(control === "notyet" ? [] : ["use_last_treated_only = TRUE"]),
  ];
  return {
    before: [
      ...readData(context),
      "library(staggered)",
      ...at.made,
      `panel$id_ <- as.integer(factor(${rColumn(unit)}))`,
      `panel$first_ <- ifelse(${neverR(cohort, time)}, Inf, ${rColumn(cohort)})`,
      `panel$y_ <- with(panel, ${rFormula(outcome)})`,
    ],
    lines: [`staggered(${given.join(", ")})`],
    notes: [words.designErrors[language]],
  };
}
