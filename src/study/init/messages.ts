/**
 * Words of a first study file: why a column was taken for what it is, and the comments of the file.
 */
import { catalogue } from "../../base/messages.js";

export const initWords = catalogue({
  given: { en: "as given", zh: "按指定" },
  unit: {
    en: (units: number, time: string, share: string) =>
      `its ${units} values and ${time} identify every row once; ${share}% of all pairs are there`,
    zh: (units: number, time: string, share: string) =>
      `其 ${units} 个取值与 ${time} 唯一确定每一行；全部组合中有 ${share}% 存在`,
  },
  sameUnits: {
    en: (other: string) => `numbers the same units as ${other}`,
    zh: (other: string) => `与 ${other} 标识相同的个体`,
  },
  time: {
    en: (periods: number, first: number, last: number) => `${periods} whole numbers from ${first} to ${last}`,
    zh: (periods: number, first: number, last: number) => `${first} 至 ${last} 的 ${periods} 个整数`,
  },
  cohort: {
    en: (units: number, never: number) =>
      `the same in every row of a unit, and a period of the panel for ${units} units; ${never} are never treated`,
    zh: (units: number, never: number) => `在个体内不变，对 ${units} 个个体为样本内时期；${never} 个从未受处理`,
  },
  dummy: {
    en: (units: number) => `0/1, turns on for good in ${units} units`,
    zh: (units: number) => `0/1 变量，在 ${units} 个个体中由 0 变 1 后不再变回`,
  },
  switching: {
    en: "0/1, switches off in some units, so it is coded in-force: no event study, no placebo",
    zh: "0/1 变量，在部分个体中由 1 变回 0，故按 in-force 编码：不做事件研究与安慰剂检验",
  },
  agrees: {
    en: (because: string, other: string) => `${because}; says the same as ${other}`,
    zh: (because: string, other: string) => `${because}；与 ${other} 一致`,
  },
  outcome: {
    en: "a number that varies within units; its name is that of an outcome",
    zh: "在个体内变化的数值变量，名称似结果变量",
  },
  varies: { en: "a number that varies within units", zh: "在个体内变化的数值变量" },
  onlyOutcome: { en: "the only number that varies within units", zh: "唯一在个体内变化的数值变量" },
  controls: {
    en: "numbers that vary within units and over units in a period, and are no near copies of each other",
    zh: "在个体内及同期个体间均变化、且彼此并非近似重复的数值变量",
  },
  noControls: { en: "no further number varies within units", zh: "没有其他在个体内变化的数值变量" },
  cluster: { en: "treatment is a choice of the unit", zh: "处理在个体层面决定" },
  coarser: { en: (levels: number) => `${levels} groups of units`, zh: (levels: number) => `${levels} 组个体` },

  head: {
    en: "A first study, written by wasmetrics init from the columns of the data. Read it, change it, run it:",
    zh: "由 wasmetrics init 根据数据各列写成的研究初稿。请阅读、修改后运行：",
  },
  dataComment: { en: "data sources: NAME: PATH, relative to this file", zh: "数据来源：名称: 路径（相对于本文件）" },
  controlsComment: {
    en: "a control that treatment itself moves takes part of the effect away: keep those set before treatment",
    zh: "若控制变量本身受处理影响，会吸收部分效应：请只保留处理前已定的变量",
  },
  othersComment: {
    en: (names: string) => `others that vary: ${names}`,
    zh: (names: string) => `其他可用变量：${names}`,
  },
  seedComment: { en: "of every random draw", zh: "所有随机抽样的种子" },
  headlineComment: {
    en: "the estimate the report leads with, and that a stage referee judges",
    zh: "报告的主要结果，也是 referee 阶段所审的估计",
  },
  suggestions: {
    en: "More stages, to be taken in by removing the # before their lines:",
    zh: "其他可选阶段，删去行首 # 即可启用：",
  },
  title: {
    en: (outcome: string) => `The effect of treatment on ${outcome}`,
    zh: (outcome: string) => `处理对 ${outcome} 的影响`,
  },
  treated: { en: "Treated", zh: "受处理" },
  noControlsHead: { en: "No controls", zh: "无控制变量" },
  controlsHead: { en: "Controls", zh: "加控制变量" },
  descriptives: { en: "Summary statistics", zh: "描述性统计" },
  regressions: {
    en: (outcome: string) => `Treatment and ${outcome}`,
    zh: (outcome: string) => `处理与 ${outcome}`,
  },
  eventStudy: {
    en: (outcome: string) => `${outcome} by periods since first treatment`,
    zh: (outcome: string) => `处理前后各期的 ${outcome}`,
  },
  placebo: {
    en: "Estimates when treatment is assigned to units at random",
    zh: "随机分配处理的安慰剂检验",
  },
  earlier: { en: "Placebo: treated two periods earlier", zh: "安慰剂：处理提前两期" },
  winsorised: { en: "Outcome winsorised at 1%", zh: "结果变量 1% 缩尾" },
});
