/**
 * What the coordinator's thread runs: an engine with threads of its own, and the verbs, one call at a time.
 */
import { hearParent } from "../base/host.js";
import type { LongOptions } from "../base/progress.js";
import type { Panel } from "../data/panel/panel.js";
import type { Table } from "../data/table/table.js";
import { type Engine, loadEngine } from "../engine/kernels/engine.js";
import type { PanelGmmFormula } from "../formula/panel-gmm-spec.js";
import type { ModelSpec } from "../formula/spec.js";
import { type DecomposeOptions, decompose } from "../trade/decompose/decompose.js";
import { type QualityPolicyOptions, qualityPolicy } from "../trade/policy/quality-policy.js";
import { type EstimateQualityOptions, estimateQuality } from "../trade/quality/estimate-quality.js";
import { type QualitySensitivityOptions, qualitySensitivity } from "../trade/sensitivity/sensitivity.js";
import { bootstrap } from "../verbs/bootstrap/fit.js";
import type { BootstrapOptions } from "../verbs/bootstrap/options.js";
import { eventStudy } from "../verbs/event-study/fit.js";
import type { EventStudyOptions } from "../verbs/event-study/plan.js";
import { type FeolsOptions, feols } from "../verbs/feols/feols.js";
import { type FeolsMultiOptions, feolsMulti } from "../verbs/feols/multiple-estimation.js";
import { felogit } from "../verbs/glm/felogit.js";
import { fepois } from "../verbs/glm/fepois.js";
import type { GlmOptions } from "../verbs/glm/options.js";
import { type GroupDifferenceOptions, groupDifference } from "../verbs/group-difference/fit.js";
import { pgmm } from "../verbs/pgmm/fit.js";
import type { PgmmOptions } from "../verbs/pgmm/plan.js";
import { type PlaceboOptions, placebo } from "../verbs/placebo/fit.js";
import { type PlausiblyExogenousOptions, plausiblyExogenous } from "../verbs/plausexog/fit.js";
import type { PlmOptions } from "../verbs/plm/options.js";
import { type PanelTestsOptions, panelTests } from "../verbs/plm/panel-tests.js";
import { plm } from "../verbs/plm/plm.js";
import { psmatch } from "../verbs/psmatch/fit.js";
import type { PsmatchOptions } from "../verbs/psmatch/options.js";
import { cancellable, lastingSignalOf, signalOf } from "./cancellable.js";
import { encodeError } from "./errors.js";
import type { Call, FromCoordinator, ToCoordinator } from "./messages.js";
import { encodeMatching } from "./psmatch.js";
import { decodeOptions, encodePolicy, encodeQuality } from "./quality.js";
import { Receiver } from "./tables.js";

const receiver = new Receiver();
let engine: Engine;
const post: (message: FromCoordinator) => void = hearParent((message) => void hear(message as ToCoordinator));

async function hear(message: ToCoordinator): Promise<void> {
  if (message.kind === "forget") {
    receiver.forget(message.id);
    return;
  }
  try {
    if (message.kind === "start") await start(message.threads);
    else post({ kind: "result", value: await answer(message) });
  } catch (error) {
    post({ kind: "failure", error: encodeError(error) });
  }
}

async function start(threads: number | undefined): Promise<void> {
  const loaded = await loadEngine(threads === undefined ? {} : { threads });
  engine = cancellable(loaded);
  const { build, notes, cancel } = engine;
  const isShared = typeof SharedArrayBuffer !== "undefined" && cancel.buffer instanceof SharedArrayBuffer;
  post({ kind: "ready", threads: engine.threads, build, notes, cancel: isShared ? cancel : undefined });
}

async function answer(call: Call): Promise<unknown> {
  const data = receiver.data(call.data);
  const tables = Object.entries(call.tables).map(([name, table]) => [name, receiver.table(table)] as const);
  const options: LongOptions = {
    ...call.options,
    ...Object.fromEntries(tables),
    signal: call.options.keepPartial === true ? lastingSignalOf(engine.cancel) : signalOf(engine.cancel),
    ...(call.wantsProgress ? { onProgress: (progress) => post({ kind: "progress", progress }) } : {}),
  };
  const formula = call.formula as string | ModelSpec;
  switch (call.verb) {
    case "feols":
      return feols(engine, data, formula, options as FeolsOptions);
    case "feolsMulti":
      return feolsMulti(engine, data, call.formula as string, options as FeolsMultiOptions);
    case "fepois":
      return fepois(engine, data, formula, options as GlmOptions);
    case "felogit":
      return felogit(engine, data, formula, options as GlmOptions);
    case "eventStudy":
      return eventStudy(engine, data as Panel, formula, options as EventStudyOptions);
    case "placebo":
      return placebo(engine, data, formula, options as PlaceboOptions);
    case "bootstrap":
      return bootstrap(engine, data, formula, options as BootstrapOptions);
    case "groupDifference":
      return groupDifference(engine, data, formula, options as GroupDifferenceOptions);
    case "plausiblyExogenous":
      return plausiblyExogenous(engine, data, formula, options as PlausiblyExogenousOptions);
    case "pgmm":
      return pgmm(engine, data as Panel, call.formula as string | PanelGmmFormula, options as PgmmOptions);
    case "plm":
      return plm(engine, data as Panel, formula, options as PlmOptions);
    case "panelTests":
      return panelTests(engine, data as Panel, formula, options as PanelTestsOptions);
    case "psmatch":
      return encodeMatching(await psmatch(engine, data, formula, options as PsmatchOptions));
    case "estimateQuality":
      return encodeQuality(estimateQuality(engine, data as Table, decodeOptions(options as EstimateQualityOptions)));
    case "qualitySensitivity":
      return qualitySensitivity(engine, data as Table, decodeOptions(options as QualitySensitivityOptions));
    case "qualityPolicy": {
      const { cities, ...others } = options as QualityPolicyOptions & { readonly cities: Table };
      return encodePolicy(await qualityPolicy(engine, data as Table, cities, decodeOptions(others)));
    }
    case "decompose":
      return decompose(engine, data as Table, options as DecomposeOptions);
  }
}
