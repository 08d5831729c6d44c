/** The README of a replication folder and the verdict on one, English and Chinese side by side. */
import { catalogue, plural } from "../../base/messages.js";

const code = (text: string): string => `\`${text}\``;
const names = (list: readonly string[]): string => list.map(code).join(", ");
const namesZh = (list: readonly string[]): string => list.map(code).join("、");
/** Lines of the study file, as "line 12" or "lines 12 to 20". */
const linesEn = (first: number, last: number): string =>
  first === last ? `line ${first}` : `lines ${first} to ${last}`;
const linesZh = (first: number, last: number): string => (first === last ? `第 ${first} 行` : `第 ${first}–${last} 行`);

export const readmeWords = catalogue({
  title: { en: (title: string) => `Replication folder: ${title}`, zh: (title: string) => `复现资料：${title}` },
  authors: {
    en: (list: readonly string[]) => `Authors: ${list.join("; ")}`,
    zh: (list: readonly string[]) => `作者：${list.join("；")}`,
  },
  contact: { en: (text: string) => `Contact: ${text}`, zh: (text: string) => `联系方式：${text}` },

  overview: { en: "Overview", zh: "概览" },
  overviewText: {
    en: (study: string, tables: number, figures: number, seconds: string) =>
      `One file, ${code(study)}, says which data are read, which models are estimated and which tables and figures are made. The program that reads it is in ${code("software/")}, and what came of it, ${tables} ${plural(tables, "table")} and ${figures} ${plural(figures, "figure")} with the report that holds them, is in ${code("results/")}. Two commands install the program and make everything anew from the data, compare each number, row and file with what is here, and name every difference. The run that wrote this folder took ${seconds} seconds.`,
    zh: (study: string, tables: number, figures: number, seconds: string) =>
      `文件 ${code(study)} 规定了所用数据、所估计的模型以及全部图表。读取该文件的程序位于 ${code("software/")}，所得结果（${tables} 张表、${figures} 幅图及收录它们的报告）位于 ${code("results/")}。下列两条命令安装程序，由数据重新生成全部结果，逐一比对每个数字、每行数据与每个文件，并指出所有差异。生成本文件夹的运行耗时 ${seconds} 秒。`,
  },

  data: { en: "Data Availability and Provenance Statements", zh: "数据可得性与来源说明" },
  rights: { en: "Statement about Rights", zh: "权利声明" },
  rightsText: {
    en: "That the authors may use these data, and may pass on those that are here, is for the authors to certify. What the study file says of it stands with each source below.",
    zh: "作者是否有权使用这些数据、是否有权公开此处所附数据，须由作者声明。研究文件中的相关说明见下文各数据来源。",
  },
  rightsMissing: {
    en: (keys: readonly string[]) => `Not stated: the licence of the data. Missing in the study file: ${names(keys)}.`,
    zh: (keys: readonly string[]) => `尚未说明数据许可。研究文件中缺少：${namesZh(keys)}。`,
  },
  summary: { en: "Summary of Availability", zh: "可得性概要" },
  allProvided: { en: "All data are in this folder.", zh: "全部数据均在本文件夹中。" },
  someProvided: {
    en: (here: readonly string[], not: readonly string[]) =>
      `Some data are in this folder: ${names(here)}. Not in it: ${names(not)}; how to obtain them is said below.`,
    zh: (here: readonly string[], not: readonly string[]) =>
      `部分数据在本文件夹中：${namesZh(here)}。未包含：${namesZh(not)}；获取方式见下文。`,
  },
  noneProvided: {
    en: "No data are in this folder; how to obtain them is said below.",
    zh: "本文件夹不含数据；获取方式见下文。",
  },
  details: { en: "Details on each Data Source", zh: "各数据来源详情" },
  sourceOf: {
    en: (sources: readonly string[]) => `Read as ${names(sources)} of the study file.`,
    zh: (sources: readonly string[]) => `研究文件中的数据来源名：${namesZh(sources)}。`,
  },
  citation: { en: (text: string) => `Citation: ${text}`, zh: (text: string) => `引用：${text}` },
  licence: { en: (text: string) => `Licence: ${text}`, zh: (text: string) => `许可：${text}` },
  url: { en: (text: string) => `Address: ${text}`, zh: (text: string) => `网址：${text}` },
  access: { en: (text: string) => `Access: ${text}`, zh: (text: string) => `获取方式：${text}` },
  provided: {
    en: (file: string, sha256: string) => `In this folder: ${code(file)}, SHA-256 ${code(sha256)}.`,
    zh: (file: string, sha256: string) => `已包含：${code(file)}，SHA-256 ${code(sha256)}。`,
  },
  notProvided: {
    en: (file: string, sha256: string) =>
      `Not in this folder: put the file of SHA-256 ${code(sha256)} at ${code(file)}.`,
    zh: (file: string, sha256: string) => `未包含：请将 SHA-256 为 ${code(sha256)} 的文件置于 ${code(file)}。`,
  },
  missing: {
    en: (keys: readonly string[]) => `Missing in the study file: ${names(keys)}.`,
    zh: (keys: readonly string[]) => `研究文件中缺少：${namesZh(keys)}。`,
  },
  said: { en: "The study file says of its sources:", zh: "研究文件对数据来源的说明：" },

  datasets: { en: "Dataset list", zh: "数据集清单" },
  datasetsHead: {
    en: "File|Sources|Rows|Columns|Bytes|SHA-256|Provided",
    zh: "文件|来源名|行数|列数|字节|SHA-256|是否包含",
  },
  yes: { en: "yes", zh: "是" },
  no: { en: "no", zh: "否" },
  notCounted: { en: "not counted", zh: "未统计" },

  requirements: { en: "Computational requirements", zh: "计算要求" },
  software: { en: "Software Requirements", zh: "软件要求" },
  softwareItems: {
    en: (facts: {
      node: string;
      name: string;
      version: string;
      kernels: string;
      archive: string;
      packages: number;
      engines: string;
    }) =>
      [
        `Node.js ${facts.engines}, with npm; ${facts.node} wrote this folder.`,
        `${facts.name} ${facts.version}, in ${code(facts.archive)}; SHA-256 of its numeric kernels ${code(facts.kernels)}.`,
        `${facts.packages} packages beside it, each at the version and hash of ${code("package-lock.json")}. npm fetches them; nothing else is fetched.`,
        `Or a container: ${code("Dockerfile")} names the image of Node ${facts.node} and runs the same two commands.`,
      ]
        .map((item) => `- ${item}`)
        .join("\n"),
    zh: (facts: {
      node: string;
      name: string;
      version: string;
      kernels: string;
      archive: string;
      packages: number;
      engines: string;
    }) =>
      [
        `Node.js ${facts.engines}（含 npm）；生成本文件夹时为 ${facts.node}。`,
        `${facts.name} ${facts.version}，位于 ${code(facts.archive)}；其数值内核的 SHA-256 为 ${code(facts.kernels)}。`,
        `另有 ${facts.packages} 个软件包，版本与哈希值均由 ${code("package-lock.json")} 锁定，由 npm 下载；此外不下载任何内容。`,
        `也可使用容器：${code("Dockerfile")} 指定 Node ${facts.node} 的官方镜像并运行同样两条命令。`,
      ]
        .map((item) => `- ${item}`)
        .join("\n"),
  },
  randomness: { en: "Controlled Randomness", zh: "随机性控制" },
  seed: {
    en: (facts: { seed: number; study: string; line: number | null; stages: readonly string[] }) =>
      `The seed of every random draw is ${facts.seed}, ${facts.line === null ? `the default, as ${code(facts.study)} sets none` : `set in line ${facts.line} of ${code(facts.study)}`}. Stages that draw: ${names(facts.stages)}. What is drawn does not depend on the machine or its number of threads.`,
    zh: (facts: { seed: number; study: string; line: number | null; stages: readonly string[] }) =>
      `所有随机抽取的种子为 ${facts.seed}，${facts.line === null ? `即默认值（${code(facts.study)} 未设定）` : `设定于 ${code(facts.study)} 第 ${facts.line} 行`}。涉及随机抽取的阶段：${namesZh(facts.stages)}。抽取结果不依赖于机器或线程数。`,
  },
  noRandomness: { en: "No stage of this study draws at random.", zh: "本研究各阶段均不涉及随机抽取。" },
  resources: { en: "Memory, Runtime, and Storage Requirements", zh: "内存、运行时间与存储要求" },
  resourcesText: {
    en: (facts: {
      seconds: string;
      memory: string;
      storage: string;
      processor: string;
      threads: number;
      system: string;
      total: string;
    }) =>
      `Measured in the run that wrote this folder, on ${facts.processor} with ${facts.threads} ${plural(facts.threads, "thread")} and ${facts.total} of memory, under ${facts.system}: ${facts.seconds} seconds, and ${facts.memory} of memory at the most. Other machines take other times. This folder takes ${facts.storage} of storage; the packages that ${code("npm ci")} installs come on top of that.`,
    zh: (facts: {
      seconds: string;
      memory: string;
      storage: string;
      processor: string;
      threads: number;
      system: string;
      total: string;
    }) =>
      `以下为生成本文件夹的运行所测：处理器 ${facts.processor}，${facts.threads} 个线程，内存 ${facts.total}，系统 ${facts.system}；耗时 ${facts.seconds} 秒，内存峰值 ${facts.memory}。在其他机器上耗时会有所不同。本文件夹占用 ${facts.storage}；${code("npm ci")} 安装的软件包另计。`,
  },

  programs: { en: "Description of programs", zh: "程序说明" },
  programItems: {
    en: (facts: { study: string; archive: string; hasRows: boolean }) =>
      [
        `${code(facts.study)}: the study, read from top to bottom; each entry of ${code("stages")} makes tables and figures.`,
        `${code(facts.archive)}: the program that runs it.`,
        `${code("results/")}: what the run wrote: ${code("report.html")}, ${code("report.docx")} and ${code("report.md")}; each table as Markdown, LaTeX, CSV and Word, each figure as SVG, PNG and Vega-Lite; ${facts.hasRows ? `${code("results.json")} with every number unrounded; ${code("panel.csv")}, the sample; ` : ""}${code("exhibits.json")}, the map of the list below${facts.hasRows ? "" : ", with every number of the tables unrounded"}; ${code("manifest.json")} with the hash of each file.`,
        `${code("replication.json")}, ${code("rows/")} and ${code("SHA256SUMS")}: hashes by which a change is found, down to the row of a data file.`,
      ]
        .map((item) => `- ${item}`)
        .join("\n"),
    zh: (facts: { study: string; archive: string; hasRows: boolean }) =>
      [
        `${code(facts.study)}：研究文件，自上而下读取；${code("stages")} 下每一项生成图表。`,
        `${code(facts.archive)}：运行研究文件的程序。`,
        `${code("results/")}：运行所得：${code("report.html")}、${code("report.docx")} 与 ${code("report.md")}；每张表的 Markdown、LaTeX、CSV 与 Word 版本，每幅图的 SVG、PNG 与 Vega-Lite 版本；${facts.hasRows ? `${code("results.json")}（全部未舍入数字）；${code("panel.csv")}（样本）；` : ""}${code("exhibits.json")}（下文清单的数据版${facts.hasRows ? "" : "，含表中全部未舍入数字"}）；${code("manifest.json")}（各文件哈希值）。`,
        `${code("replication.json")}、${code("rows/")} 与 ${code("SHA256SUMS")}：用于核对的哈希值，可定位到数据文件中被更改的行。`,
      ]
        .map((item) => `- ${item}`)
        .join("\n"),
  },
  codeLicence: { en: "License for Code", zh: "代码许可" },
  codeLicenceText: {
    en: (study: string, licence: string) => `${code(study)}: ${licence}. The program: MIT. See ${code("LICENSE")}.`,
    zh: (study: string, licence: string) => `${code(study)}：${licence}。程序：MIT。详见 ${code("LICENSE")}。`,
  },
  codeLicenceMissing: {
    en: (study: string) =>
      `No licence is stated for ${code(study)}. Missing in the study file: ${code("replication.code_licence")}. The program: MIT. See ${code("LICENSE")}.`,
    zh: (study: string) =>
      `${code(study)} 尚未说明许可。研究文件中缺少：${code("replication.code_licence")}。程序：MIT。详见 ${code("LICENSE")}。`,
  },

  instructions: { en: "Instructions to Replicators", zh: "复现步骤" },
  putData: {
    en: (files: readonly string[]) => `Put the data that are not in this folder in their places: ${names(files)}.`,
    zh: (files: readonly string[]) => `将未包含的数据置于相应位置：${namesZh(files)}。`,
  },
  install: {
    en: (install: string) =>
      `${code(install)} in this folder installs the program and the packages beside it, each at its exact version.`,
    zh: (install: string) => `在本文件夹中运行 ${code(install)}，按锁定版本安装程序及其软件包。`,
  },
  verify: {
    en: (verify: string) =>
      `${code(verify)} runs the study again, uses nothing of an earlier run, changes nothing in this folder, and says what is the same and what is not. Exit status 0: all the same; 1: differences, each named; 2: it can't be verified, and why.`,
    zh: (verify: string) =>
      `运行 ${code(verify)}：重新运行研究，不使用先前的任何结果，不改动本文件夹，并说明哪些相同、哪些不同。退出状态 0：全部相同；1：存在差异并逐一列出；2：无法核验并说明原因。`,
  },
  again: {
    en: (command: string) => `The results alone, into another folder: ${code(command)}.`,
    zh: (command: string) => `仅重新生成结果并写入另一文件夹：${code(command)}。`,
  },

  exhibits: { en: "List of tables and programs", zh: "图表与程序清单" },
  exhibitsText: {
    en: (study: string) => `Every table and figure is made by a stage of ${code(study)}, in the lines given.`,
    zh: (study: string) => `每张表和每幅图均由 ${code(study)} 中所列行的阶段生成。`,
  },
  exhibitsHead: { en: "Exhibit|Shows|Stage|Lines|Files", zh: "图表|内容|阶段|行|文件" },
  added: { en: "the report itself", zh: "报告自动生成" },
  lines: { en: linesEn, zh: linesZh },

  references: { en: "References", zh: "参考文献" },
  noReferences: {
    en: `None are stated. Keys of the study file: ${code("citation")} of each data source, and ${code("replication.references")}.`,
    zh: `尚未列出。研究文件中的相应键：各数据来源的 ${code("citation")} 以及 ${code("replication.references")}。`,
  },
});

