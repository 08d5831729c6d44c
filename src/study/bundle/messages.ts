/** Verdicts on a bundle, English and Chinese side by side. */
import { catalogue } from "../../base/messages.js";

const short = (hash: string): string => hash.slice(0, 12);

export const verdictWords = catalogue({
  allSame: {
    en: (files: number) => `Run again: the record, the report and all ${files} files are the same to the last bit.`,
    zh: (files: number) => `重新运行：结果记录、报告与全部 ${files} 个文件逐位相同。`,
  },
  sameButAbsent: {
    en: (files: number, absent: number) =>
      `Run again: the record, the report and ${files} files are the same to the last bit; ${absent} with pictures are not made here.`,
    zh: (files: number, absent: number) =>
      `重新运行：结果记录、报告与 ${files} 个文件逐位相同；另有 ${absent} 个含图片的文件不在此处生成。`,
  },
  notSame: {
    en: (same: number, other: number) =>
      `Run again: not the same. ${same} files agree to the last bit, ${other} do not.`,
    zh: (same: number, other: number) => `重新运行：结果不一致。${same} 个文件逐位相同，${other} 个不同。`,
  },
  study: {
    en: "study.yaml is not the study the bundle was made of: it was changed since.",
    zh: "study.yaml 并非生成该压缩包时的研究文件：其后已被更改。",
  },
  version: {
    en: (was: string, is: string) => `Made by version ${was}, verified by version ${is}.`,
    zh: (was: string, is: string) => `由 ${was} 版生成，由 ${is} 版核验。`,
  },
  dataSame: {
    en: (name: string, hash: string) => `${name} is the file the bundle was made of (SHA-256 ${short(hash)}…).`,
    zh: (name: string, hash: string) => `${name} 即生成该压缩包所用的文件（SHA-256 ${short(hash)}…）。`,
  },
  dataDiffers: {
    en: (name: string, was: string, is: string) =>
      `${name} is another file than the bundle was made of: SHA-256 ${short(is)}… here, ${short(was)}… then.`,
    zh: (name: string, was: string, is: string) =>
      `${name} 与生成该压缩包所用的文件不同：此处 SHA-256 为 ${short(is)}…，当时为 ${short(was)}…。`,
  },
  dataUnknown: {
    en: (name: string) => `${name}: the bundle has no hash to compare it with.`,
    zh: (name: string) => `${name}：压缩包中没有可供比对的哈希值。`,
  },
  dataNeeded: {
    en: (name: string, hash: string) => `Needs ${name}, SHA-256 ${hash}: drop the file here.`,
    zh: (name: string, hash: string) => `需要 ${name}（SHA-256 ${hash}）：请将该文件拖到此处。`,
  },
  fileChanged: {
    en: (name: string) => `${name} was changed after the bundle was made: its hash is not that of the manifest.`,
    zh: (name: string) => `${name} 在压缩包生成后被更改：其哈希值与清单不符。`,
  },
  fileDiffers: {
    en: (name: string) => `${name} differs from the run.`,
    zh: (name: string) => `${name} 与重新运行的结果不同。`,
  },
  fileNew: {
    en: (name: string) => `${name} is made now and was not then.`,
    zh: (name: string) => `${name} 为本次新增，当时未生成。`,
  },
  fileGone: {
    en: (name: string) => `${name} was made then and is not made now.`,
    zh: (name: string) => `${name} 当时生成，本次未生成。`,
  },
  fileForeign: {
    en: (name: string) => `${name} is in the archive, but no run wrote it there.`,
    zh: (name: string) => `压缩包中的 ${name} 并非由运行生成。`,
  },
  looksAsKept: {
    en: "The looks are as the author kept them: no run can make them again.",
    zh: "查看记录由作者保存，无法通过重新运行核验。",
  },
  place: {
    en: (stage: string, column: number | null, what: string) =>
      [stage, ...(column === null ? [] : [`column ${column}`]), what].filter((part) => part !== "").join(", "),
    zh: (stage: string, column: number | null, what: string) =>
      [`${stage}${column === null ? "" : ` 第 ${column} 列`}`, what].filter((part) => part !== "").join("，"),
  },
  difference: {
    en: (place: string, was: string, is: string) => `${place}: ${was} in the bundle, ${is} now`,
    zh: (place: string, was: string, is: string) => `${place}：压缩包中为 ${was}，现为 ${is}`,
  },
  differenceBy: {
    en: (place: string, was: string, is: string, by: string) => `${place}: ${was} in the bundle, ${is} now, by ${by}`,
    zh: (place: string, was: string, is: string, by: string) => `${place}：压缩包中为 ${was}，现为 ${is}，相差 ${by}`,
  },
  nothing: { en: "nothing", zh: "无" },
  more: {
    en: (count: number) => `and ${count} further places.`,
    zh: (count: number) => `另有 ${count} 处。`,
  },
  inFile: {
    en: (name: string, at: readonly string[]) => [name, ...at].join(", "),
    zh: (name: string, at: readonly string[]) => [name, ...at].join("，"),
  },
});
