/**
 * The moments of a resampling model, where a method has no other way.
 */
import { NotSupported } from "../../base/errors.js";
import type { ClusterMoments } from "../../regression/moments/moments.js";
import type { ResamplingModel } from "../resampling/model.js";

/** Throws NotSupported `bootstrap_moments` where there are none, saying why and what can be done. */
export function requireMoments(
  { moments, refused, fit }: Pick<ResamplingModel, "moments" | "refused" | "fit">,
  method: string,
): ClusterMoments {
  if (moments !== null) return moments;
  throw new NotSupported(
    "bootstrap_moments",
    `${method} of '${fit.call}' needs moments by cluster, and they can't be had: ${refused}. Cluster by a coarser column, in which more effects are nested, or leave out effects with many levels.`,
    { got: refused, expected: "effects nested in the clusters, or with few levels" },
  );
}
