/**
 * Estimates on a sample whose rows stay, by the verbs of this room, and which of its rows each of them used. What holds the sample need
 * not know that there are statements.
 */
import type { Panel, PanelKeys } from "../data/panel/panel.js";
import type { Table } from "../data/table/table.js";
import type { Engine } from "../engine/kernels/engine.js";
import { parseFormula } from "../formula/parser.js";

import { clusteringsOf } from "../regression/frame/clusterings.js";
import type { FitRecord } from "../regression/record/fit-record.js";
import { parseRegressionVcov } from "../regression/variance/variances.js";
import type { BootstrapRecord } from "../verbs/bootstrap/record.js";
import type { BootstrapOptions } from "../verbs/bootstrap/verb.js";
import type { DidRecord } from "../verbs/did/design/record.js";
import type { DidOptions } from "../verbs/did/design/verb.js";
import type { EventStudyRecord } from "../verbs/event-study/record.js";
import type { EventStudyOptions } from "../verbs/event-study/verb.js";
import type { FeolsOptions } from "../verbs/feols/verb.js";
import type { GroupDifferenceRecord } from "../verbs/group-difference/record.js";
import type { GroupDifferenceOptions } from "../verbs/group-difference/verb.js";
import type { PlaceboRecord } from "../verbs/placebo/record.js";
import type { PlaceboOptions } from "../verbs/placebo/verb.js";
import { cellOf } from "./bring-home.js";
import type { SqlColumn } from "./engine.js";
import type { SqlFrame, SqlSource } from "./frame.js";
import { makeFrame } from "./make-frame.js";
import { requireSameRows } from "./moments/guards.js";
import { keysOf } from "./moments/levels.js";
import { emptyTable } from "./open.js";
import {
  codedSample,
  designRows,
  type PanelChoice,
  type PanelUnits,
  panelUnits,
  type SampleCoding,
} from "./panel-rows.js";
import { NUMBER_BYTES, Queries } from "./queries.js";
import { severalRows } from "./statements/counts.js";
import { presenceStatement } from "./statements/events.js";
import type { Key } from "./statements/rows.js";
import { type SqlSummary, summaryOnEngine } from "./summary.js";
import { sqlBootstrap } from "./verbs/bootstrap.js";
import { sqlDid } from "./verbs/did.js";
import { sqlEventStudy } from "./verbs/event-study.js";
import { sqlFeols } from "./verbs/feols.js";
import { sqlGroupDifference } from "./verbs/group-difference.js";
import type { EngineOptions } from "./verbs/model.js";
import { sqlPlacebo } from "./verbs/placebo.js";

/** What decides the rows of an estimate beside its formula. */
export interface SampleRule {
  readonly vcov: string;
  readonly subset?: string;
  /** Rows of the estimate; without it rows alone in an effect are used. */
  readonly nobs?: number;
}

/** Values of a column from one to another (of texts, the same) that are of the group `key`. */
export interface GroupRun {
  readonly key: string;
  readonly from: number | string;
  readonly to: number | string;
}

/** How a sample is divided. */
export interface SampleGroups {
  readonly by: string;
  /** Name of the new column. */
  readonly group: string;
  readonly runs: readonly GroupRun[];
  /** Names of 0/1 columns by key. */
  readonly dummies: Readonly<Record<string, string>>;
  /** Units not seen before this period are of no group; null where all are of one. */
  readonly seenBefore: number | null;
}

/** Formulas of effects alone, and with instruments. */
const ALLOWED = { effectsAlone: "allowed", instruments: "allowed" } as const;
/** The first period of a row's unit. */
const SEEN = "study_seen";

export class PanelSample {
  constructor(
    private readonly source: SqlSource,
    private readonly keys: PanelKeys,
    private readonly reporting: Pick<EngineOptions, "onStatement">,
  ) {}

  feols(engine: Engine, formula: string, options: FeolsOptions): Promise<FitRecord> {
    return sqlFeols(engine, this.source, formula, { ...options, panel: this.keys, ...this.reporting });
  }

