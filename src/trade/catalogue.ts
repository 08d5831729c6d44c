/**
 * The verbs of customs data, by their names in the API, as `verbs/catalogue` lists the others.
 */
import { verb } from "../verbs/verb.js";
import { decomposeVerb } from "./decompose/verb.js";
import { extrapolateVerb } from "./extrapolate/verb.js";
import { qualityPolicyVerb } from "./policy/verb.js";
import { qualityVerb } from "./quality/verb.js";
import { qualitySensitivityVerb } from "./sensitivity/verb.js";
import { simulateCitiesVerb } from "./simulate/cities/verb.js";
import { simulateCustomsVerb } from "./simulate/verb.js";

export const tradeVerbs = {
  estimateQuality: verb(qualityVerb, {
    run: async () => (await import("./quality/fit.js")).estimateQuality,
    check: async () => (await import("./quality/plan.js")).checkQuality,
    present: async () => (await import("./quality/table.js")).presentQuality,
  }),
  qualitySensitivity: verb(qualitySensitivityVerb, {
    run: async () => (await import("./sensitivity/fit.js")).qualitySensitivity,
    check: async () => (await import("./sensitivity/plan.js")).checkSensitivity,
    present: async () => (await import("./sensitivity/table.js")).presentSensitivity,
  }),
  qualityPolicy: verb(qualityPolicyVerb, {
    run: async () => (await import("./policy/fit.js")).qualityPolicy,
    check: async () => (await import("./policy/plan.js")).checkPolicy,
    present: async () => (await import("./policy/table.js")).presentPolicy,
  }),
  decompose: verb(decomposeVerb, {
    run: async () => (await import("./decompose/fit.js")).decompose,
    check: async () => (await import("./decompose/plan.js")).checkDecomposition,
    present: async () => (await import("./decompose/table.js")).presentDecomposition,
  }),
  extrapolate: verb(extrapolateVerb, {
    run: async () => (await import("./extrapolate/fit.js")).extrapolate,
    check: async () => (await import("./extrapolate/formula.js")).checkExtrapolation,
    present: async () => (await import("./extrapolate/table.js")).presentExtrapolation,
  }),
  simulateCustoms: verb(simulateCustomsVerb, {
    run: async () => (await import("./simulate/customs.js")).simulateCustoms,
    check: async () => (await import("./simulate/options.js")).checkCustoms,
    present: async () => (await import("./simulate/table.js")).presentCustoms,
  }),
  simulateCities: verb(simulateCitiesVerb, {
    run: async () => (await import("./simulate/cities/cities.js")).simulateCities,
    check: async () => (await import("./simulate/cities/options.js")).checkCities,
    present: async () => (await import("./simulate/table.js")).presentCities,
  }),
} as const;
