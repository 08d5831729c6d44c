/**
 * Does the result depend on the specification? Every combination of the controls, and of the samples, effects and variances that the
 * study names as others' choices.
 * Source: Simonsohn, Simmons & Nelson (2020), Nature Human Behaviour 4, doi:10.1038/s41562-020-0912-z.
 */
import { note } from "../../../../base/messages.js";
import { formatCount } from "../../../../report/format-number.js";
import { multiverseFigure } from "../../../../verbs/multiverse/figure.js";
import type { MultiverseRecord } from "../../../../verbs/multiverse/record.js";
import type { MultiverseOptions } from "../../../../verbs/multiverse/verb.js";
import { multiverse } from "../../estimates.js";
import { panelEffects } from "../../model-choice.js";
import { REFEREE_NOTES } from "../messages.js";
import { type Asking, question } from "../question.js";

/** Beyond this many, specifications are drawn at random. */
const MOST = 10_000;
/** Draws of the joint test. */
const MOST_DRAWS = 199;
/** Shares of specifications that are significant in the direction of the estimate from which they bear it out, or not. */
const NEARLY_ALL = 0.9;
const HALF = 0.5;

export const specifications = question<MultiverseRecord>({
  name: "specifications",
  ofSignificance: true,
  ofErrors: true,
  idle: (asking) => (countOf(asking) > 1 ? null : note(REFEREE_NOTES, "referee_one_specification")),
  ask: async (asking) => {
    const { study, made, tools, formula } = asking;
    const options = optionsOf(asking);
    return {
      record: await multiverse(made, tools, formula, options),
      calls: [{ verb: "multiverse", formula, options: { ...options, seed: study.seed } }],
    };
  },
  answer: ({ counts, curve, baseline, test }, { estimate }) => {
    const { median, min, max, share_significant_dominant, dominant_sign } = curve!;
    const inFavour = dominant_sign * estimate > 0 ? share_significant_dominant : 0;
    return {
      verdict: inFavour >= NEARLY_ALL ? "supports" : inFavour >= HALF ? "open" : "weakens",
      measure: "share_significant",
      value: inFavour,
      note: note(REFEREE_NOTES, "referee_specifications", {
        ...{ count: formatCount(counts.estimated), drawn: counts.drawn, median, min, max, share: inFavour },
        percentile: baseline?.percentile ?? null,
        joint: test?.p_value.median ?? null,
      }),
    };
  },
  figure: (record, look) => multiverseFigure(record, look),
  published: ({ specifications: _, not_estimated: _none, test, ...record }) => ({
    ...record,
    test: withoutDraws(test),
  }),
});

const withoutDraws = (test: MultiverseRecord["test"]) => {
  if (test === null) return null;
  const { drawn: _, ...kept } = test;
  return kept;
};

function countOf({ spec, controls }: Asking): number {
  const { samples, effects, variances } = spec;
  return 2 ** controls.length * (1 + samples.length) * (1 + effects.length) * (1 + variances.length);
}

function optionsOf(asking: Asking): MultiverseOptions {
  const { spec, study, treatment, controls } = asking;
  const { samples, effects, variances } = spec;
  const named = samples.map(({ label, subset }, s) => `${label ?? `${s + 1}`}=${subset}`);
  return {
    term: treatment,
    ...(controls.length === 0 ? {} : { controls }),
    ...(samples.length === 0 ? {} : { samples: ["all=true", ...named] }),
    ...(effects.length === 0 ? {} : { effects: [panelEffects(study), ...effects] }),
    vcov: [study.variance, ...variances],
    ...(countOf(asking) > MOST ? { specifications: MOST, most: countOf(asking) } : {}),
    ...{ test: "permutation", unit: study.panel.unit, draws: Math.min(spec.draws, MOST_DRAWS) },
    ...(spec.strata === undefined ? {} : { strata: spec.strata }),
    ssc: study.ssc,
    level: study.level,
    seed: study.seed,
  };
}
