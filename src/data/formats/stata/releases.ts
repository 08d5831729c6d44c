/**
 * What differs between the releases of Stata's file format: lengths of fields, codes of types, and where missing values begin.
 * Source: StataCorp, File formats .dta, in the help of Stata 6 to 18 (dta_105 to dta_121); Library of Congress, Stata Data Format (.dta).
 */
import { NotSupported } from "../../../base/errors.js";

/** Storage types of numbers. */
export type NumberType = "byte" | "int" | "long" | "float" | "double";

/** How a variable is stored; `bytes` of a text are those of its field. */
export type StorageType =
  | { readonly kind: NumberType | "strL" | "alias" }
  | { readonly kind: "str"; readonly bytes: number };

/** Largest number that is not missing, and the number that `.` is; `.a` and so on follow it. */
export interface NumberLimits {
  readonly largest: number;
  readonly missing: number;
  /** Whether .a to .z exist. */
  readonly coded: boolean;
}

export interface Release {
  readonly number: number;
  /** The Statas that write it. */
  readonly stata: string;
  /** Sections between tags, 117 and later. */
  readonly isTagged: boolean;
  /** Bytes of a name, a display format and a label, their final zero included. */
  readonly nameBytes: number;
  readonly formatBytes: number;
  readonly labelBytes: number;
  /** Whether its text is UTF-8. */
  readonly isUnicode: boolean;
  /** What the numbers of a type go up to. */
  limits(type: NumberType): NumberLimits;
  /** The type with `code`; undefined where there is none. */
  type(code: number): StorageType | undefined;
}

const STATAS: Readonly<Record<number, string>> = {
  104: "Stata 4",
  105: "Stata 5",
  108: "Stata 6",
  110: "Stata 7",
  111: "Stata 7 SE",
  112: "Stata 8.0",
  113: "Stata 8-9",
  114: "Stata 10-11",
  115: "Stata 12",
  117: "Stata 13",
  118: "Stata 14-18",
  119: "Stata 15-18, more than 32,767 variables",
  120: "Stata 18, with alias variables",
  121: "Stata 18, with alias variables, more than 32,767 variables",
};

export const RELEASES = Object.keys(STATAS).map(Number);

/** The release `number`. Throws NotSupported `dta_release`. */
export function releaseOf(number: number, source: string): Release {
  const stata = STATAS[number];
  if (stata === undefined) {
    throw new NotSupported(
      "dta_release",
      `${source}: release ${number} of the .dta format is not read; save the file again in Stata, with save or saveold.`,
      { got: number, expected: RELEASES },
    );
  }
  return {
    number,
    stata,
    isTagged: number >= 117,
    nameBytes: number < 110 ? 9 : number < 118 ? 33 : 129,
    formatBytes: number < 105 ? 7 : number < 114 ? 12 : number < 118 ? 49 : 57,
    labelBytes: number < 108 ? 32 : number < 118 ? 81 : 321,
    isUnicode: number >= 118,
    limits: number < 113 ? (number === 112 ? limitsOf112 : oldLimits) : codedLimits,
    type: number < 111 ? typeOfLetter : number < 117 ? typeOfByte : (code) => typeOfWord(code, number),
  };
}

/** What `.` is among floats and doubles, in every release; .a and so on are larger by a 4096th of it each. */
const FLOAT_MISSING = 2 ** 127;
const DOUBLE_MISSING = 2 ** 1023;

/** `.` among doubles before release 108. */
export const EARLY_DOUBLE_MISSING = 2 ** 333;

const LARGEST = { float: (2 - 2 ** -23) * 2 ** 126, double: (2 - 2 ** -52) * 2 ** 1022 } as const;
const REAL_MISSING = { float: FLOAT_MISSING, double: DOUBLE_MISSING } as const;
const TOP = { byte: 127, int: 32_767, long: 2_147_483_647 } as const;

/** Codes of missing values: `.` and .a to .z. */
const N_CODES = 27;

