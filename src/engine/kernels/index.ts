/**
 * The entry `wasmetrics/kernels`: raw kernels for those who embed or benchmark them. Arrays through the wrappers or
 * `callKernel`; addresses through `engine.kernels` inside `engine.scope`.
 */

export {
  type KernelArguments,
  type KernelExports,
  type ParamType,
  type Signature,
  signatures,
} from "../wasm/signatures.gen.js";
export * from "./balance.js";
export * from "./blas.js";
export type { Surroundings } from "./box-tree.js";
export { treeWithoutReplacement, treeWithReplacement } from "./box-tree.js";
export { callKernel, type KernelArg, type KernelName, sumPartsBlock } from "./call.js";
export * from "./cluster-draws.js";
export * from "./cluster-scores.js";
export { type Clusters, clusterScoresManyBlock } from "./cluster-scores.js";
export * from "./columns.js";
export * from "./counterfactual.js";
export * from "./covariance.js";
export * from "./demean.js";
export * from "./effects.js";
export * from "./engine.js";
export * from "./groups.js";
export * from "./imputation.js";
export * from "./irls.js";
export * from "./kernel-weights.js";
export * from "./kernel-weights.js";
export * from "./lapack.js";
export * from "./math.js";
export * from "./moments.js";
export * from "./neighbours.js";
export * from "./neighbours.js";
export * from "./panel.js";
export * from "./quality.js";
export * from "./ranks.js";
export * from "./reduced.js";
export * from "./score-variances.js";
export * from "./simplex.js";
export * from "./simulate.js";
export * from "./switching.js";
