/**
 * Roles of columns as letters: what a study says each column is, why a column can't be it, and the changes of the study that give a role or
 * take it. Pure.
 */
import type { GivenChoices } from "../../../src/study/init/choose-study.js";
import type { ColumnFacts, Edit, StudyDescription } from "../protocol.js";

/** Unit, time, outcome, treatment, control, instrument, cluster, weight. */
export const ROLES = ["i", "t", "Y", "D", "X", "Z", "C", "w"] as const;
export type Role = (typeof ROLES)[number];

export const isRole = (key: string): key is Role => (ROLES as readonly string[]).includes(key);

/** What is asked of a study. */
export type Said = Pick<
  StudyDescription,
  "unit" | "time" | "outcome" | "controls" | "variance" | "treated" | "aggregates" | "codings" | "stages"
>;

/** Why a column can't take a role. */
export type Why =
  | "name"
  | "text"
  | "missing"
  | "constant"
  | "numbersRows"
  | "notWhole"
  | "negative"
  | "isUnit"
  | "isTime"
  | "isOutcome"
  | "isTreatment"
  | "aggregated"
  | "distinct";

const isPlainName = (name: string): boolean => /^[\p{L}_][\p{L}\p{N}_.]*$/u.test(name);

/** Names in an expression such as log(x). */
const namesIn = (text: string): string[] => text.match(/[\p{L}_][\p{L}\p{N}_.]*/gu) ?? [];

const clustersOf = (variance: string): string[] =>
  /^[A-Z0-9]*:?.*cluster|^CR|^CV/i.test(variance) || variance.includes(":")
    ? (variance.split(":").at(-1) ?? "").split(/[+^]/).map((name) => name.trim())
    : [];

interface WithColumns {
  readonly columns?: readonly { readonly instruments?: readonly string[]; readonly controls?: unknown }[];
}
const columnsOf = ({ spec }: Said["stages"][number]) => (spec as WithColumns).columns ?? [];
const variantsOf = ({ spec }: Said["stages"][number]) =>
  (spec as { readonly variants?: readonly { readonly weights?: string }[] }).variants ?? [];

/** The roles of column `name`, in the order of the letters. */
export function rolesOf(name: string, study: Said): Role[] {
  const plays: Readonly<Record<Role, boolean>> = {
    i: study.unit === name,
    t: study.time === name,
    Y: study.outcome === name,
    D: study.treated === name,
    X: study.controls.some((control) => namesIn(control).includes(name)),
    Z: study.stages.some((stage) =>
      columnsOf(stage).some(({ instruments = [] }) => instruments.flatMap(namesIn).includes(name)),
    ),
    C: clustersOf(study.variance).includes(name),
    w: study.stages.some((stage) => variantsOf(stage).some(({ weights }) => weights === name)),
  };
  return ROLES.filter((role) => plays[role]);
}

/** Why `column` can't be `role`; null where it can. Without a study only the column itself is asked. */
export function whyNot(column: ColumnFacts, role: Role, study: Said | null): Why | null {
  if (!isPlainName(column.name)) return "name";
  if (study !== null && study.aggregates !== null && !"it".includes(role)) {
    if (!study.aggregates.includes(column.name)) return "aggregated";
  }
  if (!column.isCounted) return kindWhy(column, role);
  return (
    kindWhy(column, role) ?? valuesWhy(column, role) ?? (study === null ? null : takenWhy(column.name, role, study))
  );
}

const kindWhy = ({ kind }: ColumnFacts, role: Role): Why | null =>
  kind === "text" && "tYDXZw".includes(role) ? "text" : null;

function valuesWhy(column: ColumnFacts, role: Role): Why | null {
  const { distinct, missing, numbersRows, isWhole, range } = column;
  if (distinct < 2) return "constant";
  if (numbersRows && role !== "t") return "numbersRows";
  if ("it".includes(role) && missing > 0) return "missing";
  if (role === "t" && !isWhole) return "notWhole";
  if (role === "D" && !isWhole) return "notWhole";
  if (role === "w" && range !== null && range[0] < 0) return "negative";
  return null;
}

function takenWhy(name: string, role: Role, study: Said): Why | null {
  if (role === "C" || role === "w") return null;
  if (role !== "i" && study.unit === name) return "isUnit";
  if (role !== "t" && study.time === name) return "isTime";
  if ("XZD".includes(role) && study.outcome === name) return "isOutcome";
  if ("XZY".includes(role) && study.treated === name) return "isTreatment";
  return null;
}

/** Whether a treatment in the column is 0/1, or first treated periods. */
export const treatmentKey = ({ range }: ColumnFacts): "dummy" | "cohort" =>
  range !== null && range[0] === 0 && range[1] === 1 ? "dummy" : "cohort";

