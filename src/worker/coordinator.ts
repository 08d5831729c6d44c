/**
 * Layer worker. What the coordinator's thread runs: an engine with threads of its own, and the verbs, one call at a time.
 */
import { hearParent } from "../base/host.js";
import type { LongOptions } from "../base/progress.js";
import type { PanelGmmFormula } from "../formula/panel-gmm-spec.js";
import type { ModelSpec } from "../formula/spec.js";
import { type Engine, loadEngine } from "../kernels/engine.js";
import type { BootstrapOptions } from "../models/bootstrap/options.js";
import { bootstrap } from "../models/bootstrap.js";
import type { EventStudyOptions } from "../models/event-study/plan.js";
import { eventStudy } from "../models/event-study.js";
import { felogit } from "../models/felogit.js";
import { type FeolsOptions, feols } from "../models/feols.js";
import { type FeolsEachOptions, feolsEach } from "../models/feols-each.js";
import { fepois } from "../models/fepois.js";
import type { GlmOptions } from "../models/glm/options.js";
import { type GroupDifferenceOptions, groupDifference } from "../models/group-difference.js";
import { type PanelTestsOptions, panelTests } from "../models/panel-tests.js";
import type { PgmmOptions } from "../models/pgmm/plan.js";
import { pgmm } from "../models/pgmm.js";
import { type PlaceboOptions, placebo } from "../models/placebo.js";
import { type PlausiblyExogenousOptions, plausiblyExogenous } from "../models/plausibly-exogenous.js";
import type { PlmOptions } from "../models/plm/options.js";
import { plm } from "../models/plm.js";
import type { PsmatchOptions } from "../models/psmatch/options.js";
import { psmatch } from "../models/psmatch.js";
import type { Panel } from "../panel/panel.js";
import { type DecomposeOptions, decompose } from "../quality/decompose/decompose.js";
import { type EstimateQualityOptions, estimateQuality } from "../quality/estimate-quality.js";
import { type QualityPolicyOptions, qualityPolicy } from "../quality/policy/quality-policy.js";
import { type QualitySensitivityOptions, qualitySensitivity } from "../quality/sensitivity/sensitivity.js";
import type { Table } from "../table/table.js";
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
    case "feolsEach":
      return feolsEach(engine, data, call.formula as string, options as FeolsEachOptions);
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
