/** Calls as lines of R: fixest, whose formulas are the library's, and did for group-time effects. */
import { NotSupported } from "../../base/errors.js";
import { parseSsc, type Ssc } from "../../regression/variance/ssc.js";
import type { StageCall } from "../stages/stage.js";
import type { CodeContext, Written } from "./context.js";
import { formulaParts, withTerm } from "./formula-parts.js";
import { codeWords as words } from "./messages.js";

/** Options of a call that these lines read. */
interface Options {
  readonly vcov?: string;
  readonly ssc?: string;
  readonly subset?: string;
  readonly weights?: string;
  readonly level?: number;
  readonly iv?: string;
  readonly offset?: string;
  readonly cohort?: string;
  readonly treat?: string;
  readonly ref?: readonly number[];
  readonly window?: readonly [number, number];
  readonly bin?: boolean;
  readonly band?: string;
  readonly estimator?: readonly string[];
  readonly control?: string;
  readonly term?: string;
  readonly cluster?: readonly string[];
  readonly draws?: number;
}

export const rLines =
  (context: CodeContext) =>
  ({ verb, formula, options }: StageCall): Written => {
    const { language } = context;
    try {
      return writers[verb]?.(formula, options as Options, context) ?? none(verb, context);
    } catch (error) {
      if (!(error instanceof NotSupported)) throw error;
      return { before: [], lines: [], notes: [words.notSupported[language](error.message, "R")] };
    }
  };

const none = (what: string, { language }: CodeContext): Written => ({
  before: [],
  lines: [],
  notes: [words.notSupported[language](what, "R")],
});

type Writer = (formula: string, options: Options, context: CodeContext) => Written;

const writers: Partial<Record<StageCall["verb"], Writer>> = {
  feols: (formula, options, context) => estimation("feols", formula, options, context),
  fepois: (formula, options, context) => estimation("fepois", formula, options, context),
  felogit: (formula, options, context) =>
    estimation("feglm", formula, options, context, ['family = binomial("logit")']),
  eventStudy,
  did,
  bootstrap,
};

const readData = ({ data }: CodeContext): string[] => [
  "library(fixest)",
  `panel <- read.csv(${textOf(data)}, check.names = FALSE, na.strings = "")`,
];

const textOf = (text: string): string => `"${text.replace(/["\\]/g, "\\$&")}"`;