/** The changes that give `column` the role. */
export function givingEdits(column: ColumnFacts, role: Role, study: Said): Edit[] {
  const { name } = column;
  const without = study.controls.filter((control) => control !== name);
  const noControl = without.length < study.controls.length ? [{ path: ["panel", "controls"], value: without }] : [];
  switch (role) {
    case "i":
      return [
        { path: ["panel", "unit"], value: name },
        ...(study.variance === `cluster:${study.unit}` ? [{ path: ["variance"], value: `cluster:${name}` }] : []),
      ];
    case "t":
      return [{ path: ["panel", "time"], value: name }];
    case "Y":
      return [{ path: ["panel", "outcome"], value: name }, ...noControl];
    case "D": {
      const key = treatmentKey(column);
      const others = ["dummy", "cohort", "events"].filter((other) => other !== key);
      return [
        ...others.map((other) => ({ path: ["treatment", other] })),
        { path: ["treatment", key], value: name },
        ...noControl,
      ];
    }
    case "X":
      return [{ path: ["panel", "controls"], value: [...study.controls, name] }, ...columnWithControls(study)];
    case "Z":
      return instrumentEdits(name, study);
    case "C":
      return [{ path: ["variance"], value: `cluster:${name}` }];
    case "w":
      return weightEdits(name, study);
  }
}

/** A column with controls, where no table of regressions has one. */
function columnWithControls({ stages, codings }: Said): Edit[] {
  const tables = stages.filter(({ kind }) => kind === "regressions");
  const has = tables.some((table) => columnsOf(table).some(({ controls }) => controls === true));
  const [first] = tables;
  const [coding] = codings;
  if (has || first === undefined || coding === undefined) return [];
  const at = columnsOf(first).length;
  return [{ path: ["stages", first.name, "columns", at], value: { treatment: coding.name, controls: true } }];
}

function instrumentEdits(name: string, { stages, codings }: Said): Edit[] {
  const stage = stages.find(({ kind }) => kind === "iv");
  if (stage === undefined) {
    const column = { treatment: codings[0]!.name, instruments: [name] };
    return [{ path: ["stages", freeName("iv", stages)], value: { stage: "iv", columns: [column] } }];
  }
  return columnsOf(stage).map(({ instruments = [] }, c) => ({
    path: ["stages", stage.name, "columns", c, "instruments"],
    value: [...instruments, name],
  }));
}

function weightEdits(name: string, { stages, codings }: Said): Edit[] {
  const variant = { label: name, weights: name };
  const stage = stages.find(({ kind }) => kind === "robustness");
  if (stage !== undefined) {
    return [{ path: ["stages", stage.name, "variants", variantsOf(stage).length], value: variant }];
  }
  const value = { stage: "robustness", base: { treatment: codings[0]!.name }, variants: [variant] };
  return [{ path: ["stages", freeName("weighted", stages)], value }];
}

const freeName = (name: string, stages: Said["stages"]): string =>
  stages.some((stage) => stage.name === name) ? freeName(`${name}_2`, stages) : name;

/** Roles that a study can't be without: another column takes them. */
export const isNeeded = (role: Role): boolean => "itYD".includes(role);

/** The changes that take the role from column `name`; none for what a study can't be without. */
export function takingEdits(name: string, role: Role, study: Said): Edit[] {
  switch (role) {
    case "X":
      return [
        { path: ["panel", "controls"], value: study.controls.filter((control) => !namesIn(control).includes(name)) },
      ];
    case "Z":
      return study.stages.filter(({ kind }) => kind === "iv").flatMap((stage) => withoutInstrument(name, stage));
    case "C": {
      const left = clustersOf(study.variance).filter((cluster) => cluster !== name);
      return [{ path: ["variance"], value: left.length === 0 ? "hetero" : `cluster:${left.join("+")}` }];
    }
    case "w":
      return study.stages.flatMap((stage) => withoutWeight(name, stage));
    default:
      return [];
  }
}

function withoutInstrument(name: string, stage: Said["stages"][number]): Edit[] {
  const left = columnsOf(stage).map(({ instruments = [] }) =>
    instruments.filter((one) => !namesIn(one).includes(name)),
  );
  if (left.some((instruments) => instruments.length === 0)) return [{ path: ["stages", stage.name] }];
  return left.map((value, c) => ({ path: ["stages", stage.name, "columns", c, "instruments"], value }));
}

function withoutWeight(name: string, stage: Said["stages"][number]): Edit[] {
  const variants = variantsOf(stage);
  const left = variants.filter(({ weights }) => weights !== name);
  if (left.length === variants.length) return [];
  const path = ["stages", stage.name];
  return left.length === 0 ? [{ path }] : [{ path: [...path, "variants"], value: left }];
}

/** What the guess is given once `column` has the role, beside what it was given before; null for roles a first study has no place for. */
export function withRole(given: GivenChoices, column: ColumnFacts, role: Role): GivenChoices | null {
  const { name } = column;
  switch (role) {
    case "i":
      return { ...given, unit: name };
    case "t":
      return { ...given, time: name };
    case "Y":
      return { ...given, outcome: name };
    case "D": {
      const { treat: _treat, cohort: _cohort, ...others } = given;
      return treatmentKey(column) === "dummy" ? { ...others, treat: name } : { ...others, cohort: name };
    }
    case "X":
      return { ...given, controls: [...(given.controls ?? []).filter((one) => one !== name), name] };
    case "C":
      return { ...given, cluster: name };
    default:
      return null;
  }
}
