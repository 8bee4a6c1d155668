import type { Failure } from "../types/Failure";

/** What a rejected call says, whatever was thrown. */
export function failureOf(thrown: unknown): Failure {
  if (typeof thrown === "object" && thrown !== null && "message" in thrown && "code" in thrown) {
    const { code, message } = thrown as { code: unknown; message: unknown };
    if (typeof code === "string" && typeof message === "string") return { code, message };
  }
  return {
    code: "no-answer",
    message: "程序没有完成这一步。已保存的内容都在，请再试一次；还是不行，请关闭窗口后重新打开。",
  };
}