function estimation(
  call: string,
  formula: string,
  options: Options,
  context: CodeContext,
  more: readonly string[] = [],
): Written {
  const { language, file } = context;
  const { vcov = "iid", ssc = "fixest", subset, weights, offset, level = 0.95, iv = "2sls" } = options;
  if (iv !== "2sls") throw unsupported(iv);
  const parts = formula.split("|");
  const hasEffects = parts.length > 1 && !parts[1]!.includes("~");
  const isAlong = /\b[lfd]\(/.test(formula) || /^(NW|DK)\b/.test(vcov);
  const rule = sscText(ssc);
  const given = [
    formula,
    "panel",
    `vcov = ${vcovText(vcov)}`,
    ...(rule === null ? [] : [`ssc = ${rule}`]),
    ...(hasEffects ? ['fixef.rm = "singleton"'] : []),
    ...(subset === undefined ? [] : [`subset = ~ ${subset}`]),
    ...(weights === undefined ? [] : [`weights = ~ ${weights}`]),
    ...(offset === undefined ? [] : [`offset = ~ ${offset}`]),
    ...(isAlong ? [`panel.id = ~ ${file.spec.panel.unit} + ${file.spec.panel.time}`] : []),
    ...more,
  ];
  return {
    before: readData(context),
    lines: [`${call}(${given.join(", ")})`],
    notes: [
      ...(hasEffects ? [words.fixestSingletons[language]] : []),
      ...(rule === null ? [] : [words.fixestRule[language](ssc)]),
      ...(level === 0.95 ? [] : [words.level[language](level)]),
    ],
  };
}

/** `~a + b`, `"hetero"`, `NW(2)`. Throws NotSupported for a variance that fixest has not. */
function vcovText(vcov: string): string {
  const [kind, by] = vcov.split(":");
  if (kind === "cluster" && by !== undefined) return `~ ${by.replaceAll("+", " + ")}`;
  if (vcov === "iid" || vcov === "hetero") return textOf(vcov);
  if (kind === "NW" || kind === "DK") return by === undefined ? `${kind}()` : `${kind}(${by})`;
  throw unsupported(vcov);
}

/** How the rule differs from fixest's own, null where it does not. Throws NotSupported where ssc() can't say it. */
function sscText(rule: string): string | null {
  const { kAdj, kIid, kFixef, kExact, gAdj, gDf, tDf } = parseSsc(rule);
  if (kIid !== false) throw unsupported(`ssc ${rule}`);
  const FIXEF: Readonly<Record<Ssc["kFixef"], string>> = { nonnested: "nested", none: "none", full: "full" };
  const parts = [
    ...(kAdj ? [] : ["adj = FALSE"]),
    ...(kFixef === "nonnested" ? [] : [`fixef.K = "${FIXEF[kFixef]}"`]),
    ...(kExact ? ["fixef.force_exact = TRUE"] : []),
    ...(gAdj ? [] : ["cluster.adj = FALSE"]),
    ...(gDf === "min" ? [] : [`cluster.df = "${gDf}"`]),
    ...(tDf === "min" ? [] : [`t.df = ${typeof tDf === "number" ? tDf : `"${tDf}"`}`]),
  ];
  return parts.length === 0 ? null : `ssc(${parts.join(", ")})`;
}

/** Two-way effects by event time: those of a unit that is never treated are at the reference. */
function eventStudy(formula: string, options: Options, context: CodeContext): Written {
  const { language, file } = context;
  const { cohort = "cohort", ref = [-1], window, bin = false, band } = options;
  const { time } = file.spec.panel;
  const event = `panel$${time} - panel$${cohort}`;
  const ends = window === undefined || !bin ? event : `pmax(pmin(${event}, ${window[1]}), ${window[0]})`;
  const term = `i(event, ref = ${ref.length === 1 ? ref[0] : `c(${ref.join(", ")})`})`;
  const model = estimation("feols", withTerm(formula, term), options, context);
  return {
    before: [...model.before, `panel$event <- ${ends}`, `panel$event[${neverR(cohort, time)}] <- ${ref[0]}`],
    lines: model.lines,
    notes: [
      words.neverTreated[language],
      ...(window !== undefined && !bin ? [words.windowShown[language]] : []),
      ...(band === "uniform" ? [words.uniformBand[language]] : []),
      ...model.notes,
    ],
  };
}

/** Rows of units that are never treated: without a cohort, or with one after the last period. */
const neverR = (cohort: string, time: string): string =>
  `is.na(panel$${cohort}) | panel$${cohort} > max(panel$${time})`;

function did(formula: string, options: Options, context: CodeContext): Written {
  const { language, file } = context;
  const { unit, time } = file.spec.panel;
  const { estimator = [], treat = "", subset } = options;
  const { outcome, regressors: controls } = formulaParts(formula);
  const cohort = cohortOf(treat, context);
  const made = estimator.map((name): Written => {
    if (name === "cs" && subset === undefined) {
      const xformla = controls === "1" ? "~ 1" : `~ ${controls}`;
      const group = options.control === "never" ? "nevertreated" : "notyettreated";
      return {
        before: [
          ...readData(context),
          "library(did)",
          `panel$id <- as.integer(factor(panel$${unit}))`,
          `panel$first <- ifelse(${neverR(cohort, time)}, 0, panel$${cohort})`,
        ],
        lines: [
          `cs <- att_gt("${outcome}", "${time}", "id", "first", ${xformla}, panel, control_group = "${group}", allow_unbalanced_panel = TRUE, bstrap = FALSE, cband = FALSE)`,
          'aggte(cs, "dynamic", na.rm = TRUE)',
        ],
        notes: [words.attErrors[language]],
      };
    }
    return none(`did, ${name}`, context);
  });
  return {
    before: made.flatMap((one) => one.before),
    lines: made.flatMap((one) => one.lines),
    notes: made.flatMap((one) => one.notes),
  };
}

/** The column of first treated periods, where the treatment stays on from there. Throws NotSupported otherwise. */
export function cohortOf(treat: string, { file }: CodeContext): string {
  const { codings, cohort } = file.spec.treatment;
  if (codings[treat]?.coding !== "absorbing") throw unsupported(`did, ${treat}`);
  return cohort ?? "cohort";
}

function bootstrap(formula: string, options: Options, context: CodeContext): Written {
  const { language } = context;
  const { term, cluster = [], draws = 9999 } = options;
  const model = estimation("feols", formula, { ...options, vcov: `cluster:${cluster.join("+")}` }, context);
  const names = cluster.map((name) => `"${name}"`).join(", ");
  return {
    before: [...model.before, "library(fwildclusterboot)"],
    lines: [`model <- ${model.lines[0]}`, `boottest(model, param = "${term}", clustid = c(${names}), B = ${draws})`],
    notes: [words.draws[language], ...model.notes],
  };
}

const unsupported = (what: string): NotSupported => new NotSupported("code_unsupported", what, { got: what });
