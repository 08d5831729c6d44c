/**
 * Encodings of data sets of SAS by the number in their header.
 */

/** Names by number; a number that is not here has no name the reader knows. */
const NAMES: Readonly<Record<number, string>> = {
  20: "utf-8",
  28: "us-ascii",
  29: "iso-8859-1",
  30: "iso-8859-2",
  31: "iso-8859-3",
  32: "iso-8859-4",
  33: "iso-8859-5",
  34: "iso-8859-6",
  35: "iso-8859-7",
  36: "iso-8859-8",
  37: "iso-8859-9",
  39: "iso-8859-11",
  40: "iso-8859-15",
  41: "cp437",
  42: "cp850",
  43: "cp852",
  44: "cp857",
  45: "cp858",
  46: "cp862",
  47: "cp864",
  48: "cp865",
  49: "cp866",
  50: "cp869",
  51: "windows-874",
  58: "cp860",
  60: "windows-1250",
  61: "windows-1251",
  62: "windows-1252",
  63: "windows-1253",
  64: "windows-1254",
  65: "windows-1255",
  66: "windows-1256",
  67: "windows-1257",
  68: "windows-1258",
  69: "macintosh",
  76: "x-mac-cyrillic",
  118: "big5",
  119: "euc-tw",
  123: "big5",
  125: "gb18030",
  126: "gbk",
  134: "euc-jp",
  136: "shift_jis",
  137: "cp942",
  138: "shift_jis",
  140: "euc-kr",
  141: "euc-kr",
  142: "euc-kr",
  167: "iso-2022-jp",
  168: "iso-2022-kr",
  205: "gb18030",
  242: "iso-8859-13",
  246: "x-mac-cyrillic",
};

/** The number that says nothing, and the one of "any" encoding. */
const UNSTATED = new Set([0, 204]);

/** The name of encoding `number`; undefined where the file states none. */
export const encodingOf = (number: number): string | undefined =>
  UNSTATED.has(number) ? undefined : (NAMES[number] ?? `the encoding number ${number} of SAS`);
