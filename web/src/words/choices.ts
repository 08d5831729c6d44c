/** Words of the choices: the sentence, the margin, the looks. English and Chinese side by side. */
import { catalogue, type Language } from "../../../src/base/messages.js";
import type { StudyDescription } from "../protocol.js";
import type { Asked } from "../state/choices.js";
import { controlsIn } from "../state/choices.js";

export const choiceWords = catalogue({
  treatment: { en: "treatment", zh: "处理" },
  outcome: { en: "outcome", zh: "被解释变量" },
  controls: { en: "controls", zh: "控制变量" },
  fe: { en: "effects", zh: "固定效应" },
  variance: { en: "errors", zh: "标准误" },
  subset: { en: "sample", zh: "样本" },
  none: { en: "no controls", zh: "不加控制变量" },
  noEffects: { en: "no effects", zh: "不加固定效应" },
  allRows: { en: "all rows", zh: "全部观测" },
  allOf: { en: (rows: string) => `all ${rows} rows`, zh: (rows: string) => `全部 ${rows} 行` },
  iid: { en: "classical", zh: "经典标准误" },
  hetero: { en: "robust to heteroskedasticity", zh: "异方差稳健" },
  cluster: { en: (by: string) => `clustered by ${by}`, zh: (by: string) => `聚类至 ${by}` },
  clusterAs: {
    en: (kind: string, by: string) => `clustered by ${by}, ${kind}`,
    zh: (kind: string, by: string) => `聚类至 ${by}（${kind}）`,
  },
  and: { en: " and ", zh: " 与 " },
  comma: { en: ", ", zh: "、" },
  less: { en: (name: string) => `− ${name}`, zh: (name: string) => `− ${name}` },
  plus: { en: (name: string) => `+ ${name}`, zh: (name: string) => `+ ${name}` },
  change: {
    en: (key: string, value: string) => `${key}: ${value}`,
    zh: (key: string, value: string) => `${key}：${value}`,
  },
  another: { en: "another", zh: "其他" },
  take: { en: "Take", zh: "采用" },
  keep: { en: "Keep", zh: "确认" },
  guessed: { en: (because: string) => `Guessed: ${because}.`, zh: (because: string) => `推测：${because}。` },
  column: {
    en: (table: string, c: number) => `${table}, column ${c}`,
    zh: (table: string, c: number) => `${table}第（${c}）列`,
  },
  more: { en: (count: number) => `More (${count})`, zh: (count: number) => `更多（${count}）` },
  interval: {
    en: (low: string, high: string) => `[${low}, ${high}]`,
    zh: (low: string, high: string) => `[${low}, ${high}]`,
  },
  looks: {
    en: (looked: number, reported: number) => `${looked} ${looked === 1 ? "look" : "looks"}, ${reported} reported`,
    zh: (looked: number, reported: number) => `共估计 ${looked} 个设定，报告 ${reported} 个`,
  },
  looksIn: { en: "Estimates of the treatment that were shown", zh: "已查看的处理效应估计" },
  first: { en: "first run", zh: "首次估计" },
  nth: {
    en: (exhibit: string, n: number) => `${exhibit} (${n})`,
    zh: (exhibit: string, n: number) => `${exhibit}（${n}）`,
  },
  uncovered: { en: "estimates uncovered", zh: "揭示估计值" },
  isReported: { en: "reported", zh: "已报告" },
  blind: { en: "Blind", zh: "隐藏估计" },
  unblind: { en: "Show the estimates", zh: "显示估计" },
  blindWhy: {
    en: "Estimates, t, p and stars of the treatment are hidden; N, errors and balance stay.",
    zh: "处理变量的估计值、t 值、p 值与星号已隐藏；样本量、标准误与平衡性照常显示。",
  },
  lock: { en: "Lock", zh: "锁定" },
  lockWhy: { en: "Writes the hashes of study and data into the file", zh: "将研究与数据的哈希值写入文件" },
  locked: { en: "study locked", zh: "锁定研究" },
  nothing: { en: "Press a column of a table to see its choices.", zh: "点按表格的一列，查看其选项。" },
  // the sentence
  usual: { en: "default", zh: "默认" },
  add: { en: "+ Add", zh: "+ 添加" },
  addWhat: { en: "Add to the report", zh: "添加到报告" },
  added: { en: (kind: string) => `${kind} added`, zh: (kind: string) => `添加 ${kind}` },
  cancel: { en: "Cancel", zh: "取消" },
  needs: { en: (keys: string) => `Still open: ${keys}`, zh: (keys: string) => `尚待选择：${keys}` },
  draws: { en: "random draws: takes longer", zh: "需随机抽样，耗时较长" },
  study: { en: "Study", zh: "研究文件" },
  edited: { en: "study edited", zh: "编辑研究文件" },
  studyText: { en: "The study file, YAML", zh: "研究文件（YAML）" },
  forget: { en: "Forget everything", zh: "全部清除" },
  lastSession: {
    en: (title: string) => `Last session: ${title === "" ? "a study" : title}. Its text was kept here, no data.`,
    zh: (title: string) => `上次会话：${title === "" ? "一份研究" : title}。此处仅保存其文本，不含数据。`,
  },
  goOn: { en: "Continue", zh: "继续" },
  forgotten: { en: "What this page kept is deleted", zh: "本页保存的内容已删除" },
});

