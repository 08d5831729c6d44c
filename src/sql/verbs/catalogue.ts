/**
 * The verbs that work on rows that stay with an engine, each as its command calls it: imported when it is needed.
 */
import type { PanelKeys } from "../../data/panel/panel.js";
import type { Engine } from "../../engine/kernels/engine.js";
import type { EventStudyByOptions } from "../../verbs/event-study/verb.js";
import type { SqlSource } from "../frame.js";
import type { EngineOptions } from "./model.js";

/** A verb on an engine; `keys` are those of a panel, null for verbs that take a table. */
export type OnEngine = (
  engine: Engine,
  source: SqlSource,
  keys: PanelKeys | null,
  formula: string,
  options: object & EngineOptions,
) => Promise<unknown>;

/** By the name of the command. */
export const engineVerbs: Readonly<Record<string, () => Promise<OnEngine>>> = {
  feols: async () => {
    const { sqlFeols } = await import("./feols.js");
    return (engine, source, _, formula, options) => sqlFeols(engine, source, formula, options as never);
  },
  bootstrap: async () => {
    const { sqlBootstrap } = await import("./bootstrap.js");
    return (engine, source, _, formula, options) => sqlBootstrap(engine, source, formula, options as never);
  },
  "group-difference": async () => {
    const { sqlGroupDifference } = await import("./group-difference.js");
    return (engine, source, _, formula, options) => sqlGroupDifference(engine, source, formula, options as never);
  },
  placebo: async () => {
    const { sqlPlacebo } = await import("./placebo.js");
    return (engine, source, _, formula, options) => sqlPlacebo(engine, source, formula, options as never);
  },
  did: async () => {
    const { sqlDid } = await import("./did.js");
    return (engine, source, keys, formula, options) => sqlDid(engine, source, keys!, formula, options as never);
  },
  "event-study": async () => {
    const [{ sqlEventStudy }, { sqlDid }, { didOptions, twoWay }] = await Promise.all([
      import("./event-study.js"),
      import("./did.js"),
      import("../../verbs/event-study/by-estimator.js"),
    ]);
    return (engine, source, keys, formula, asked) => {
      const { estimator = "twfe", ...options } = asked as EventStudyByOptions & EngineOptions;
      if (estimator === "twfe") return sqlEventStudy(engine, source, keys!, formula, twoWay(options));
      const { onStatement, onProgress, ...own } = options;
      const reporting = { ...(onStatement && { onStatement }), ...(onProgress && { onProgress }) };
      return sqlDid(engine, source, keys!, formula, { ...didOptions(estimator, own), ...reporting });
    };
  },
};