function codedLimits(type: NumberType): NumberLimits {
  if (type === "float" || type === "double") {
    return { largest: LARGEST[type], missing: REAL_MISSING[type], coded: true };
  }
  return { largest: TOP[type] - N_CODES, missing: TOP[type] - N_CODES + 1, coded: true };
}

function oldLimits(type: NumberType): NumberLimits {
  if (type === "float" || type === "double") {
    return { largest: LARGEST[type], missing: REAL_MISSING[type], coded: false };
  }
  return { largest: TOP[type] - 1, missing: TOP[type], coded: false };
}

/** Release 112 has no published description: what 111 and 113 would read differently is neither. */
const limitsOf112 = (type: NumberType): NumberLimits => ({
  ...oldLimits(type),
  largest: codedLimits(type).largest,
});

/** Which missing value a number above the largest is: 0 for `.`, 1 for .a, up to 26; -1 for none. */
export function missingCode(value: number, type: NumberType, { missing, coded }: NumberLimits): number {
  const place = type === "float" || type === "double" ? (value / missing - 1) * 4096 : value - missing;
  return Number.isInteger(place) && place >= 0 && place < (coded ? N_CODES : 1) ? place : -1;
}

/** The name of a code: ".", ".a" to ".z". */
export const codeName = (code: number): string => (code === 0 ? "." : `.${String.fromCharCode(96 + code)}`);

/** The number that stands for `code` in a column of `type`. */
export function missingNumber(code: number, type: NumberType): number {
  const { missing } = codedLimits(type);
  return type === "float" || type === "double" ? missing * (1 + code / 4096) : missing + code;
}

/** Bytes of a value in a row. */
export function bytesOf(type: StorageType): number {
  return type.kind === "str" ? type.bytes : WIDTHS[type.kind];
}

/** An alias refers to another file's variable and has no cells here. */
const WIDTHS = { byte: 1, int: 2, long: 4, float: 4, double: 8, strL: 8, alias: 0 } as const;

/** As its users write it: "int", "str10". */
export const typeName = (type: StorageType): string => (type.kind === "str" ? `str${type.bytes}` : type.kind);

const LETTERS: Readonly<Record<string, NumberType>> = { b: "byte", i: "int", l: "long", f: "float", d: "double" };

/** Before 111: a letter, or 127 and the length of a text. */
function typeOfLetter(code: number): StorageType | undefined {
  if (code > 127) return { kind: "str", bytes: code - 127 };
  const kind = LETTERS[String.fromCharCode(code)];
  return kind === undefined ? undefined : { kind };
}

const BYTE_TYPES = ["byte", "int", "long", "float", "double"] as const;

/** 111 to 115: the length of a text, up to 244, or 251 and up. */
function typeOfByte(code: number): StorageType | undefined {
  if (code <= 244) return { kind: "str", bytes: code };
  const kind = BYTE_TYPES[code - 251];
  return kind === undefined ? undefined : { kind };
}

/** The longest text of fixed length, bytes. */
export const LONGEST_STR = 2045;
const STRL = 32_768;
const DOUBLE = 65_526;
const ALIAS = 65_525;

/** 117 and later: the length of a text, a long string, or a number. */
function typeOfWord(code: number, release: number): StorageType | undefined {
  if (code <= LONGEST_STR) return { kind: "str", bytes: code };
  if (code === STRL) return { kind: "strL" };
  if (code === ALIAS && release >= 120) return { kind: "alias" };
  const kind = BYTE_TYPES[4 - (code - DOUBLE)];
  return kind === undefined ? undefined : { kind };
}

/** The code of `type` in releases 117 and later. */
export function wordOfType(type: StorageType): number {
  if (type.kind === "str") return type.bytes;
  if (type.kind === "strL") return STRL;
  if (type.kind === "alias") return ALIAS;
  return DOUBLE + 4 - BYTE_TYPES.indexOf(type.kind);
}
