/**
 * Are there clusters enough for the error? The wild cluster bootstrap of the estimate beside its clustered t.
 */
import { note } from "../../../../base/messages.js";
import { bootstrap } from "../../estimates.js";
import { REFEREE_NOTES } from "../messages.js";
import { question } from "../question.js";
import { USUAL_LEVEL } from "../usual-level.js";

interface Clusters {
  readonly cluster: string;
  readonly G: number;
  readonly treated: number;
  readonly p: { readonly t: number; readonly wild: number | null };
}

export const clusters = question<Clusters>({
  name: "clusters",
  idle: ({ fit }) => (Object.keys(fit.vcov.clusters).length === 0 ? note(REFEREE_NOTES, "referee_no_clusters") : null),
  ask: async ({ spec, study, made, tools, treatment, formula, fit, effect, treated }) => {
    const { ssc, level, seed } = study;
    const names = Object.keys(fit.vcov.clusters);
    const options = { term: treatment, cluster: names.join("+"), draws: spec.draws, ssc, level, seed };
    const { p_value, bootstrap: design } = await bootstrap(made, tools, formula, options);
    return {
      record: {
        cluster: design.clusters.name,
        G: design.clusters.G,
        treated,
        p: { t: effect.p_value, wild: p_value.statistic },
      },
      calls: [{ verb: "bootstrap", formula, options }],
    };
  },
  answer: ({ cluster, G, treated, p }) => {
    const wild = p.wild ?? Number.NaN;
    return {
      verdict: Number.isNaN(wild) ? "open" : wild < USUAL_LEVEL ? "supports" : "weakens",
      measure: "p_wild",
      value: p.wild,
      note: note(REFEREE_NOTES, "referee_clusters", { cluster, G, treated, t: p.t, wild: p.wild }),
    };
  },
});
