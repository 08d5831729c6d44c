/**
 * Short texts that models tell in English, in other languages: who counts as never treated, why something
 * was left out, how effects were absorbed. A text of no known form stays as it is.
 */
import { catalogue, type Language } from "../../base/messages.js";
import { inForm, type MessageForm } from "./message-forms.js";

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

const METHODS: Readonly<Record<string, string>> = {
  "one-way": "组内去均值法",
  direct: "直接法",
  krylov: "共轭梯度法",
  map: "交替投影法",
  none: "无",
};

/** How effects were absorbed. */
export const methodText = (method: string, language: Language): string =>
  language === "en" ? method : (METHODS[method] ?? method);

/** A coefficient's own name: that of the constant in words. */
export const termText = (term: string, language: Language): string =>
  language === "zh" && term === "(Intercept)" ? "常数项" : term;

const MODELS: readonly MessageForm[] = [
  [
    /^(One-step|Two-step|Iterated)(?: (system|difference))? GMM$/,
    (step, model) =>
      `${{ "One-step": "一步", "Two-step": "两步" }[step!] ?? "迭代"}${model === undefined ? "" : model === "system" ? "系统" : "差分"} GMM`,
  ],
];

/** The kind of a model by its name. */
export const modelText = (model: string, language: Language): string =>
  language === "en" ? model : (inForm(model, MODELS) ?? model);

const GROUPS: readonly MessageForm[] = [
  [/^time dummies$/, () => "时间虚拟变量"],
  [/^constant$/, () => "常数项"],
  [/^GMM instruments for levels$/, () => "水平方程的 GMM 工具变量"],
  [/^(.*) and (\d+) more\)$/, (names, n) => `${names} 等另外 ${n} 个)`],
];

/** A group of instruments of a dynamic panel. */
export const groupText = (group: string, language: Language): string =>
  language === "en" ? group : (inForm(group, GROUPS) ?? group);
