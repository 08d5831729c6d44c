/**
 * Objects of R as they are after reading: vectors with their attributes, and the name of what is none.
 */

/** Attributes by name, in their order. */
export type Attributes = ReadonlyMap<string, RObject>;

export interface RNull {
  readonly type: "null";
}

/** Integers, or truth as 0 and 1; NA is -2^31. */
export interface RIntegers {
  readonly type: "integer" | "logical";
  /** Elements there are: those of a sequence are made when they are asked for. */
  readonly count: number;
  readonly values: Int32Array;
  readonly attributes: Attributes;
}

/** Doubles. Of those that are NA the two halves are kept where the low one is R's mark: a letter in the high one distinguishes them. */
export interface RDoubles {
  readonly type: "double";
  readonly count: number;
  readonly values: Float64Array;
  readonly tags: readonly RTag[];
  readonly attributes: Attributes;
}

/** A missing value with a letter, as haven's `tagged_na` makes it. */
export interface RTag {
  readonly row: number;
  readonly letter: string;
}

/** Texts: places in `cells`; MISSING_CODE is NA. */
export interface RTexts {
  readonly type: "character";
  readonly count: number;
  readonly cells: readonly string[];
  readonly codes: Uint32Array;
  readonly attributes: Attributes;
}

export interface RList {
  readonly type: "list";
  readonly values: readonly RObject[];
  readonly attributes: Attributes;
}

/** A chain of values with names, which attributes and the objects of .RData are. */
export interface RPairs {
  readonly type: "pairs";
  readonly values: readonly { readonly name: string; readonly value: RObject }[];
}

/** What holds no cells: a function, an environment, a name. */
export interface ROther {
  readonly type: "other";
  /** With an article: "a function". */
  readonly what: string;
  readonly attributes: Attributes;
}

export type RVector = RIntegers | RDoubles | RTexts;
export type RObject = RNull | RVector | RList | RPairs | ROther;

export const R_NULL: RNull = { type: "null" };
export const NO_ATTRIBUTES: Attributes = new Map();

/** NA of integers and of truth. */
export const NA_INTEGER = -(2 ** 31);

/** The attributes of an object that has any. */
export const attributesOf = (object: RObject): Attributes =>
  "attributes" in object ? object.attributes : NO_ATTRIBUTES;

/** The texts of the attribute `name`, NA as undefined; none where it is not text. */
export function textsOf(object: RObject | undefined): readonly (string | undefined)[] {
  if (object?.type !== "character") return [];
  return Array.from(object.codes, (code) => object.cells[code]);
}

/** The classes of an object. */
export const classesOf = (object: RObject): readonly (string | undefined)[] =>
  textsOf(attributesOf(object).get("class"));

/** Elements of a vector; 0 of what is none. */
export function lengthOf(object: RObject): number {
  if (object.type === "list") return object.values.length;
  return "count" in object ? object.count : 0;
}
