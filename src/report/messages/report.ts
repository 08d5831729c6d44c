/**
 * Words of a report itself: its parts, the line beneath each exhibit, the buttons that copy and download.
 */
import { catalogue } from "../../base/messages.js";

interface Failed {
  readonly stage: string;
  /** Class of the error. */
  readonly error: string;
  readonly code: string;
}

interface Because {
  readonly why: string;
  readonly place: string;
}

interface Lacking {
  readonly message: string;
  readonly place: string;
  readonly needed: string;
}

export const reportWords = catalogue({
  contents: { en: "Contents", zh: "目录" },
  failures: { en: "Stages that failed", zh: "未能完成的阶段" },
  failed: {
    en: ({ stage, error }: Failed) => `Stage ${stage} failed (${error})`,
    zh: ({ stage, error, code }: Failed) => `阶段 ${stage} 未能完成（${error}，错误代码 ${code}）`,
  },
  missed: {
    en: (stage: string, needed: string) => `Stage ${stage} was not run: it needs ${needed}, which failed`,
    zh: (stage: string, needed: string) => `阶段 ${stage} 未运行：它所依赖的 ${needed} 未能完成`,
  },
  /** Of an error its English message has the place; another language has it before the sentence. */
  why: {
    en: ({ why }: Because) => why,
    zh: ({ why, place }: Because) => `${place}：${why}`,
  },
  lacks: {
    en: ({ message }: Lacking) => message,
    zh: ({ place, needed }: Lacking) => `${place}：需要 ${needed}，而它未能完成。`,
  },
  supporting: { en: "Supporting tables and figures", zh: "附表与附图" },
  table: { en: "Table", zh: "表格" },
  about: {
    en: (name: string, value: string) => `${name}: ${value}`,
    zh: (name: string, value: string) => `${name}：${value}`,
  },
  sample: { en: "Sample of the study", zh: "研究样本" },
  errors: { en: "Standard errors", zh: "标准误" },
  seed: { en: "Seed", zh: "随机种子" },
  copy: { en: "Copy", zh: "复制" },
  copyAs: { en: (format: string) => `Copy as ${format}`, zh: (format: string) => `复制为 ${format}` },
  download: { en: "Download", zh: "下载" },
  downloadAs: { en: (format: string) => `Download as ${format}`, zh: (format: string) => `下载 ${format}` },
  description: { en: "Description", zh: "文字说明" },
  copyDescription: { en: "Copy description", zh: "复制文字说明" },
  copied: { en: "Copied", zh: "已复制" },
  notCopied: { en: "Not copied: the browser does not allow it", zh: "未能复制：浏览器不允许" },
  saved: { en: "Saved", zh: "已保存" },
  notSaved: { en: "Not saved: the browser cannot draw it", zh: "未能保存：浏览器无法绘制" },
});