/** Where a cell is printed. */
interface PrintedAt {
  readonly exhibit: string;
  readonly row: string;
  readonly column: number;
  readonly head: string;
}

export const verdictWords = catalogue({
  allSame: {
    en: (facts: { numbers: string; files: number; data: number; rows: string | null }) =>
      `Verified: all ${facts.numbers} numbers, ${facts.files} files of results and ${facts.data} ${plural(facts.data, "file")} of data${facts.rows === null ? "" : ` (${facts.rows} rows)`} are the same to the last bit.`,
    zh: (facts: { numbers: string; files: number; data: number; rows: string | null }) =>
      `核验通过：全部 ${facts.numbers} 个数字、${facts.files} 个结果文件与 ${facts.data} 个数据文件${facts.rows === null ? "" : `（${facts.rows} 行）`}逐位相同。`,
  },
  sameContent: {
    en: (facts: { numbers: string }) =>
      `Verified: all ${facts.numbers} numbers are the same to the last bit. Files that are written otherwise:`,
    zh: (facts: { numbers: string }) => `核验通过：全部 ${facts.numbers} 个数字逐位相同。书写方式有所不同的文件：`,
  },
  notSame: {
    en: (facts: { numbers: string; differ: string; isOfTables: boolean }) =>
      `Not the same: ${facts.differ} of ${facts.numbers} numbers of ${facts.isOfTables ? "the tables" : "results.json"} differ from this run. Every difference:`,
    zh: (facts: { numbers: string; differ: string; isOfTables: boolean }) =>
      `结果不一致：${facts.isOfTables ? "表中" : "results.json "}的 ${facts.numbers} 个数字中有 ${facts.differ} 个与本次运行不同。各处差异如下：`,
  },
  run: {
    en: (facts: { version: string; node: string; seconds: string }) =>
      `Run by wasmetrics ${facts.version} on Node ${facts.node} in ${facts.seconds} s; nothing of an earlier run was used.`,
    zh: (facts: { version: string; node: string; seconds: string }) =>
      `由 wasmetrics ${facts.version} 在 Node ${facts.node} 上运行，耗时 ${facts.seconds} 秒，未使用先前的任何结果。`,
  },

  version: {
    en: (was: string, is: string) =>
      `Another version: the folder was made by wasmetrics ${was}, this is ${is}. Its name in the files is not counted as a difference.`,
    zh: (was: string, is: string) =>
      `版本不同：本文件夹由 wasmetrics ${was} 生成，此处为 ${is}。文件中的版本名称不计为差异。`,
  },
  kernels: {
    en: (was: string, is: string) =>
      `Other numeric kernels: SHA-256 ${was.slice(0, 12)}… made the folder, this program has ${is.slice(0, 12)}….`,
    zh: (was: string, is: string) =>
      `数值内核不同：生成本文件夹的内核 SHA-256 为 ${was.slice(0, 12)}…，此处为 ${is.slice(0, 12)}…。`,
  },
  node: {
    en: (was: string, is: string) => `Another version of Node: ${was} made the folder, this is ${is}.`,
    zh: (was: string, is: string) => `Node 版本不同：生成时为 ${was}，此处为 ${is}。`,
  },

  studyLineEnds: {
    en: "code/study.yaml has other line ends than it had, as git makes them with core.autocrlf; its lines are the same.",
    zh: "code/study.yaml 的换行符已改变（如 git 的 core.autocrlf 所致）；各行内容相同。",
  },
  studyChanged: {
    en: (count: number) => `code/study.yaml was changed in ${count} ${plural(count, "line")}:`,
    zh: (count: number) => `code/study.yaml 有 ${count} 行被更改：`,
  },
  studyOther: {
    en: "study.yaml is not the study that the bundle was made of.",
    zh: "study.yaml 并非生成该压缩包时的研究文件。",
  },
  lineChanged: {
    en: (line: number, text: string) => `line ${line} is not what it was: ${text}`,
    zh: (line: number, text: string) => `第 ${line} 行已更改：${text}`,
  },
  lineAdded: {
    en: (line: number, text: string) => `line ${line} is new: ${text}`,
    zh: (line: number, text: string) => `第 ${line} 行为新增：${text}`,
  },
  lineGone: {
    en: (line: number) => `line ${line} of the file as it was is gone`,
    zh: (line: number) => `原文件第 ${line} 行已删除`,
  },

  dataLineEnds: {
    en: (file: string) =>
      `${file} has other line ends or another byte order mark than it had, as git makes them with core.autocrlf; its content is the same.`,
    zh: (file: string) => `${file} 的换行符或字节顺序标记已改变（如 git 的 core.autocrlf 所致）；内容相同。`,
  },
  dataPackedAnew: {
    en: (file: string) => `${file} was packed anew: its bytes are other ones, its content is the same.`,
    zh: (file: string) => `${file} 被重新压缩：字节不同，内容相同。`,
  },
  dataChanged: {
    en: (file: string, was: string, is: string) =>
      `${file} is another file: SHA-256 ${is.slice(0, 12)}… here, ${was.slice(0, 12)}… when the folder was made.`,
    zh: (file: string, was: string, is: string) =>
      `${file} 已不是原文件：此处 SHA-256 为 ${is.slice(0, 12)}…，生成时为 ${was.slice(0, 12)}…。`,
  },
  dataUnknown: {
    en: (file: string) => `${file}: there is no hash to compare it with.`,
    zh: (file: string) => `${file}：没有可供比对的哈希值。`,
  },
  rowsUnknown: {
    en: "which rows changed can't be told: the folder has no sums of its rows, or the file can't be read as rows",
    zh: "无法指出哪些行被更改：文件夹中没有各行的校验和，或该文件无法按行读取",
  },
  rowsSame: {
    en: "its rows and cells are the same; what else the file holds is not",
    zh: "各行各单元格相同；文件的其他部分不同",
  },
  rowsOrder: {
    en: (facts: { row: number; line: number | null }) =>
      `the same rows in another order, from ${facts.line === null ? `row ${facts.row}` : `line ${facts.line}`} on`,
    zh: (facts: { row: number; line: number | null }) =>
      `各行相同但次序不同，自${facts.line === null ? `第 ${facts.row} 条记录` : `第 ${facts.line} 行`}起`,
  },
  rowsMany: {
    en: (gone: number, added: number) => `${gone} rows are gone and ${added} are new: too many to say which`,
    zh: (gone: number, added: number) => `删除 ${gone} 行、新增 ${added} 行：过多而不逐一列出`,
  },
  columnsGone: {
    en: (list: readonly string[]) => `${plural(list.length, "column")} gone: ${list.join(", ")}`,
    zh: (list: readonly string[]) => `缺少的列：${list.join("、")}`,
  },
  columnsAdded: {
    en: (list: readonly string[]) => `${plural(list.length, "column")} new: ${list.join(", ")}`,
    zh: (list: readonly string[]) => `新增的列：${list.join("、")}`,
  },
  columnsOrder: { en: "the same columns in another order", zh: "各列相同但次序不同" },
  columnRenamed: {
    en: (was: string, is: string) => `column ${was} is now called ${is}`,
    zh: (was: string, is: string) => `列 ${was} 更名为 ${is}`,
  },
  cellChanged: {
    en: (facts: { file: string; row: number; line: number | null; column: string; is: string }) =>
      `${facts.file}, ${facts.line === null ? "" : `line ${facts.line}, `}row ${facts.row}, column ${facts.column}: the cell is not what it was; now ${facts.is === "" ? "empty" : facts.is}`,
    zh: (facts: { file: string; row: number; line: number | null; column: string; is: string }) =>
      `${facts.file}，${facts.line === null ? "" : `第 ${facts.line} 行，`}第 ${facts.row} 条记录，列 ${facts.column}：单元格已更改，现为${facts.is === "" ? "空" : ` ${facts.is}`}`,
  },
  rowChanged: {
    en: (facts: { file: string; row: number; line: number | null }) =>
      `${facts.file}, ${facts.line === null ? "" : `line ${facts.line}, `}row ${facts.row}: several cells are not what they were, or another row stands here`,
    zh: (facts: { file: string; row: number; line: number | null }) =>
      `${facts.file}，${facts.line === null ? "" : `第 ${facts.line} 行，`}第 ${facts.row} 条记录：多个单元格已更改，或已换为另一条记录`,
  },
  rowAdded: {
    en: (facts: { file: string; row: number; line: number | null }) =>
      `${facts.file}, ${facts.line === null ? "" : `line ${facts.line}, `}row ${facts.row} is new`,
    zh: (facts: { file: string; row: number; line: number | null }) =>
      `${facts.file}，${facts.line === null ? "" : `第 ${facts.line} 行，`}第 ${facts.row} 条记录为新增`,
  },
  rowGone: {
    en: (facts: { file: string; row: number }) => `${facts.file}: row ${facts.row} of the file as it was is gone`,
    zh: (facts: { file: string; row: number }) => `${facts.file}：原文件第 ${facts.row} 条记录已删除`,
  },

  place: {
    en: (facts: { file: string; line: number | null; at: string | null; row: string | null; column: number | null }) =>
      [
        facts.file,
        ...(facts.line === null ? [] : [`line ${facts.line}`]),
        ...(facts.at === null || facts.at === "" ? [] : [facts.at]),
        ...(facts.row === null ? [] : [`row “${facts.row}”`]),
        ...(facts.column === null ? [] : [`column ${facts.column}`]),
      ].join(", "),
    zh: (facts: { file: string; line: number | null; at: string | null; row: string | null; column: number | null }) =>
      [
        facts.file,
        ...(facts.line === null ? [] : [`第 ${facts.line} 行`]),
        ...(facts.at === null || facts.at === "" ? [] : [facts.at]),
        ...(facts.row === null ? [] : [`行“${facts.row}”`]),
        ...(facts.column === null ? [] : [`第 ${facts.column} 列`]),
      ].join("，"),
  },
  values: {
    en: (was: string, is: string) =>
      `${was === "" ? "nothing" : was} in the folder, ${is === "" ? "nothing" : is} in this run`,
    zh: (was: string, is: string) =>
      `文件夹中为${was === "" ? "空" : ` ${was}`}，本次运行为${is === "" ? "空" : ` ${is}`}`,
  },
  by: {
    en: (by: string, share: string | null, units: string | null) =>
      `off by ${by}${share === null ? "" : ` (${share})`}${units === null ? "" : `, ${units} of the last printed digit`}`,
    zh: (by: string, share: string | null, units: string | null) =>
      `相差 ${by}${share === null ? "" : `（${share}）`}${units === null ? "" : `，为所印末位的 ${units}`}`,
  },
  units: {
    en: (count: string) => `${count} ${plural(count, "unit")}`,
    zh: (count: string) => `${count} 个单位`,
  },
  printed: {
    en: ({ exhibit, row, column, head }: PrintedAt, text: string) =>
      `printed as ${text} in ${exhibit}, row “${row}”, column ${column}${head === "" ? "" : ` “${head}”`}`,
    zh: ({ exhibit, row, column, head }: PrintedAt, text: string) =>
      `见${exhibit}，行“${row}”，第 ${column} 列${head === "" ? "" : `“${head}”`}，所印为 ${text}`,
  },
  record: {
    en: (pointer: string) => `results.json has it at ${pointer}`,
    zh: (pointer: string) => `results.json 中位于 ${pointer}`,
  },
  more: { en: (count: number) => `and ${count} further places`, zh: (count: number) => `另有 ${count} 处` },

  fileMissing: { en: (name: string) => `${name} is missing.`, zh: (name: string) => `缺少 ${name}。` },
  fileLineEnds: {
    en: (name: string) =>
      `${name} has other line ends than it had, as git makes them with core.autocrlf; its content is the same.`,
    zh: (name: string) => `${name} 的换行符已改变（如 git 的 core.autocrlf 所致）；内容相同。`,
  },
  manyLineEnds: {
    en: (count: number) =>
      `${count} files have other line ends than they had, as git makes them with core.autocrlf; their content is the same.`,
    zh: (count: number) => `${count} 个文件的换行符已改变（如 git 的 core.autocrlf 所致）；内容相同。`,
  },
  fileChanged: {
    en: (name: string) => `${name} was changed since the folder was made; this run gives what was there.`,
    zh: (name: string) => `${name} 在文件夹生成后被更改；本次运行的结果与原文件相同。`,
  },
  fileDiffers: {
    en: (name: string) => `${name} is not what this run gives.`,
    zh: (name: string) => `${name} 与本次运行的结果不同。`,
  },
  fileChangedToRun: {
    en: (name: string) => `${name} is what this run gives, but not what replication.json says it was.`,
    zh: (name: string) => `${name} 与本次运行的结果相同，但与 replication.json 所记载的不同。`,
  },
  fileChangedFromBoth: {
    en: (name: string) =>
      `${name} was changed since the folder was made; this run gives neither what was there nor what is.`,
    zh: (name: string) => `${name} 在文件夹生成后被更改；本次运行的结果与原文件及现文件均不相同。`,
  },
  withoutRows: {
    en: "Numbers are those of the tables: the folder leaves out results.json and files of rows, as data are not provided, and these were not compared.",
    zh: "所比对的为表中数字：因数据未提供，本文件夹不含 results.json 与按行存放的文件，这些文件未予比对。",
  },
  notRun: {
    en: (files: number) =>
      `Not checked, as the study was not run: whether the data give these results. ${files} ${plural(files, "file")} of results ${files === 1 ? "is as it was" : "are as they were"} written.`,
    zh: (files: number) => `研究未运行，故未核验数据是否得出这些结果。${files} 个结果文件与写入时一致。`,
  },
  unverified: {
    en: "Not verified: the study can't be run again. What has changed since the folder was made:",
    zh: "未能核验：研究无法重新运行。文件夹生成后的变动如下：",
  },
  fileChangedAlone: {
    en: (name: string) => `${name} was changed since the folder was made.`,
    zh: (name: string) => `${name} 在文件夹生成后被更改。`,
  },
  fileNew: {
    en: (name: string) => `${name} is made by this run and was not made then.`,
    zh: (name: string) => `${name} 为本次运行新增，当时未生成。`,
  },
  fileGone: {
    en: (name: string) => `${name} was made then and is not made by this run.`,
    zh: (name: string) => `${name} 当时生成，本次运行未生成。`,
  },
  fileForeign: {
    en: (name: string) => `${name} is in the folder, but no run wrote it there.`,
    zh: (name: string) => `文件夹中的 ${name} 并非由运行生成。`,
  },
  notCompared: {
    en: (count: number) =>
      `${count} ${plural(count, "file")} not compared: pictures drawn with other fonts, or the report in Word, which names another version or other data.`,
    zh: (count: number) => `${count} 个文件未比对：图片所用字体不同，或 Word 报告所载版本或数据不同。`,
  },
  dataNeeded: {
    en: (file: string, sha256: string) => `${file} is missing: put the file of SHA-256 ${sha256} there.`,
    zh: (file: string, sha256: string) => `缺少 ${file}：请将 SHA-256 为 ${sha256} 的文件置于该处。`,
  },
});
