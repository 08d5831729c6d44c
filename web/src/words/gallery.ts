/** Words of the worked examples: what each asks, by which design, and what to press next. English and Chinese side by side. */
import type { Language } from "../../../src/base/messages.js";
import type { Example } from "../state/gallery.js";

interface Worked {
  readonly title: string;
  readonly design: string;
  readonly question: string;
  readonly next: readonly string[];
}

export const galleryWords = {
  heading: { en: "Or begin with a worked example", zh: "或从一个示例开始" },
  next: { en: "To try next", zh: "接下来可以尝试" },
  missing: {
    en: "This example comes from the page’s own address when it is first pressed. Connect once, and try again.",
    zh: "该示例在首次点按时从本页面的网址载入。请联网后重试。",
  },
  closes: { en: "Close", zh: "关闭" },
} as const;

export const worked: Readonly<Record<Example, Readonly<Record<Language, Worked>>>> = {
  castle: {
    en: {
      title: "Castle doctrine",
      design: "Staggered difference-in-differences",
      question: "Did a wider right to self-defence deter crime, or were more people killed?",
      next: [
        "Press “no controls”: each set of controls stands there with the estimate it would give.",
        "Press “clustered by state” and choose CR2, made for few clusters.",
      ],
    },
    zh: {
      title: "城堡法",
      design: "交错双重差分",
      question: "放宽自卫权遏制了犯罪，还是使更多人被杀？",
      next: ["点按“不加控制变量”：各组控制变量旁列出相应的估计值。", "点按“聚类至 state”，改选适于聚类较少的 CR2。"],
    },
  },
  "minimum-wage": {
    en: {
      title: "Minimum wage",
      design: "Difference-in-differences, two periods",
      question: "Did New Jersey’s higher minimum wage cost jobs in fast food?",
      next: [
        "Select column (2) of Table 1, press its sample and write co_owned == 0: franchised restaurants alone.",
        "Every estimate you see is counted under Looks; press Blind to choose without seeing them.",
      ],
    },
    zh: {
      title: "最低工资",
      design: "两期双重差分",
      question: "新泽西州提高最低工资是否减少了快餐业就业？",
      next: [
        "选中表 1 第（2）列，点按样本并输入 co_owned == 0：只看加盟店。",
        "看过的每个估计都计入查看记录；可先点按“隐藏估计”再做选择。",
      ],
    },
  },
  employment: {
    en: {
      title: "Employment of firms",
      design: "Dynamic panel, GMM",
      question: "When demand falls, do firms cut jobs at once, or slowly?",
      next: [
        "Select Table 2, and change the instrument lags of a column under Choices: the first lag moves with them.",
        "Hold the number of instruments beneath each column against that of groups.",
      ],
    },
    zh: {
      title: "企业就业",
      design: "动态面板 GMM",
      question: "需求下降时，企业是立即裁员，还是缓慢调整？",
      next: [
        "选中表 2，在“选择”中修改某列的工具变量滞后期：滞后项系数随之变化。",
        "将每列下方的工具变量个数与组数相比较。",
      ],
    },
  },
  training: {
    en: {
      title: "Training",
      design: "Experiment, regression, matching",
      question: "Can a comparison group from a survey stand in for an experiment?",
      next: [
        "Select column (2) of Table 2, press its controls and leave out re74 and re75.",
        "Select Table 3 and take “with replacement” off under Choices: each man of the survey is then used once.",
      ],
    },
    zh: {
      title: "职业培训",
      design: "实验、回归与匹配",
      question: "调查中的对照组能否代替实验？",
      next: [
        "选中表 2 第（2）列，点按控制变量，去掉 re74 与 re75。",
        "选中表 3，在“选择”中取消有放回匹配：每名调查对象只用一次。",
      ],
    },
  },
  schooling: {
    en: {
      title: "Schooling",
      design: "Instrumental variables",
      question: "Would a man earn more for having gone to college?",
      next: [
        "Select Table 2 and compare the Anderson-Rubin set with the t interval: the instrument is weak.",
        "Press the sample and write south == 0: the first stage moves too.",
      ],
    },
    zh: {
      title: "教育回报",
      design: "工具变量",
      question: "上大学是否使同一个人收入更高？",
      next: [
        "选中表 2，比较 Anderson-Rubin 置信集与 t 区间：该工具变量较弱。",
        "点按样本并输入 south == 0：第一阶段也随之改变。",
      ],
    },
  },
  tobacco: {
    en: {
      title: "Tobacco control",
      design: "One treated state, randomisation inference",
      question: "What would Californians have smoked without Proposition 99?",
      next: [
        "Press the sample and write year >= 1985: less of the early divergence is in the comparison.",
        "Then hold Figure 2 against the stars one would have been tempted to read.",
      ],
    },
    zh: {
      title: "控烟",
      design: "单一处理州与随机化推断",
      question: "若无 99 号提案，加州人会吸多少烟？",
      next: ["点按样本并输入 year >= 1985：减少早期差异的影响。", "再对照图 2，看看显著性星号有多不可靠。"],
    },
  },
  fish: {
    en: {
      title: "Fish",
      design: "Events, quality from customs rows",
      question: "Did cards against illegal fishing change the quality of exports?",
      next: [
        "Press “did” and choose the card in force.",
        "Press Pin beneath Table 1, change a word, and read the difference.",
      ],
    },
    zh: {
      title: "水产品",
      design: "事件与海关数据测算的质量",
      question: "打击非法捕捞的黄牌与红牌是否改变了水产品出口质量？",
      next: ["点按“did”，改选“牌在有效期内”。", "点按表 1 下方的“固定”，再改动一处，查看差异。"],
    },
  },
  "smart-city": {
    en: {
      title: "Smart cities",
      design: "A whole paper, simulated, the truth beside it",
      question: "Do pilots raise the quality of a city’s exports?",
      next: [
        "Press “did” and choose another coding: the truth beneath says by how much it misses.",
        "Press “no controls”.",
      ],
    },
    zh: {
      title: "智慧城市",
      design: "完整论文，模拟数据并附真值",
      question: "智慧城市试点能否提升出口产品质量？",
      next: ["点按“did”，改选其他编码方式：下方真值显示其偏离多少。", "点按“不加控制变量”。"],
    },
  },
};
