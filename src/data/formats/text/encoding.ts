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

/** What decodes whole texts of `encoding`, a name of the standard: undefined for bytes that are not in it. */
export function strictDecoder(encoding: string): (bytes: Uint8Array) => string | undefined {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  return (bytes) => {
    try {
      const text = decoder.decode(bytes);
      return encoding === "windows-1252" ? text.replace(/[\u0080-\u009f]/g, windowsCharacter) : text;
    } catch {
      return undefined;
    }
  };
}

/** Windows' characters at 0x80..0x9f, which some versions of Node leave undecoded. */
const WINDOWS_1252 = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";
export const windowsCharacter = (control: string): string => WINDOWS_1252[control.charCodeAt(0) - 0x80]!;
