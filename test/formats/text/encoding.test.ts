import { describe, expect, it } from "vitest";
import { standardName, strictDecoder } from "../../../src/data/formats/text/encoding.js";

describe("encodings", () => {
  it("have the standard's names, whatever programs call them", () => {
    const names = [
      "UTF-8",
      "utf8",
      "CP936",
      "windows-949",
      "cp932",
      "65001",
      "ISO_8859-1:1987",
      "latin1",
      "MS950",
      "cp1250",
    ];
    expect(names.map(standardName)).toEqual([
      "utf-8",
      "utf-8",
      "gbk",
      "euc-kr",
      "shift_jis",
      "utf-8",
      "windows-1252",
      "windows-1252",
      "big5",
      "windows-1250",
    ]);
    expect(["28592", "x-klingon", "cp850", "EUC-TW"].map(standardName)).toEqual([
      "iso-8859-2",
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("decode every byte of windows-1252", () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const text = strictDecoder("windows-1252")(bytes)!;
    expect([text[0x80], text[0x99], text[0xff], text.length]).toEqual(["€", "™", "ÿ", 256]);
    expect(strictDecoder("windows-1252")(Uint8Array.of(0xff))).toBe("ÿ");
  });

  it.each([
    ["gbk", [0xd6, 0xd0], "中"],
    ["gb18030", [0xd6, 0xd0], "中"],
    ["big5", [0xa4, 0xa4], "中"],
    ["euc-kr", [0xc7, 0xd1], "한"],
    ["euc-jp", [0xc6, 0xfc], "日"],
    ["shift_jis", [0x93, 0xfa], "日"],
    ["utf-8", [0xe4, 0xb8, 0xad], "中"],
    ["windows-1251", [0xff], "я"],
  ] as const)("%s is strict", (encoding, bytes, text) => {
    const decode = strictDecoder(encoding);
    expect(decode(Uint8Array.from(bytes))).toBe(text);
    if (encoding === "windows-1251") return;
    for (const odd of [[0x41, 0xff], [0xff], [0x41, bytes[0]]]) {
      expect(decode(Uint8Array.from(odd)), `${encoding} ${odd}`).toBeUndefined();
    }
  });
});
