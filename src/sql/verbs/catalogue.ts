/**
 * The verbs that work on rows that stay with an engine, each as its command calls it: imported when it is needed.
 */
import type { PanelKeys } from "../../data/panel/panel.js";
import type { Engine } from "../../engine/kernels/engine.js";
import type { EventStudyByOptions } from "../../verbs/event-study/verb.js";
import type { SqlSource } from "../frame.js";
import type { EngineOptions } from "./model.js";

/**
 * A verb on an engine, of whose options its caller knows that its declaration made them; `keys` are those of a panel, null for verbs
 * that take a table.
 */
type OnEngine = {
  erased(
    engine: Engine,
    source: SqlSource,
    keys: PanelKeys | null,
    formula: string,
    options: object & EngineOptions,
  ): Promise<unknown>;
}["erased"];

const ofTable =
  <O>(run: (engine: Engine, source: SqlSource, formula: string, options: O) => Promise<unknown>) =>
  (engine: Engine, source: SqlSource, _: PanelKeys | null, formula: string, options: O) =>
    run(engine, source, formula, options);

const ofPanel =
  <O>(run: (engine: Engine, source: SqlSource, keys: PanelKeys, formula: string, options: O) => Promise<unknown>) =>
  (engine: Engine, source: SqlSource, keys: PanelKeys | null, formula: string, options: O) =>
    run(engine, source, keys!, formula, options);

/** By the name of the command. */
export const engineVerbs: Readonly<Record<string, () => Promise<OnEngine>>> = {
  feols: async () => ofTable((await import("./feols.js")).sqlFeols),
  bootstrap: async () => ofTable((await import("./bootstrap.js")).sqlBootstrap),
  "group-difference": async () => ofTable((await import("./group-difference.js")).sqlGroupDifference),
  placebo: async () => ofTable((await import("./placebo.js")).sqlPlacebo),
  did: async () => ofPanel((await import("./did.js")).sqlDid),
  "event-study": async () => {
    const [{ sqlEventStudy }, { sqlDid }, { didOptions, twoWay }] = await Promise.all([
      import("./event-study.js"),
      import("./did.js"),
      import("../../verbs/event-study/by-estimator.js"),
    ]);
    return ofPanel((engine, source, keys, formula, asked: EventStudyByOptions & EngineOptions): Promise<unknown> => {
      const { estimator = "twfe", ...options } = asked;
      if (estimator === "twfe") return sqlEventStudy(engine, source, keys, formula, twoWay(options));
      const { onStatement, onProgress, ...own } = options;
      const reporting = { ...(onStatement && { onStatement }), ...(onProgress && { onProgress }) };
      return sqlDid(engine, source, keys, formula, { ...didOptions(estimator, own), ...reporting });
    });
  },
};
