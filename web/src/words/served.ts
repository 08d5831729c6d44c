/** Words of the folder that `wasmetrics serve` shows, English and Chinese side by side. */
export const servedWords = {
  files: {
    en: (folder: string) => `Files of the folder ${folder}:`,
    zh: (folder: string) => `文件夹 ${folder} 中的文件：`,
  },
  none: {
    en: (folder: string) => `The folder ${folder} holds no data file and no study.`,
    zh: (folder: string) => `文件夹 ${folder} 中没有数据文件，也没有研究文件。`,
  },
  all: { en: (count: number) => `All ${count} files`, zh: (count: number) => `显示全部 ${count} 个文件` },
  more: {
    en: (count: number) => `The first ${count} files; serve a folder within it to see the others.`,
    zh: (count: number) => `仅列出前 ${count} 个文件；如需其余文件，请指定其中的子文件夹。`,
  },
  gone: {
    en: "wasmetrics serve no longer answers: start it again and open the address it prints.",
    zh: "wasmetrics serve 已停止响应，请重新启动并打开其显示的网址。",
  },
} as const;
