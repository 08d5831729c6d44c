/**
 * Stage `referee`: the questions that a referee asks of the study's main regression, each answered by its own verb, with what does not
 * apply and what could not be answered named as such.
 */
import { DataError, WasmetricsError } from "../../../base/errors.js";
import { note } from "../../../base/messages.js";
import { ownOf } from "../../../base/objects.js";
import { pathReason } from "../../../verbs/event-path/messages.js";
import { locatingAwaited, type StudyFile } from "../../file/study-file.js";
import { keepRows } from "../../inputs/panel.js";
import type { TreatmentMade } from "../../inputs/treatment.js";
import { computedPart, type StageNode, type StageTools, stageNode } from "../../run/stage-node.js";
import { USUAL_LEVEL } from "../../usual-level.js";
import type { EffectColumn } from "../effect-column.js";
import { feols, rowsUsed } from "../estimates.js";
import { formulaOf } from "../model-choice.js";
import { withRows } from "../outcome-rows.js";
import type { Stage, StagePlace } from "../stage.js";
import { treatedInRows } from "../treated-in-rows.js";
import { dynamicEffects, FEW_TREATED, FEWEST_TREATED, pretestsOf } from "./dynamic.js";
import { judgedEstimate } from "./judged.js";
import { REFEREE_NOTES } from "./messages.js";
import { presentReferee, type RefereeResult } from "./present.js";
import type { Answer, Answered, AnyQuestion, Asking, Verdict } from "./question.js";
import { QUESTIONS } from "./questions.js";
import type { RefereeSpec } from "./schema.js";

const SHARE = 8;

/** The stage `place.name`, as `spec` says. Throws UsageError unless its treatment is coded absorbing. */
export function refereeStage(
  file: StudyFile,
  place: StagePlace,
  spec: RefereeSpec,
  treatment: StageNode<TreatmentMade>,
  headline: EffectColumn | null,
): Stage<RefereeResult> {
  const path = ["stages", place.name];
  const judged = judgedEstimate(file, path, spec, headline);
  const { treatment: term, controls, outcome, subset } = judged;
  const rows = judged.rows ?? undefined;
  const study = { ...file.spec, panel: { ...file.spec.panel, outcome } };
  const formula = formulaOf(study, [term, ...controls]);
  const run = ([whole]: readonly [TreatmentMade], tools: StageTools): Promise<RefereeResult> =>
    locatingAwaited(file, path, async () => {
      const { variance: vcov, ssc, level } = study;
      const sample = withRows(rows, subset ?? undefined);
      const all = formulaOf(study, [], outcome, "none");
      const panel =
        sample.subset === undefined
          ? whole.panel
          : keepRows(whole.panel, await rowsUsed(whole, tools, all, { vcov, ...sample }));
      const made = { ...whole, panel };
      const fit = await feols(made, tools, formula, { vcov, ssc, level });
      const effect = ownOf(fit.coefficients, term);
      if (effect === undefined) {
        throw new DataError(
          "term_dropped",
          `'${term}' has no coefficient in ${formula}, so that nothing can be asked of it; see which regressors are omitted and why with feols.`,
          { got: term },
        );
      }
      const { treated, true_effect } = treatedInRows(tools, made, formula, { vcov }, term, undefined);
      const dynamic = once(() => dynamicEffects(spec, study, made, tools, judged));
      const asking: Asking = {
        ...{ spec, study, made, tools, treatment: term, controls, formula, fit, effect, treated: treated.length },
        dynamic,
        pretests: once(() => pretestsOf(dynamic, study, tools)),
      };
      const answers: Answered[] = [];
      for (const [q, asked] of QUESTIONS.entries()) {
        tools.signal?.throwIfAborted();
        answers.push(await answered(asked, asking));
        tools.progress((q + 1) / QUESTIONS.length);
      }
      const leftOut = await dynamic().then(
        ({ leftOut: events }) => events,
        () => [],
      );
      return {
        effect,
        fit,
        answers,
        leftOut,
        treated: treated.length,
        ...(true_effect === undefined ? {} : { true_effect }),
      };
    });
  return {
    node: stageNode({
      name: place.name,
      share: SHARE,
      reads: { ...computedPart(spec), judged, assigned_by: file.spec.assigned_by ?? null },
      needs: [treatment],
      run,
    }),
    ...(rows === "measured" || subset !== null
      ? {}
      : { calls: ({ answers }) => answers.flatMap(({ calls }) => calls.map((call) => ({ ...call, part: null }))) }),
    present: (result, made) => presentReferee(file, place, spec, judged, made, result),
  };
}

/** The answer to a question; one that the data or the arithmetic refuse is answered with the reason. */
async function answered(asked: AnyQuestion, asking: Asking): Promise<Answered> {
  const { name: question } = asked;
  const without = { question, record: null, calls: [] };
  const nothing = { verdict: "not asked", measure: null, value: null } as const;
  const idle = asked.idle?.(asking) ?? null;
  if (idle !== null) return { ...without, answer: { ...nothing, note: idle } };
  try {
    const { record, calls = [] } = await asked.ask(asking);
    const answer = asked.answer(record, asking.effect);
    return { question, record, calls, answer: { ...answer, verdict: verdictOf(asked, answer, asking) } };
  } catch (error) {
    if (!(error instanceof WasmetricsError)) throw error;
    const { code, message, detail } = error;
    if (code === FEW_TREATED) {
      const few = note(REFEREE_NOTES, "referee_few_treated", { fewest: FEWEST_TREATED });
      return { ...without, answer: { ...nothing, verdict: "open", note: few } };
    }
    const reason = pathReason(error);
    return {
      ...without,
      answer: {
        ...nothing,
        note:
          reason === null
            ? note(REFEREE_NOTES, "referee_refused", { code, message, detail })
            : note(REFEREE_NOTES, "referee_no_path", { reason }),
      },
    };
  }
}

/**
 * Where the estimate is not significant to begin with, what its significance survives is no answer of its own; and errors that rest on few
 * treated units support nothing.
 */
function verdictOf(
  { ofSignificance, ofErrors }: AnyQuestion,
  { verdict }: Answer,
  { effect, treated }: Asking,
): Verdict {
  if (verdict === "not asked") return verdict;
  if (ofSignificance && effect.p_value >= USUAL_LEVEL) return "open";
  return ofErrors && treated < FEWEST_TREATED && verdict === "supports" ? "open" : verdict;
}

/** `make`, called once. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
