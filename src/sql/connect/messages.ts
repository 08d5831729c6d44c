/** What an engine's address says to its reader, in English and Chinese. */
import { after, type FactsOf, messages } from "../../base/messages.js";

export const ADDRESS_NOTES = messages({
  password_in_url: {
    en: ({ variable }: { readonly variable: string }) =>
      `The password or token is part of the address on the command line, where other users of this machine can read it (ps). Put it into the environment variable ${variable}.`,
    zh: ({ variable }) =>
      `密码或令牌写在命令行的地址中，本机其他用户可以看到（ps）。请改用环境变量${after(variable)}。`,
  },
  connection_not_encrypted: {
    en: ({ host }: { readonly host: string }) =>
      `The connection to ${host} is not encrypted, as the address asks: rows, results and credentials can be read on the way.`,
    zh: ({ host }) => `按地址要求，与 ${host} 的连接未加密：数据、结果和凭据在传输途中可能被读取。`,
  },
  certificate_not_verified: {
    en: ({ host }: { readonly host: string }) =>
      `The certificate of ${host} is not verified, as the address asks (sslmode=require): whoever stands between can read and change everything. Use sslmode=verify-full.`,
    zh: ({ host }) =>
      `按地址要求（sslmode=require），未验证 ${host} 的证书：中间人可以读取和更改全部内容。请使用 sslmode=verify-full。`,
  },
});

declare module "../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof ADDRESS_NOTES> {}
}
