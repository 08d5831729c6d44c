/**
 * Notes on reading files and the study file, in Chinese by their form.
 */
import type { MessageForm } from "./message-forms.js";

const ROLE_NAMES: Readonly<Record<string, string>> = {
  ...{ firm: "企业", product: "产品", dest: "目的地", year: "年份" },
  ...{ value: "金额", quantity: "数量", city: "城市", province: "省份" },
};

const roleName = (role = ""): string => ROLE_NAMES[role] ?? role;

export const READING_NOTES: Readonly<Record<string, readonly MessageForm[]>> = {
  text_lacks_language: [
    [
      /^(.*): (\S+) has no text in language (\w+); it is left in the other\.$/,
      (at, key) => `${at}：${key} 没有中文文本，保留另一语言。`,
    ],
  ],
  stage_renamed: [
    [
      /^(.*): the stage '(.*)' is now '(.*)'; the old name goes on working\.$/,
      (at, old, name) => `${at}：stage 的名称 ${old} 现为 ${name}；旧名称仍可使用。`,
    ],
  ],
  transcoded: [
    [/^Read as (\S+), by its byte order mark\.$/, (encoding) => `按字节顺序标记以 ${encoding} 读取。`],
    [
      /^Read as (\S+): line (\d+) is not UTF-8/,
      (encoding, line) => `以 ${encoding} 读取：第 ${line} 行不是 UTF-8。若文字有误，请指定 encoding。`,
    ],
  ],
  duplicates_summed: [
    [
      /^(\d+) rows of the same (.*) were summed/,
      (n, keys) => `${n} 行 ${keys} 相同，已并入同类首行（duplicates: keep 则保留）。`,
    ],
  ],
  code_changes: [
    [
      /^(\d+) product codes begin in (\S+) and (\d+) end the year before/,
      (begin, year, end) =>
        `${begin} 个产品编码始于 ${year} 年，${end} 个止于上一年，为通常的两倍以上：协调制度（HS）发生修订。可用 concordance 统一到同一版本。`,
    ],
  ],
  suspect_unit_values: [
    [
      /^(\d+) rows, of value (\S+), have unit values over (\S+) times off/,
      (n, value, ratio) => `${n} 行（金额 ${value}）的单位价值偏离产品—年份中位数 ${ratio} 倍以上，可能单位有误。`,
    ],
  ],
  degenerate_cells: [
    [
      /^(\d+) rows in (\d+) cells of (.*) where max = min/,
      (rows, cells, within) => `${within} 的 ${cells} 个单元最大值等于最小值，其中 ${rows} 行没有标准化质量。`,
    ],
  ],
  quoted_digits: [
    [
      /^Column '(.*)': all (\d+) cells that are not missing are digits in quotes, such as '(.*)'; kept as text/,
      (column, n, cell) =>
        `列 '${column}'：非缺失的 ${n} 个单元格均为带引号的数字（如 '${cell}'），视为编码，保留为文本；如应为数值，请用 numeric 指定。`,
    ],
  ],
  all_quoted: [
    [
      /quotes do not distinguish codes from numbers: (.*) read as numbers/,
      (columns) =>
        `文件中没有不带引号的数字，引号无法区分编码与数值：${columns} 按数值读取；如为编码，请用 text 指定。`,
    ],
  ],
  means_named: [
    [
      /^In aggregates /,
      () =>
        "汇总表中 r_quality 为标准化质量的均值，quality 为标准化前质量的均值，与逐行数据同名；0.1.0 及以前版本分别称为 quality 和 quality_raw。",
    ],
  ],
  outcome_renamed: [
    [
      /^The outcome '(.*)' of the formula is read as (\S+),/,
      (old, now) =>
        `公式中的被解释变量 '${old}' 按 ${now}（标准化质量均值）读取，0.1.0 及以前版本以此命名；现在 ${old} 指标准化前的质量，两者均予报告。`,
    ],
  ],
  product_spread: [
    [
      /^(\d+) of (\d+) products of '(.*)' have several values of '(.*)', between which lies (\d+)% of the variance.*\(--(product|unit) /,
      (several, products, product, column, share, option) =>
        `'${product}' 的 ${products} 个产品中有 ${several} 个含有多个 '${column}' 取值，产品内单位价值（对数）方差的 ${share}% 来自其间差异。价格水平不同的商品被视为同一产品：无论第一阶段 F 多大，估计的弹性都会偏向 1 或更低，质量中也含有商品间差异（Schott 2004；Hallak & Schott 2011）。请指定 ${option} ${column}。`,
    ],
  ],
  finer_product: [
    [
      /^(\d+) of (\d+) products of '(.*)' have several values of '(.*)', between which lies (\d+)%/,
      (several, products, product, column, share) =>
        `'${product}' 的 ${products} 个产品中有 ${several} 个含有多个 '${column}' 取值，产品内单位价值（对数）方差的 ${share}% 来自其间差异；可用 '${column}' 区分。`,
    ],
  ],
  sigma_not_above_one: [
    [
      /^The estimated sigma, (\S+) \(standard error (\S+)\), is not above 1 and was not used: quality is by sigma ([\d.]+?)(?:; a first-stage F of (\d+) .*)?\.$/,
      (sigma, error, used, F) =>
        `估计的替代弹性 ${sigma}（标准误 ${error}）不大于 1，未采用，质量按弹性 ${used} 计算${F === undefined ? "" : `；第一阶段 F 为 ${F} 只说明其他市场价格与本价格相关，并不说明产品同质`}。`,
    ],
  ],
  weights_few_units: [
    [
      /^By value, (\d+) levels of '(.*)' weigh as much as (\S+) equal ones \(the largest has (\S+) of the value, the largest row (\S+)\), below (\d+)/,
      (n, unit, effective, largest, row, least) =>
        `按金额加权，${n} 个 ${unit} 仅相当于 ${effective} 个等权单位（最大者占金额的 ${largest}，最大一行占 ${row}），低于 ${least}：加权估计近于少数聚类，标准误偏小；请与未加权估计对照。`,
    ],
  ],
  weights_few_rows: [
    [
      /^In the median unit and period the rows weigh as much as (\S+) equal ones, below (\d+), and the largest has (\S+) of the value/,
      (effective, least, largest) =>
        `在中位的单位—年份中，各行仅相当于 ${effective} 个等权行，低于 ${least}，最大一行占金额的 ${largest}：按金额加权的均值取决于少数行。`,
    ],
  ],
  role_found: [
    [
      /^The (\S+) is column '(.*)', the finest of the codes (.*): no column/,
      (role, column, codes) =>
        `${roleName(role)}取自列 '${column}'，为编码 ${codes} 中最细者：没有名为 '${role}' 的列，也未指定。`,
    ],
    [
      /^The (\S+) is column '(.*)': no column/,
      (role, column) => `${roleName(role)}取自列 '${column}'：没有名为 '${role}' 的列，也未指定。`,
    ],
  ],
  sigmas_default: [
    [
      /^Sigmas (.*) were chosen by default/,
      (list) =>
        `替代弹性 ${list} 为默认设定：3 约为 Broda 与 Weinstein（2006）十位编码弹性的中位数，5 至 10 为 Anderson 与 van Wincoop（2004）认为可能的范围。可用 sigmas 另行指定。`,
    ],
  ],
  cells_differ: [
    [
      /^(\d+) of (\d+) cells are not in all choices/,
      (n, of) => `${of} 个单元中有 ${n} 个并非在全部设定下均存在；每次比较取两种设定共有的单元。`,
    ],
  ],
  units_split: [
    [
      /^(\d+) products are recorded in several units of '(.*)'/,
      (n, column) => `${n} 个产品以多种 '${column}' 记录：每种计量单位视为一个产品。`,
    ],
  ],
  sigma_extreme: [
    [
      /^Elasticities of (.*) reach (\S+): /,
      (table, most) => `${table} 的弹性最大为 ${most}：质量要除以弹性减 1，此类行几乎没有差异；可用 sigmaCap 设上限。`,
    ],
  ],
  sigma_ols: [
    [/^Sigma by least squares/, () => "最小二乘估计的弹性偏向 0（价格随质量或需求变动）：仅供比较，不宜采用。"],
  ],
  weak_first_stage: [
    [/^The first stage is weak: F = (\S+), below (\S+)\.$/, (F, least) => `第一阶段较弱：F = ${F}，低于 ${least}。`],
  ],
  rows_excluded: [
    [
      /^(\d+) rows left out: (\S+) other than (\S+) (and|to) (\S+); they have no part/,
      (n, time, from, join, to) =>
        `剔除 ${n} 行（${time} 不${join === "and" ? `是 ${from} 或 ${to}` : `在 ${from}–${to} 之内`}）：不计入均值与份额。`,
    ],
    [
      /^(\d+) rows left out: (\S+) missing; they have no part/,
      (n, name) => `剔除 ${n} 行（${name} 缺失）：不计入均值与份额。`,
    ],
  ],
  units_in_several_groups: [
    [
      /^(\d+) units of (\S+) are in two groups of (\S+) or more/,
      (n, unit, by) => `有 ${n} 个 ${unit} 属于 ${by} 的两组以上：组间移动在一组记为退出，在另一组记为进入。`,
    ],
  ],
  not_decomposed: [
    [
      /^(\d+) changes of (.*) have no terms/,
      (n, outcome) => `${outcome} 的 ${n} 个变化无法分解：该组缺少某一时期，或没有两期均存在的单位；不计入任何合计。`,
    ],
  ],
  missing_marker: [
    [
      /^Column '(.*)': ([\d,]+) .*read as missing: (.*)\.$/,
      (name, n, marks) => `列 '${name}'：${n} 个单元格按缺失值读取：${marks}。`,
    ],
    [
      /^Column '(.*)': ([\d,]+) cells that are not empty read as missing\.$/,
      (name, n) => `列 '${name}'：${n} 个非空单元格按缺失值读取。`,
    ],
  ],
  numbers_as_text: [
    [
      /^Column '(.*)' is text in the file, and all its ([\d,]+) cells/,
      (name, n) => `列 '${name}' 在文件中为文本，其 ${n} 个非缺失单元格均为数字；按文本保留。`,
    ],
  ],
  mostly_numeric: [
    [
      /^Column '(.*)': ([\d,]+) .* are not numbers, first at row (\d+): '(.*)'; kept as text\.$/s,
      (name, n, row, cell) => `列 '${name}'：${n} 个单元格不是数字，首个在第 ${row} 行：'${cell}'；按文本保留。`,
    ],
  ],
  codes: [
    [
      /^Column '(.*)': ([\d,]+) .* look like codes, first at row (\d+): '(.*)'; kept as text\.$/s,
      (name, n, row, cell) => `列 '${name}'：${n} 个单元格形似编码，首个在第 ${row} 行：'${cell}'；按文本保留。`,
    ],
  ],
  unnamed_column: [
    [
      /^Column (\d+) has no name in the header: called '(.*)'\.$/,
      (k, name) => `第 ${k} 列在表头中没有名称：命名为 '${name}'。`,
    ],
  ],
  trimmed: [[/^Column '(.*)': ([\d,]+) .*$/, (name, n) => `列 '${name}'：${n} 个单元格首尾的空格已去除。`]],
};
