/**
 * Words for keys of records: why rows were dropped, how effects were absorbed. A key that is not known stays as it is.
 */
import { catalogue, type Language } from "../../base/messages.js";

const DROPPED = catalogue({
  singletons: { en: "singletons", zh: "单一观测组" },
  missing: { en: "missing", zh: "缺失值" },
  subset: { en: "subset", zh: "子样本条件" },
  not_pre: { en: "not pre-treatment", zh: "非处理前" },
  zero_weight: { en: "zero weight", zh: "权重为零" },
  lags: { en: "lags", zh: "滞后项缺失" },
  transformation: { en: "transformation", zh: "变换所损失" },
  instruments: { en: "instruments", zh: "工具变量缺失" },
  separated: { en: "separated", zh: "完全分离" },
  only_zeros: { en: "only zeros", zh: "被解释变量全为 0" },
  one_outcome: { en: "one outcome", zh: "被解释变量只有一种取值" },
});

/** Why rows were dropped, by the key of a record: `missing`, or with the effect it is about `only_zeros:firm`. */
export function droppedText(reason: string, language: Language): string {
  const [key = "", effect] = reason.split(":");
  const words = Object.hasOwn(DROPPED, key) ? DROPPED[key as keyof typeof DROPPED][language] : key;
  return effect === undefined ? words : `${words}${language === "zh" ? "：" : ": "}${effect}`;
}

const METHODS = catalogue({
  "one-way": { en: "one-way", zh: "组内去均值法" },
  direct: { en: "direct", zh: "直接法" },
  krylov: { en: "krylov", zh: "共轭梯度法" },
  map: { en: "map", zh: "交替投影法" },
  none: { en: "none", zh: "无" },
});

/** How effects were absorbed. */
export const methodText = (method: string, language: Language): string =>
  Object.hasOwn(METHODS, method) ? METHODS[method as keyof typeof METHODS][language] : method;

/** A coefficient's own name: that of the constant in words. */
export const termText = (term: string, language: Language): string =>
  language === "zh" && term === "(Intercept)" ? "常数项" : term;
