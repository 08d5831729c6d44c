/** What is said of a pasted line beside its translation, English and Chinese side by side. */
import { catalogue } from "../../../src/base/messages.js";

export const lineWords = catalogue({
  singletons: {
    en: "The line keeps rows that are alone in a level of an effect, a study leaves them out: N and the errors’ small-sample factor count them, the coefficients are the same.",
    zh: "该代码保留在某一固定效应水平中仅有一行的观测，研究则予以剔除：影响样本量与标准误的小样本修正，不影响系数。",
  },
  codedAs: {
    en: (term: string, coding: string, kind: string) =>
      `${term} is estimated as the study codes it: ${coding}, ${kind}. Where ${term} switches off within a unit, that is another variable.`,
    zh: (term: string, coding: string, kind: string) =>
      `${term} 按研究的编码 ${coding}（${kind}）估计；若 ${term} 在个体内由 1 变回 0，二者并非同一变量。`,
  },
  noVariance: {
    en: (variance: string) => `The line names no errors: they are ${variance}, as in the study.`,
    zh: (variance: string) => `该代码未指明标准误：沿用研究中的 ${variance}。`,
  },
  whole: {
    en: (key: string, was: string, is: string) =>
      `${key} is now ${is} in the whole study, where it was ${was}: a column has none of its own. Undo takes all of it back.`,
    zh: (key: string, was: string, is: string) =>
      `整个研究的 ${key} 由 ${was} 改为 ${is}，因为单列没有自己的设定。撤销可全部恢复。`,
  },
  ownStudy: {
    en: (treatment: string) => `A study of its own: ${treatment}, the first regressor, is the treatment.`,
    zh: (treatment: string) => `新建一份研究：首个解释变量 ${treatment} 为处理变量。`,
  },
  panel: {
    en: (unit: string, time: string) => `The panel is ${unit} by ${time}.`,
    zh: (unit: string, time: string) => `面板的个体为 ${unit}，时间为 ${time}。`,
  },
});
