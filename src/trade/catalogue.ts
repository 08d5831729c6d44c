/**
 * The verbs of customs data, by their names in the API, as `verbs/catalogue` lists the others.
 */
import { verb } from "../verbs/verb.js";
import { decomposeVerb } from "./decompose/verb.js";

export const tradeVerbs = {
  decompose: verb(decomposeVerb, {
    run: async () => (await import("./decompose/fit.js")).decompose,
    check: async () => (await import("./decompose/plan.js")).checkDecomposition,
    present: async () => (await import("./decompose/table.js")).presentDecomposition,
  }),
} as const;
