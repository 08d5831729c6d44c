/** Forms of the kinds of stages, made from the schema of the study file, so that a verb added to the library is in the page without a line here. */
import { studyJsonSchema } from "../../../../src/study/file/schema.js";
import type { Form, FormKey } from "../../protocol.js";
import type { Action } from "../action.js";

/** What is read of a JSON schema. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: string;
  readonly enum?: readonly (string | number)[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema | readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
}

let made: readonly Form[] | undefined;

export const forms: Action<"forms"> = async () => {
  made ??= formsOf(JSON.parse(studyJsonSchema()) as Schema);
  return made;
};

/** A form a kind of stage, of the schema of a study. */
export function formsOf(study: Schema): Form[] {
  const stages = (study.properties!.stages as { additionalProperties?: Schema }).additionalProperties!;
  return stages.oneOf!.map((stage) => {
    const { stage: name, ...keys } = stage.properties!;
    return {
      kind: name!.const ?? String(name!.enum![0]),
      words: stage.description ?? "",
      keys: keysOf(keys, stage.required ?? []),
    };
  });
}

const keysOf = (properties: Readonly<Record<string, Schema>>, required: readonly string[]): FormKey[] =>
  Object.entries(properties).map(([key, schema]) => keyOf(key, schema, required.includes(key)));

/** Keys that most studies decide. */
const USUAL =
  /^(?:treatment|controls|outcome|fe|subset|rows|window|by|draws|estimators|control|variables|stars|caption|formula)$/;
/** Keys that ask for random draws. */
const DRAWS = /^(?:draws|permutations|bootstrap|mediation|band)$/;

function keyOf(key: string, schema: Schema, needed: boolean): FormKey {
  return {
    key,
    words: schema.description ?? "",
    rank: needed ? "needed" : USUAL.test(key) ? "usual" : "rare",
    costsDraws: DRAWS.test(key),
    ...(schema.default !== undefined && { usual: schema.default }),
    ...controlOf(key, schema),
  };
}

/** The control of a key, by its type; by its name where a type says too little. */
function controlOf(key: string, schema: Schema): Pick<FormKey, "kind"> & Partial<FormKey> {
  if (key === "treatment") return { kind: "treatment" };
  if (key === "controls") return { kind: "controls" };
  const { type, description = "", anyOf, minimum, maximum } = schema;
  const choices = schema.enum;
  const ends = {
    ...(minimum !== undefined && minimum > -1e15 && { least: minimum }),
    ...(maximum !== undefined && maximum < 1e15 && { most: maximum }),
  };
  if (choices !== undefined) return { kind: "choice", choices };
  if (type === "boolean") return { kind: "switch" };
  if (type === "integer") return { kind: "whole", ...ends };
  if (type === "number") return { kind: "number", ...ends };
  if (type === "string") return { kind: isColumn(key, description) ? "column" : "text" };
  if (type === "array") return ofList(schema);
  if (type === "object" && schema.properties !== undefined) {
    return { kind: "block", keys: keysOf(schema.properties, schema.required ?? []) };
  }
  if (anyOf?.some((one) => one.properties?.zh !== undefined)) return { kind: "words" };
  if (anyOf?.some((one) => one.type === "boolean")) return { kind: "switch" };
  return { kind: "other" };
}

function ofList({ items, description = "" }: Schema): Pick<FormKey, "kind"> & Partial<FormKey> {
  if (Array.isArray(items)) return { kind: "interval" };
  const item = (items ?? {}) as Schema;
  if (item.properties !== undefined) return { kind: "blocks", keys: keysOf(item.properties, item.required ?? []) };
  if (item.enum !== undefined) return { kind: "texts", choices: item.enum };
  if (item.type === "string")
    return { kind: isColumn("", `${item.description ?? ""} ${description}`) ? "columns" : "texts" };
  return { kind: "other" };
}

const isColumn = (key: string, description: string): boolean =>
  key === "outcome" || /\bcolumns?\b|\bvariables?\b|\binstruments?\b|\bmediators?\b/.test(description);
