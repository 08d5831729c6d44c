/**
 * Are there clusters enough for the error? The wild cluster bootstrap of the estimate beside its clustered t.
 */
import { note } from "../../../../base/messages.js";
import type { Reliability } from "../../../../verbs/bootstrap/reliability/record.js";
import type { Believed } from "../../../../verbs/few-clusters/messages.js";
import { USUAL_LEVEL } from "../../../usual-level.js";
import { bootstrap } from "../../estimates.js";
import { type AtLevels, atLevels, byClusters, readFrom, verdictAt } from "../level-of-assignment.js";
import { REFEREE_NOTES } from "../messages.js";
import { question, type Verdict } from "../question.js";

interface Clusters extends AtLevels {
  readonly cluster: string;
  readonly G: number;
  readonly treated: number;
  readonly p: { readonly t: number; readonly wild: number | null };
  /** The smallest p that the bootstrap allows: all sign vectors hold the sample's own and its mirror image. */
  readonly least: number;
  readonly reliability: Reliability | null;
}

export const clusters = question<Clusters>({
  name: "clusters",
  ofSignificance: true,
  idle: ({ fit }) => (Object.keys(fit.vcov.clusters).length === 0 ? note(REFEREE_NOTES, "referee_no_clusters") : null),
  ask: async (asking) => {
    const { spec, study, made, tools, treatment, formula, fit, effect, treated } = asking;
    const { ssc, level, seed } = study;
    const names = Object.keys(fit.vcov.clusters);
    const options = { term: treatment, cluster: names.join("+"), draws: spec.draws, ssc, level, seed };
    const { p_value, bootstrap: design, reliability = null } = await bootstrap(made, tools, formula, options);
    return {
      record: {
        ...{ cluster: design.clusters.name, G: design.clusters.G, treated, reliability },
        p: { t: effect.p_value, wild: p_value.statistic },
        least: design.enumerated ? 2 / design.draws.used : 0,
        ...(await atLevels(asking, names[0]!.split("^"), byClusters)),
      },
      calls: [{ verb: "bootstrap", formula, options }],
    };
  },
  answer: ({ cluster, G, treated, p, least, reliability, ...at }) => ({
    verdict: verdictAt(verdictOf(p, least, reliability?.believe ?? null), at),
    measure: at.levels[0]?.by === "permutation" && at.assigned !== null ? "p_assignment" : "p_wild",
    value: readFrom(p.wild, at),
    note: note(REFEREE_NOTES, "referee_clusters", {
      ...{ cluster, G, treated, t: p.t, wild: p.wild },
      least: least < USUAL_LEVEL ? null : least,
      effective: reliability?.effective_clusters ?? null,
      believe: reliability?.believe ?? null,
      ...at,
    }),
  }),
});

/** By whether the bootstrap, where it can be believed and could reject, says of the estimate what its t does. */
function verdictOf({ t, wild }: Clusters["p"], least: number, believe: Believed | null): Verdict {
  if (wild === null || believe === "neither" || least >= USUAL_LEVEL) return "open";
  const [byT, byDraws] = [t < USUAL_LEVEL, wild < USUAL_LEVEL];
  return byT === byDraws ? "supports" : byT ? "weakens" : "open";
}
