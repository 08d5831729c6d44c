/**
 * Encodings by the names that statistical programs write, as the Encoding Standard (WHATWG) knows them. Every host has its decoders;
 * the code pages of DOS and of old Macintoshes are not among them.
 */

/** Code pages that the standard calls by another name. */
const CODE_PAGES: Readonly<Record<number, string>> = {
  866: "ibm866",
  874: "windows-874",
  932: "shift_jis",
  936: "gbk",
  949: "euc-kr",
  950: "big5",
  10000: "macintosh",
  10007: "x-mac-cyrillic",
  20127: "windows-1252",
  20866: "koi8-r",
  20932: "euc-jp",
  21866: "koi8-u",
  51932: "euc-jp",
  51936: "gbk",
  51949: "euc-kr",
  54936: "gb18030",
  65001: "utf-8",
};

/** The standard's name of an encoding that a file or a user calls `name` ("UTF-8", "cp936", "ISO_8859-1:1987"); undefined for another. */
export function standardName(name: string): string | undefined {
  const label = name.trim();
  const page = /^(?:cp|windows|ms|ibm|x-?cp)?[-_ ]?(\d{3,5})$/i.exec(label)?.[1];
  return (page === undefined ? undefined : ofCodePage(Number(page))) ?? known(label);
}

/** The standard's name of Windows' code page `page`; undefined for one it does not have. */
export function ofCodePage(page: number): string | undefined {
  if (page >= 28591 && page <= 28606) return known(`iso-8859-${page - 28590}`);
  return CODE_PAGES[page] ?? (page >= 1250 && page <= 1258 ? `windows-${page}` : undefined);
}

function known(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}

/**
 * What decodes whole texts of `encoding`, a name of the standard: undefined for bytes that are not in it. Hosts are less strict than the
 * standard here and there: Node takes some bytes for nothing.
 */
export function strictDecoder(encoding: string): (bytes: Uint8Array) => string | undefined {
  if (encoding === "windows-1252") return western;
  const isUnicode = encoding.startsWith("utf");
  // GB18030 has all of GBK, and its decoder is strict
  const decoder = new TextDecoder(encoding === "gbk" ? "gb18030" : encoding, { fatal: true, ignoreBOM: isUnicode });
  const isDouble = DOUBLE.has(encoding);
  return (bytes) => {
    if (isDouble && !areWhole(bytes, encoding === "euc-jp")) return undefined;
    try {
      return decoder.decode(bytes);
    } catch {
      return undefined;
    }
  };
}

/** Encodings of characters of two bytes whose decoders are not strict on every host. */
const DOUBLE: ReadonlySet<string> = new Set(["big5", "euc-kr", "euc-jp"]);

/** Whether each byte beyond ASCII begins a character, none of them 0x80 or 0xFF, whose other bytes are there: two after 0x8F in EUC-JP. */
function areWhole(bytes: Uint8Array, isJapanese: boolean): boolean {
  for (let at = 0; at < bytes.length; at++) {
    const lead = bytes[at]!;
    if (lead < 0x80) continue;
    at += isJapanese && lead === 0x8f ? 2 : 1;
    if (lead === 0x80 || lead === 0xff || at >= bytes.length || bytes[at]! < 0x40) return false;
  }
  return true;
}

/** What windows-1252 has at 0x80 to 0x9F; the other bytes are their code points. */
const FROM_80 = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";

function western(bytes: Uint8Array): string {
  const codes = Array.from(bytes, (byte) => (byte >= 0x80 && byte < 0xa0 ? FROM_80.charCodeAt(byte - 0x80) : byte));
  return codes.reduce((text, code) => text + String.fromCharCode(code), "");
}