  bootstrap(engine: Engine, formula: string, options: BootstrapOptions): Promise<BootstrapRecord> {
    return sqlBootstrap(engine, this.source, formula, { ...options, ...this.reporting });
  }

  eventStudy(engine: Engine, formula: string, options: EventStudyOptions): Promise<EventStudyRecord> {
    return sqlEventStudy(engine, this.source, this.keys, formula, { ...options, ...this.reporting });
  }

  did(engine: Engine, formula: string, options: DidOptions): Promise<DidRecord> {
    return sqlDid(engine, this.source, this.keys, formula, { ...options, ...this.reporting });
  }

  placebo(engine: Engine, formula: string, options: PlaceboOptions): Promise<PlaceboRecord> {
    return sqlPlacebo(engine, this.source, formula, { ...options, panel: this.keys, ...this.reporting });
  }

  /** The columns of the sample, without rows. */
  get header(): Table {
    return emptyTable(this.source);
  }

  /**
   * The sample with a column of texts, and 0/1 columns of some of them, by what the values of another are: `runs` of numbers, or texts.
   * A value in no run has none.
   */
  grouped({ by, group, runs, dummies, seenBefore }: SampleGroups): PanelSample {
    const { source, keys, reporting } = this;
    const { dialect } = source.engine;
    const { quoted, number, double } = dialect;
    const cell = cellOf(source, source.columns.find(({ name }) => name === by)!);
    const within = ({ from, to }: GroupRun): string =>
      typeof from === "number"
        ? `${cell} >= ${number(from)} AND ${cell} <= ${number(to as number)}`
        : `${cell} = ${dialect.text(from)}`;
    const isOf = seenBefore === null ? "" : ` AND ${SEEN} < ${number(seenBefore)}`;
    const made = (value: (run: GroupRun) => string): string =>
      `CASE ${runs.map((run) => `WHEN ${within(run)}${isOf} THEN ${value(run)}`).join(" ")} END`;
    const own = source.columns.map(({ name }) => quoted(name)).join(", ");
    const items = [
      own,
      `${made(({ key }) => dialect.text(key))} AS ${quoted(group)}`,
      ...Object.entries(dummies).map(
        ([key, name]) => `${double(made((run) => number(Number(run.key === key))))} AS ${quoted(name)}`,
      ),
    ];
    const columns: SqlColumn[] = [
      ...source.columns,
      { name: group, kind: "text", type: "text" },
      ...Object.values(dummies).map((name): SqlColumn => ({ name, kind: "number", type: "double" })),
    ];
    const first = `min(${double(quoted(keys.time))}) OVER (PARTITION BY ${quoted(keys.unit)})`;
    const seen = `(SELECT ${own}, ${first} AS ${SEEN} FROM ${source.relation}) AS seen`;
    const relation = `(SELECT ${items.join(", ")} FROM ${seenBefore === null ? source.relation : seen}) AS divided`;
    return new PanelSample({ ...source, relation, columns }, keys, reporting);
  }

  groupDifference(engine: Engine, formula: string, options: GroupDifferenceOptions): Promise<GroupDifferenceRecord> {
    return sqlGroupDifference(engine, this.source, formula, { ...options, ...this.reporting });
  }

  /** Statistics of a column or an expression over all rows of `panel`. Throws as `summaryOnEngine`. */
  summary(panel: Panel, written: string, signal?: AbortSignal): Promise<SqlSummary> {
    return summaryOnEngine(this.queries(signal), this.source, this.keys.unit, written, panel.table.nRows);
  }

