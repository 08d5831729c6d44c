/** What the foot of the page says of where it runs, English and Chinese side by side. */
export const hostWords = {
  loading: { en: "The engine is being loaded.", zh: "正在载入计算引擎。" },
  threads: {
    en: (count: number) => (count === 1 ? "1 thread." : `${count} threads.`),
    zh: (count: number) => (count === 1 ? "单线程。" : `${count} 线程。`),
  },
  noSharedMemory: {
    en: "One thread: this address grants no shared memory. Results are the same to the last bit; long runs take longer.",
    zh: "单线程：当前网址不提供共享内存。结果逐位相同，仅耗时更长。",
  },
  requests: {
    en: (count: number, parts: number) =>
      count === 0
        ? "Requests since loading: 0."
        : `Requests since loading: ${count}, to this page’s own address${parts > 0 ? `, ${parts} of them for parts of the page` : ""}.`,
    zh: (count: number, parts: number) =>
      count === 0
        ? "载入后的网络请求：0。"
        : `载入后的网络请求：${count}，均发往本页面自身的网址${parts > 0 ? `，其中 ${parts} 次为页面自身的部件` : ""}。`,
  },
  kept: { en: "Opens without a network.", zh: "可离线打开。" },
  oneFile: { en: "One file, which asks for nothing.", zh: "单个文件，不发出任何请求。" },
  newVersion: { en: "A new version is here.", zh: "有新版本可用。" },
  use: { en: "Use it", zh: "启用" },
} as const;
