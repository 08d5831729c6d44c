/**
 * Words of robustness checks: their table, and sentences on what a variant changes.
 */
import { after, apart, capital, catalogue, plural } from "../../../base/messages.js";

export const robustnessWords = catalogue({
  caption: {
    en: (outcome: string) => `Robustness of the effect on ${outcome}`,
    zh: (outcome: string) => `${outcome}效应的稳健性检验`,
  },
  stub: { en: "Variant", zh: "检验" },
  base: { en: "Base", zh: "基准" },
  estimate: { en: "Estimate", zh: "估计值" },
  stdError: { en: "Std. error", zh: "标准误" },
  p: { en: "p", zh: "p 值" },
  interval: { en: (level: string) => `${level} interval`, zh: (level: string) => `${level} 置信区间` },
  nobs: { en: "Obs.", zh: "观测值" },
  imputed: { en: "Imputed", zh: "推算值" },
  clusters: { en: "Clusters", zh: "聚类数" },
  treated: { en: (units: string) => `Treated ${units}`, zh: (units: string) => `处理组${units}数` },
  wildP: { en: "Wild p", zh: "Wild bootstrap p 值" },
  wildInterval: {
    en: (level: string) => `Wild ${level} interval`,
    zh: (level: string) => `Wild bootstrap ${level} 区间`,
  },
  truth: { en: "True effect", zh: "真实效应" },
  smallest: {
    en: (label: string, value: string) => `${label}: smallest, without ${value}`,
    zh: (label: string, value: string) => `${label}：最小值（剔除 ${value}）`,
  },
  largest: {
    en: (label: string, value: string) => `${label}: largest, without ${value}`,
    zh: (label: string, value: string) => `${label}：最大值（剔除 ${value}）`,
  },
  about: {
    en: (treatment: string, outcome: string, effects: string) =>
      `Each row reports the coefficient of “${treatment}” from a separate regression. Unless stated otherwise below: outcome “${outcome}”, ${effects}.`,
    zh: (treatment: string, outcome: string, effects: string) =>
      `每行报告一次单独回归中${apart(treatment)}的系数；除下文另有说明外，被解释变量为${after(outcome)}，${effects}。`,
  },
  list: { en: ", ", zh: "，" },
  controls: { en: (names: string) => `controls ${names}`, zh: (names: string) => `控制变量：${names}` },
  noControls: { en: "no controls", zh: "无控制变量" },
  rowsWhere: {
    en: (condition: string) => `rows where ${condition}`,
    zh: (condition: string) => `样本限于 ${condition}`,
  },
  weights: { en: (column: string) => `weights ${column}`, zh: (column: string) => `权重：${column}` },
  effects: { en: (names: string) => `fixed effects ${names}`, zh: (names: string) => `固定效应：${names}` },
  noEffects: { en: "no fixed effects", zh: "无固定效应" },
  wild: {
    en: (clusters: string, type: string, weights: string, draws: string, made: string) =>
      `Wild bootstrap (clusters ${clusters}): type ${type}, null imposed, ${capital(weights)} weights, B = ${draws} (${made}); the interval consists of the values not rejected.`,
    zh: (clusters: string, type: string, weights: string, draws: string, made: string) =>
      `Wild bootstrap（聚类：${clusters}）：类型 ${type}，施加原假设，${capital(weights)} 权重，B = ${draws}（${made}）；区间由未被拒绝的取值构成。`,
  },
  everySign: { en: "every vector of signs once", zh: "枚举全部符号向量" },
  seeded: {
    en: (generator: string, seed: string) => `${generator}, seed ${seed}`,
    zh: (generator: string, seed: string) => `${generator}，种子 ${seed}`,
  },
  winsorised: {
    en: (column: string, low: string, high: string, from: string, to: string, n: string) =>
      `${column} winsorised at its ${from} and ${to} quantiles in the base sample (${low}, ${high}; type 7): ${n} values changed`,
    zh: (column: string, low: string, high: string, from: string, to: string, n: string) =>
      `${column}按基准样本的 ${from} 与 ${to} 分位数（${low}，${high}；第 7 类定义）缩尾，改变 ${n} 个值`,
  },
  excluded: {
    en: (units: string, names: string, rows: string) => `without ${units} ${names} (${rows} rows of the base sample)`,
    zh: (units: string, names: string, rows: string) => `剔除${units}${after(names)}（基准样本中的 ${rows} 行）`,
  },
  placebo: {
    en: (shift: string, rows: string) =>
      `treatment moved ${shift} ${plural(shift, "period")} earlier, using only rows before the actual treatment (${rows} rows omitted)`,
    zh: (shift: string, rows: string) => `处理提前 ${shift} 期，仅用实际处理之前的行（剔除 ${rows} 行）`,
  },
  placeboHolds: {
    en: (level: string) => `not statistically distinguishable from 0 at the ${level} level, as expected of a placebo`,
    zh: (level: string) => `在 ${level} 水平上不显著，符合安慰剂检验的预期`,
  },
  placeboFails: {
    en: (level: string) =>
      `statistically distinguishable from 0 at the ${level} level before any treatment, which is evidence against parallel trends`,
    zh: (level: string) => `处理之前已在 ${level} 水平上显著异于 0，不支持平行趋势`,
  },
  outcome: {
    en: (from: string, to: string) => `outcome from “${from}” to “${to}”`,
    zh: (from: string, to: string) => `被解释变量由${apart(from)}改为${after(to)}`,
  },
  treatment: {
    en: (from: string, to: string) => `treatment from “${from}” to “${to}”`,
    zh: (from: string, to: string) => `处理变量由${apart(from)}改为${after(to)}`,
  },
  controlsAdded: {
    en: (names: string) => `controls added: ${names}`,
    zh: (names: string) => `增加控制变量：${names}`,
  },
  controlsLeft: {
    en: (names: string) => `controls omitted: ${names}`,
    zh: (names: string) => `去除控制变量：${names}`,
  },
  effectsMove: {
    en: (from: string, to: string) => `fixed effects from ${from} to ${to}`,
    zh: (from: string, to: string) => `固定效应由${apart(from)}改为${after(to)}`,
  },
  allRows: { en: "all rows", zh: "全部" },
  subsetMoves: {
    en: (from: string, to: string) => `sample restricted to ${to} (base: ${from})`,
    zh: (from: string, to: string) => `样本限于 ${to}（基准：${from}）`,
  },
  weightsMove: {
    en: (from: string, to: string) => `weights ${to} (base: ${from})`,
    zh: (from: string, to: string) => `以${apart(to)}加权（基准：${from}）`,
  },
  varianceMoves: {
    en: (from: string, to: string) => `variance from ${from} to ${to}`,
    zh: (from: string, to: string) => `方差估计由 ${from} 改为 ${to}`,
  },
  estimateStays: {
    en: (value: string) => `estimate unchanged at ${value}`,
    zh: (value: string) => `估计值仍为 ${value}`,
  },
  estimateMoves: {
    en: (from: string, to: string) => `estimate from ${from} to ${to}`,
    zh: (from: string, to: string) => `估计值由 ${from} 变为 ${to}`,
  },
  signChanges: { en: "the sign changes", zh: "符号改变" },
  errorStays: {
    en: (value: string) => `standard error unchanged at ${value}`,
    zh: (value: string) => `标准误仍为 ${value}`,
  },
  errorMoves: {
    en: (from: string, to: string) => `standard error from ${from} to ${to}`,
    zh: (from: string, to: string) => `标准误由 ${from} 变为 ${to}`,
  },
  clustersMove: {
    en: (from: string, to: string) => `clusters from ${from} to ${to}`,
    zh: (from: string, to: string) => `聚类由${apart(from)}变为${after(to)}`,
  },
  clustering: {
    en: (n: string, name: string) => `${n} (${name})`,
    zh: (n: string, name: string) => `${n} 个（${name}）`,
  },
  noClusters: { en: "none", zh: "无" },
  pMoves: {
    en: (from: string, to: string) => `p from ${from} to ${to}`,
    zh: (from: string, to: string) => `p 值由 ${from} 变为 ${to}`,
  },
  wildIs: {
    en: (p: string, clusters: string) => `wild bootstrap p ${p} with ${clusters} clusters`,
    zh: (p: string, clusters: string) => `以 ${clusters} 个聚类作 wild bootstrap，p 值为 ${p}`,
  },
  rowsMove: {
    en: (from: string, to: string) => `observations from ${from} to ${to}`,
    zh: (from: string, to: string) => `观测值个数由 ${from} 变为 ${to}`,
  },
  imputedMove: {
    en: (n: string, before: string) => `${n} imputed outcomes included (${before} in the base)`,
    zh: (n: string, before: string) => `纳入 ${n} 个推算的被解释变量（基准为 ${before} 个）`,
  },
  onlyImputed: {
    en: (n: string, units: string) => `for ${n} treated ${units} every outcome while treated is imputed`,
    zh: (n: string, units: string) => `${n} 个处理组${units}在处理期内的被解释变量全部为推算值`,
  },
  treatedMove: {
    en: (from: string, to: string, units: string) => `treated ${units} from ${from} to ${to}`,
    zh: (from: string, to: string, units: string) => `处理组${units}数由 ${from} 变为 ${to}`,
  },
  notIdentified: {
    en: (because: string) => `the treatment has no coefficient: it ${because}`,
    zh: (because: string) => `处理变量没有系数：${because}`,
  },
  range: {
    en: (n: string, low: string, without: string, high: string, other: string, base: string) =>
      `${n} estimates from ${low} (without ${without}) to ${high} (without ${other}), ${base} in the full sample`,
    zh: (n: string, low: string, without: string, high: string, other: string, base: string) =>
      `${n} 个估计值介于 ${low}（剔除 ${without}）与 ${high}（剔除 ${other}）之间，全样本为 ${base}`,
  },
  valueUnknown: {
    en: (value: string, why: string) => `${value} (${why})`,
    zh: (value: string, why: string) => `${value}（${why}）`,
  },
  rangeUnknown: {
    en: (values: string) => `no estimate without ${values}`,
    zh: (values: string) => `剔除下列取值后无法估计：${values}`,
  },
  rangeStays: {
    en: (level: string, verdict: string) =>
      `the conclusion at the ${level} level is that of the base in every one: ${verdict}`,
    zh: (level: string, verdict: string) => `在 ${level} 水平上各次结论均与基准一致：${verdict}`,
  },
  rangeChanges: {
    en: (level: string, n: string, values: string, verdict: string) =>
      `the conclusion at the ${level} level changes in ${n} of them (without ${values}); the base is ${verdict}`,
    zh: (level: string, n: string, values: string, verdict: string) =>
      `在 ${level} 水平上有 ${n} 次结论改变（剔除 ${values}）；基准为${verdict}`,
  },
  stays: {
    en: (level: string, verdict: string) => `the conclusion at the ${level} level is unchanged: ${verdict}`,
    zh: (level: string, verdict: string) => `在 ${level} 水平上结论不变：${verdict}`,
  },
  changes: {
    en: (level: string, from: string, to: string) =>
      `the conclusion at the ${level} level changes from ${from} to ${to}`,
    zh: (level: string, from: string, to: string) => `在 ${level} 水平上结论由${from}变为${to}`,
  },
  byT: { en: " (by t)", zh: "（据 t 检验）" },
  byWild: { en: " (by the wild bootstrap)", zh: "（据 wild bootstrap）" },
  positive: { en: "positive and significant", zh: "显著为正" },
  negative: { en: "negative and significant", zh: "显著为负" },
  none: { en: "not significant", zh: "不显著" },
  sentence: {
    en: (label: string, parts: string) => `${label}: ${parts}.`,
    zh: (label: string, parts: string) => `${label}：${parts}。`,
  },
  join: { en: "; ", zh: "；" },
  below: {
    en: (column: string) =>
      `Treatment was assigned by ${column}: standard errors and p-values below that level support no conclusion, and none is drawn from them.`,
    zh: (column: string) => `处理按${apart(column)}分配：低于该层级的标准误与 p 值不足以得出结论，故不据此下结论。`,
  },
  readWith: {
    en: "Changes relative to the base specification:",
    zh: "与基准相比，各检验的变化如下：",
  },
  caution: {
    en: (table: string, sentence: string) => `${table}: a variant leads to a different conclusion. ${sentence}`,
    zh: (table: string, sentence: string) => `${table}：有检验得出不同结论。${sentence}`,
  },
  few: {
    en: (units: string, few: number) => `With fewer than ${few} treated ${units}, the t test is unreliable.`,
    zh: (units: string, few: number) => `处理组${units}少于 ${few} 个时，t 检验不可靠。`,
  },
  axis: {
    en: (level: string) => `Estimate and ${level} confidence interval; line: base`,
    zh: (level: string) => `估计值与 ${level} 置信区间；竖线为基准`,
  },
});