  /** Whether no unit has two values in `column`; missing ones do not count. */
  async isConstantWithin(column: string, signal?: AbortSignal): Promise<boolean> {
    const { source, keys } = this;
    const { double, quoted, withoutNaN } = source.engine.dialect;
    const own = source.columns.find(({ name }) => name === column)!;
    const value = own.kind === "number" ? withoutNaN(cellOf(source, own)) : cellOf(source, own);
    const changing = `(SELECT ${quoted(keys.unit)} FROM ${source.relation} GROUP BY ${quoted(keys.unit)} HAVING min(${value}) < max(${value})) AS changing`;
    return (await this.queries(signal).number(`SELECT ${double("count(*)")} FROM ${changing}`)) === 0;
  }

  private queries(signal: AbortSignal | undefined): Queries {
    return new Queries(this.source.engine, { ...this.reporting, ...(signal === undefined ? {} : { signal }) });
  }

  /**
   * Rows of `panel`, the design of the sample, that the `nobs` rows of an estimate by `formula` are: those that have all it reads, none
   * alone in an effect. Throws as `makeFrame`, and DataError `engine_changed` where the table is no longer that of the design.
   */
  async used(
    panel: Panel,
    formula: string,
    { vcov, subset, nobs }: SampleRule,
    signal?: AbortSignal,
  ): Promise<Uint32Array> {
    const { source, keys } = this;
    const queries = this.queries(signal);
    const variance = parseRegressionVcov(vcov);
    const own = clusteringsOf(variance);
    const needs = { ...variance, by: [...own, [keys.unit], [keys.time]] };
    const options = { ...(subset === undefined ? {} : { subset }), panel: keys } as const;
    return source.engine.snapshot(async () => {
      const frame = await makeFrame(queries, source, parseFormula(formula), needs, { ...options, ...ALLOWED });
      requireSameRows(source, panel.table.nRows, frame.nSource);
      const relation = await rowsUsed(queries, frame, nobs);
      const [unit, time] = frame.clusterings.slice(own.length).map((grouping) => keysOf(grouping)[0]!) as [Key, Key];
      const periods = [...new Set(panel.timeValues)].sort((a, b) => a - b);
      const { columns } = await queries.ask(
        presenceStatement(source.engine.dialect, relation, unit, time, periods),
        2 * NUMBER_BYTES * panel.nUnits,
      );
      const used = designRows(panel, columns[0]!, columns[1] as Float64Array, periods);
      requireSameRows(source, nobs ?? frame.nobs, used.length);
      return used;
    });
  }
}

/** The relation of the rows of `frame` that are left where none is alone in an effect, `nobs` of them; all of them where that is not said. */
async function rowsUsed(queries: Queries, { relation, effects, source, ...frame }: SqlFrame, nobs: number | undefined) {
  let [from, rows] = [relation, frame.nobs];
  for (let pass = 0; nobs !== undefined && rows !== nobs; pass++) {
    from = effects.reduce((rest, effect, e) => severalRows(rest, keysOf(effect), `of_${pass}_${e}`), from);
    const left = await queries.number(`SELECT ${queries.engine.dialect.double("count(*)")} FROM ${from}`);
    if (left === rows || left < nobs) requireSameRows(source, nobs, left);
    rows = left;
  }
  return from;
}

/** A panel whose rows stay: its design, and the sample made of that. */
export class StayedPanel {
  constructor(
    private readonly source: SqlSource,
    private readonly choice: PanelChoice,
    private readonly reporting: Pick<EngineOptions, "onStatement"> = {},
  ) {}

  /** Throws as `panelUnits`. */
  async design(signal?: AbortSignal): Promise<PanelUnits> {
    const { source } = this;
    return source.engine.snapshot(() => panelUnits(this.queries(signal), source, this.choice));
  }

  /** Throws as `codedSample`. */
  async sample(coding: SampleCoding, signal?: AbortSignal): Promise<PanelSample> {
    const sample = await codedSample(this.queries(signal), this.source, this.choice, coding);
    const { unit, time } = this.choice;
    return new PanelSample(sample, { unit, time }, this.reporting);
  }

  private queries(signal: AbortSignal | undefined): Queries {
    return new Queries(this.source.engine, { ...this.reporting, ...(signal === undefined ? {} : { signal }) });
  }
}
