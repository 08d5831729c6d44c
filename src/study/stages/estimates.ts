/**
 * What stages estimate on the sample, wherever its rows are: in memory, or with an engine whose sums come home. Nothing else of a stage
 * knows which.
 */

import type { FitRecord } from "../../regression/record/fit-record.js";
import { bootstrap as bootstrapHere } from "../../verbs/bootstrap/fit.js";
import type { BootstrapRecord } from "../../verbs/bootstrap/record.js";
import type { BootstrapOptions } from "../../verbs/bootstrap/verb.js";
import type { DidRecord } from "../../verbs/did/design/record.js";
import type { DidOptions } from "../../verbs/did/design/verb.js";
import { did as didHere } from "../../verbs/did/verb/fit.js";
import { eventStudy as eventStudyHere } from "../../verbs/event-study/fit.js";
import type { EventStudyRecord } from "../../verbs/event-study/record.js";
import type { EventStudyOptions } from "../../verbs/event-study/verb.js";
import { estimationRows, feols as feolsHere } from "../../verbs/feols/feols.js";
import type { FeolsOptions } from "../../verbs/feols/verb.js";
import { groupDifference as differenceHere } from "../../verbs/group-difference/fit.js";
import type { GroupDifferenceRecord } from "../../verbs/group-difference/record.js";
import type { GroupDifferenceOptions } from "../../verbs/group-difference/verb.js";
import { honest as honestHere } from "../../verbs/honest/fit.js";
import type { HonestRecord } from "../../verbs/honest/record.js";
import type { HonestOptions } from "../../verbs/honest/verb.js";
import { multiverse as multiverseHere } from "../../verbs/multiverse/fit.js";
import type { MultiverseRecord } from "../../verbs/multiverse/record.js";
import type { MultiverseOptions } from "../../verbs/multiverse/verb.js";
import { placebo as placeboHere } from "../../verbs/placebo/fit.js";
import type { PlaceboRecord } from "../../verbs/placebo/record.js";
import type { PlaceboOptions } from "../../verbs/placebo/verb.js";
import { pretrends as pretrendsHere } from "../../verbs/pretrends/fit.js";
import type { PretrendsRecord } from "../../verbs/pretrends/record.js";
import type { PretrendsOptions } from "../../verbs/pretrends/verb.js";
import { romanoWolf as romanoWolfHere } from "../../verbs/romano-wolf/fit.js";
import type { RomanoWolfRecord } from "../../verbs/romano-wolf/record.js";
import type { RomanoWolfOptions } from "../../verbs/romano-wolf/verb.js";
import { sensitivity as sensitivityHere } from "../../verbs/sensitivity/fit.js";
import type { SensitivityRecord } from "../../verbs/sensitivity/record.js";
import type { SensitivityOptions } from "../../verbs/sensitivity/verb.js";
import type { RowsRule } from "../inputs/stayed-rows.js";
import type { TreatmentMade } from "../inputs/treatment.js";
import type { StageTools } from "../run/stage-node.js";

type Sample = Pick<TreatmentMade, "panel" | "stayed">;
type Tools = Pick<StageTools, "engine" | "signal">;

/** A study asks by what treatment was assigned once, of its sample: no estimate asks again. */
const ASKED_ONCE = { assignedBy: "unit" } as const;

const stop = ({ signal }: Tools) => (signal === undefined ? {} : { signal });

export const feols = async (
  { panel, stayed }: Sample,
  tools: Tools,
  formula: string,
  options: FeolsOptions,
): Promise<FitRecord> =>
  stayed === undefined
    ? feolsHere(tools.engine, panel, formula, { ...options, ...ASKED_ONCE })
    : stayed.feols(tools.engine, formula, { ...options, ...stop(tools) });

export const bootstrap = async (
  { panel, stayed }: Sample,
  tools: Tools,
  formula: string,
  asked: BootstrapOptions,
): Promise<BootstrapRecord> => {
  const options = { ...asked, ...stop(tools) };
  return stayed?.bootstrap(tools.engine, formula, options) ?? bootstrapHere(tools.engine, panel, formula, options);
};

export const eventStudy = async (
  { panel, stayed }: Sample,
  tools: Tools,
  formula: string,
  asked: EventStudyOptions,
): Promise<EventStudyRecord> => {
  const options = { ...asked, ...stop(tools) };
  return (
    stayed?.eventStudy(tools.engine, formula, options) ??
    eventStudyHere(tools.engine, panel, formula, { ...options, ...ASKED_ONCE })
  );
};

export const did = async (
  { panel, stayed }: Sample,
  tools: Tools,
  formula: string,
  asked: DidOptions,
): Promise<DidRecord> => {
  const options = { ...asked, ...stop(tools) };
  return (
    stayed?.did(tools.engine, formula, options) ?? didHere(tools.engine, panel, formula, { ...options, ...ASKED_ONCE })
  );
};

export const placebo = async (
  { panel, stayed }: Sample,
  tools: Tools,
  formula: string,
  asked: PlaceboOptions,
): Promise<PlaceboRecord> => {
  const options = { ...asked, ...stop(tools) };
  return stayed?.placebo(tools.engine, formula, options) ?? placeboHere(tools.engine, panel, formula, options);
};

export const groupDifference = async (
  { panel, stayed }: Sample,
  tools: Tools,
  formula: string,
  asked: GroupDifferenceOptions,
): Promise<GroupDifferenceRecord> => {
  const options = { ...asked, ...stop(tools) };
  return (
    stayed?.groupDifference(tools.engine, formula, options) ?? differenceHere(tools.engine, panel, formula, options)
  );
};

// What is asked of rows in memory alone.

export const multiverse = async (
  { panel }: Sample,
  tools: Tools,
  formula: string,
  options: MultiverseOptions,
): Promise<MultiverseRecord> => multiverseHere(tools.engine, panel, formula, { ...options, ...stop(tools) });

export const romanoWolf = async (
  { panel }: Sample,
  tools: Tools,
  formula: string,
  options: RomanoWolfOptions,
): Promise<RomanoWolfRecord> => romanoWolfHere(tools.engine, panel, formula, { ...options, ...stop(tools) });

export const sensitivity = async (
  { panel }: Sample,
  tools: Tools,
  formula: string,
  options: SensitivityOptions,
): Promise<SensitivityRecord> => sensitivityHere(tools.engine, panel, formula, { ...options, ...stop(tools) });

export const honest = async (tools: Tools, path: DidRecord, options: HonestOptions): Promise<HonestRecord> =>
  honestHere(tools.engine, path, { ...options, ...stop(tools) });

export const pretrends = async (
  { engine }: Tools,
  path: DidRecord,
  options: PretrendsOptions = {},
): Promise<PretrendsRecord> => pretrendsHere(engine, path, options);

/** Rows of the panel (0-based) that `formula` is estimated on; without `nobs`, rows alone in an effect are among them. */
export async function rowsUsed(
  { panel, stayed }: Sample,
  tools: Tools,
  formula: string,
  rule: RowsRule,
): Promise<Uint32Array> {
  if (stayed !== undefined) return stayed.used(panel, formula, rule, tools.signal);
  const { nobs, ...sample } = rule;
  return estimationRows(tools.engine, panel, formula, {
    ...sample,
    ...(nobs === undefined ? { fixefRm: "none" } : {}),
  });
}
