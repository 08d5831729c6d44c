/**
 * What a result says of rows that stayed with an engine, in English and Chinese.
 */
import { type FactsOf, messages } from "../base/messages.js";

const kilobytes = (bytes: number): string =>
  bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

export const SQL_NOTES = messages({
  pushed: {
    en: ({ unit, dummies }: { readonly unit: string | null; readonly dummies: readonly string[] }) =>
      unit === null
        ? `sums by the engine; ${dummies.length === 0 ? "no effects" : `dummies of ${dummies.join(", ")}`}`
        : `${unit} is eliminated by sums of the engine${dummies.length === 0 ? "" : `, dummies of ${dummies.join(", ")} are solved for`}`,
    zh: ({ unit, dummies }) =>
      unit === null
        ? `由引擎求和；${dummies.length === 0 ? "没有固定效应" : `${dummies.join("、")} 为虚拟变量`}`
        : `${unit} 由引擎求和消去${dummies.length === 0 ? "" : `，${dummies.join("、")} 的虚拟变量在本机求解`}`,
  },
  cells: {
    en: ({ cells, rows }: { readonly cells: number; readonly rows: number }) =>
      `sums of ${rows} rows by ${cells} cells of the effects came home and were absorbed here`,
    zh: ({ cells, rows }) => `${rows} 行按固定效应的 ${cells} 个单元求和后传回，在本机吸收`,
  },
  crossed: {
    en: (f: {
      readonly unit: string;
      readonly others: readonly string[];
      readonly levels: number;
      readonly iterations: number;
    }) =>
      `${f.unit} is eliminated by sums of the engine, coefficients of ${f.others.join(", ")} (${f.levels} levels) are solved for by conjugate gradients, ${f.iterations} iterations of a statement or more`,
    zh: (f) =>
      `${f.unit} 由引擎求和消去，${f.others.join("、")}（${f.levels} 个水平）用共轭梯度法求解，迭代 ${f.iterations} 次，每次至少一条语句`,
  },
  rows_stayed: {
    en: (f: {
      readonly engine: string;
      readonly version: string;
      readonly rows: number;
      readonly statements: number;
      readonly bytes: number;
      readonly snapshot: boolean;
    }) =>
      `The rows stayed with ${f.engine} (${f.version}): ${f.statements} statements over ${f.rows} rows brought ${kilobytes(f.bytes)}. Sums of an engine have no fixed order: numbers agree with those in memory to about 1e-10, not to the bit. ${f.snapshot ? "All statements saw one snapshot." : "Counts before and after the sums agree."}`,
    zh: (f) =>
      `数据行留在 ${f.engine}（${f.version}）：${f.statements} 条语句处理 ${f.rows} 行，传回 ${kilobytes(f.bytes)}。引擎求和没有固定顺序：结果与内存计算约在 1e-10 内一致，而非逐位相同。${f.snapshot ? "所有语句读取同一快照。" : "求和前后的计数一致。"}`,
  },
  came_home: {
    en: (f: { readonly rows: number; readonly columns: number; readonly bytes: number; readonly engine: string }) =>
      `${f.rows} rows of ${f.columns} columns came home from ${f.engine}: ${kilobytes(f.bytes)}.`,
    zh: (f) => `从 ${f.engine} 取回 ${f.rows} 行 ${f.columns} 列：${kilobytes(f.bytes)}。`,
  },
  cells_came_home: {
    en: (f: {
      readonly rows: number;
      readonly of: number;
      readonly bytes: number;
      readonly engine: string;
      readonly version: string;
    }) =>
      `${f.of} rows stayed with ${f.engine} (${f.version}), which added them up to ${f.rows} rows of a unit and period: ${kilobytes(f.bytes)} came home. Sums of an engine have no fixed order: numbers agree with those in memory to about 1e-10, not to the bit.`,
    zh: (f) =>
      `${f.of} 行数据留在 ${f.engine}（${f.version}），由其汇总为 ${f.rows} 行“单位—时期”数据后传回 ${kilobytes(f.bytes)}。引擎求和没有固定顺序：结果与内存计算约在 1e-10 内一致，而非逐位相同。`,
  },
  units_came_home: {
    en: (f: {
      readonly units: number;
      readonly rows: number;
      readonly bytes: number;
      readonly engine: string;
      readonly version: string;
      readonly snapshot: boolean;
    }) =>
      `${f.rows} rows stayed with ${f.engine} (${f.version}); of each of ${f.units} units the label, its periods and its first treated period came home: ${kilobytes(f.bytes)}. Estimates are made of the engine's sums, to about 1e-10 those in memory, and what each took stands beneath it.${f.snapshot ? " The statements of one estimate see one snapshot." : ""}`,
    zh: (f) =>
      `${f.rows} 行数据留在 ${f.engine}（${f.version}）；${f.units} 个单位各自的名称、所在时期与首个处理期传回本机：${kilobytes(f.bytes)}。估计由引擎的求和得到，与内存计算约在 1e-10 内一致，每次估计的开销列于其下。${f.snapshot ? "同一估计的各条语句读取同一快照。" : ""}`,
  },
  left_there: {
    en: ({ columns }: { readonly columns: readonly string[] }) =>
      `Columns of kinds that have no form here were left where they are: ${columns.join(", ")}.`,
    zh: ({ columns }) => `以下类型在本机没有对应形式的列未取回：${columns.join("、")}。`,
  },
  unit_means: {
    en: ({ unit, time }: { readonly unit: string; readonly time: string | null }) =>
      `means of ${unit} are taken out in a second pass over the rows${time === null ? "" : `, dummies of ${time} are solved for`}`,
    zh: ({ unit, time }) => `第二遍读取时减去 ${unit} 的均值${time === null ? "" : `，${time} 的虚拟变量在本机求解`}`,
  },
  rows_in_passes: {
    en: (f: {
      readonly files: number;
      readonly rows: number;
      readonly passes: number;
      readonly units: number;
      readonly parts: number;
      readonly bytes: number;
      readonly budget: number | null;
    }) =>
      `${f.rows} rows of ${f.files === 1 ? "one file" : `${f.files} files`} were read in ${f.passes} passes and never held: ${f.units} units${f.parts === 1 ? "" : ` in ${f.parts} parts`} take ${kilobytes(f.bytes)} of memory${f.budget === null ? "" : `, of ${kilobytes(f.budget)} allowed`}. Numbers agree with those of the rows in memory to about 1e-10, not to the bit.`,
    zh: (f) =>
      `${f.files} 个文件的 ${f.rows} 行分 ${f.passes} 遍读取，未整体载入：${f.units} 个单位${f.parts === 1 ? "" : `分 ${f.parts} 部分`}占用内存 ${kilobytes(f.bytes)}${f.budget === null ? "" : `（上限 ${kilobytes(f.budget)}）`}。结果与内存计算约在 1e-10 内一致，而非逐位相同。`,
  },
  histories: {
    en: ({ histories, units }: { readonly histories: number; readonly units: number }) =>
      `${units} units came home as ${histories} histories by cluster, with sums of the outcome by period; units are numbered by them.`,
    zh: ({ histories, units }) =>
      `${units} 个单位按聚类归为 ${histories} 种历程传回，附各期结果变量之和；单位按此编号。`,
  },
});

declare module "../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof SQL_NOTES> {}
}
