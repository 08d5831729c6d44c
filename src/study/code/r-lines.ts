/** Calls as lines of R: fixest, whose formulas are the library's, did for group-time effects, fwildclusterboot for the wild bootstrap. */
import { columnText } from "../../base/column-names.js";
import type { StageCall } from "../stages/stage.js";
import { type CallOptions, eventNotes } from "./call-options.js";
import { type CodeContext, unsupported, type Written, writtenIn } from "./context.js";
import { withTerm } from "./formula-parts.js";
import { codeWords as words } from "./messages.js";
import { rDid } from "./r-did.js";
import { estimation, neverR, rColumn, textOf } from "./r-estimation.js";
import { rName } from "./r-names.js";

export const rLines =
  (context: CodeContext) =>
  (call: StageCall): Written =>
    writtenIn("R", context, call, () => {
      const { verb, formula, options } = call;
      const writer = writers[verb];
      if (writer === undefined) throw unsupported(verb);
      return writer(formula, options as CallOptions, context);
    });

type Writer = (formula: string, options: CallOptions, context: CodeContext) => Written;

const writers: Partial<Record<StageCall["verb"], Writer>> = {
  feols: (formula, options, context) => estimation("feols", formula, options, context),
  fepois: (formula, options, context) => estimation("fepois", formula, options, context),
  felogit: (formula, options, context) =>
    estimation("feglm", formula, options, context, ['family = binomial("logit")']),
  eventStudy,
  did: rDid,
  bootstrap,
};

/** Two-way effects by event time: those of a unit that is never treated are at the reference. */
function eventStudy(formula: string, options: CallOptions, context: CodeContext): Written {
  const { cohort = "cohort", ref = [-1], window, bin = false } = options;
  const { time } = context.file.spec.panel;
  const event = `${rColumn(time)} - ${rColumn(cohort)}`;
  const ends = window === undefined || !bin ? event : `pmax(pmin(${event}, ${window[1]}), ${window[0]})`;
  const term = `i(event, ref = ${ref.length === 1 ? ref[0] : `c(${ref.join(", ")})`})`;
  const model = estimation("feols", withTerm(formula, term), options, context);
  return {
    before: [...model.before, `panel$event <- ${ends}`, `panel$event[${neverR(cohort, time)}] <- ${ref[0]}`],
    lines: model.lines,
    notes: [...eventNotes(options, context), ...model.notes],
  };
}

function bootstrap(formula: string, options: CallOptions, context: CodeContext): Written {
  const { language } = context;
  const { term, cluster = [], draws = 9999, multipliers = "rademacher", type = "11" } = options;
  if (type !== "11") throw unsupported(`bootstrap, type ${type}`);
  const model = estimation(
    "feols",
    formula,
    { ...options, vcov: `cluster:${cluster.map(columnText).join("+")}` },
    context,
  );
  const odd = cluster.find((name) => rName(name) !== name);
  if (odd !== undefined) throw unsupported(`bootstrap, \`${odd}\``);
  const names = cluster.map(textOf).join(", ");
  return {
    before: [...model.before, "library(fwildclusterboot)"],
    lines: [
      `model <- ${model.lines[0]}`,
      `boottest(model, param = ${textOf(term!)}, clustid = c(${names}), B = ${draws}, type = "${multipliers}")`,
    ],
    notes: [words.draws[language], ...model.notes],
  };
}