/** A piece of the sentence: words, or a choice with the words of its value. */
export type Piece = string | { readonly key: Asked };

export const sentence: Readonly<Record<Language, readonly Piece[]>> = {
  en: [
    "Effect of ",
    { key: "treatment" },
    " on ",
    { key: "outcome" },
    ", with ",
    { key: "controls" },
    ", ",
    { key: "fe" },
    ", errors ",
    { key: "variance" },
    ", on ",
    { key: "subset" },
    ".",
  ],
  zh: [
    { key: "treatment" },
    " 对 ",
    { key: "outcome" },
    " 的效应：",
    { key: "controls" },
    "，",
    { key: "fe" },
    "，标准误",
    { key: "variance" },
    "，样本为",
    { key: "subset" },
    "。",
  ],
};

/** A value of a choice, in words. */
export function valueWords(key: Asked, value: unknown, study: StudyDescription, language: Language): string {
  const words = choiceWords;
  const list = (names: readonly string[]): string => joined(names, language);
  switch (key) {
    case "treatment":
      return String(value ?? study.codings[0]?.name ?? "");
    case "outcome":
      return String(value ?? study.outcome);
    case "controls": {
      const names = controlsIn(value, study);
      return names.length === 0 ? words.none[language] : list(names);
    }
    case "fe":
      return effectWords(value, study, language);
    case "variance":
      return varianceWords(String(value), language);
    case "subset":
      return value === undefined ? words.allRows[language] : String(value);
  }
}

/** An alternative as the list has it: of controls, what it adds or takes away. */
export function alternativeWords(
  key: Asked,
  value: unknown,
  present: unknown,
  study: StudyDescription,
  language: Language,
): string {
  if (key === "controls" && Array.isArray(value)) {
    const [now, then] = [controlsIn(present, study), value as readonly string[]];
    const added = then.filter((name) => !now.includes(name));
    const gone = now.filter((name) => !then.includes(name));
    if (added.length === 1 && gone.length === 0) return choiceWords.plus[language](added[0]!);
    if (gone.length === 1 && added.length === 0) return choiceWords.less[language](gone[0]!);
  }
  return valueWords(key, value, study, language);
}

function effectWords(value: unknown, { unit, time }: StudyDescription, language: Language): string {
  if (value === "none") return choiceWords.noEffects[language];
  const names = String(value ?? `${unit} + ${time}`)
    .split("+")
    .map((name) => name.trim());
  return language === "en" ? `effects of ${joined(names, language)}` : `${joined(names, language)} 固定效应`;
}

function varianceWords(value: string, language: Language): string {
  const words = choiceWords;
  const [kind, by] = value.split(":");
  if (kind === "cluster" && by !== undefined) return words.cluster[language](joined(by.split("+"), language));
  if (/^CR\d$/.test(kind!) && by !== undefined)
    return words.clusterAs[language](kind!, joined(by.split("+"), language));
  if (value === "hetero") return words.hetero[language];
  return value === "iid" ? words.iid[language] : value;
}

function joined(names: readonly string[], language: Language): string {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(choiceWords.comma[language])}${choiceWords.and[language]}${names.at(-1)!}`;
}
