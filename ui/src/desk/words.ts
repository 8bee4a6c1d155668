import type { Severity } from "../types/Severity";
import type { SectionState } from "../types/SectionState";
import type { Taken } from "../types/Taken";
import type { Verdict } from "../types/Verdict";

/** A sign and a word: nothing is told by colour alone. */
export interface Sign {
  sign: string;
  word: string;
  tone: "good" | "bad" | "odd" | "mild" | "still";
}

const SEVERITIES: Record<Severity, Sign> = {
  error: { sign: "!", word: "错误", tone: "bad" },
  warning: { sign: "▲", word: "警告", tone: "odd" },
  advice: { sign: "◇", word: "建议", tone: "mild" },
};

/** How grave a finding is. */
export function severitySign(severity: Severity): Sign {
  return SEVERITIES[severity];
}

/** An answer still to come. */
export const TO_COME: Sign = { sign: "○", word: "待填", tone: "still" };

const VERDICTS: Record<Verdict, Sign> = {
  met: { sign: "✓", word: "符合", tone: "good" },
  "not-met": { sign: "!", word: "不符合", tone: "bad" },
  unclear: { sign: "◇", word: "两种算法结论不同", tone: "mild" },
  unanswered: { sign: "○", word: "还不能判断", tone: "still" },
};

/** Whether a requirement is met. */
export function verdictSign(verdict: Verdict): Sign {
  return VERDICTS[verdict];
}

/** Whether a change over years is enough; no alarm where it need not be. */
export function changeSign(verdict: Verdict, settled: boolean): Sign {
  if (verdict === "met") return { sign: "✓", word: "达到", tone: "good" };
  if (verdict === "not-met") return { sign: "✕", word: "未达到", tone: settled ? "still" : "bad" };
  return { sign: "○", word: "还算不出", tone: "still" };
}

const TAKEN: Record<Taken, Sign> = {
  written: { sign: "✓", word: "写到", tone: "good" },
  touched: { sign: "◐", word: "提到", tone: "mild" },
  planned: { sign: "☰", word: "列了提纲", tone: "mild" },
  open: { sign: "○", word: "没写到", tone: "still" },
};

/** How far the narrative takes up an item of the guide. */
export function takenSign(taken: Taken): Sign {
  return TAKEN[taken];
}

/** How far a section is, with how much is left of it. */
export function progressSign(section: SectionState): Sign {
  switch (section.state) {
    case "filled":
      return { sign: "✓", word: "已填写", tone: "good" };
    case "problem":
      return { sign: "!", word: `有问题 ${section.problems}`, tone: "bad" };
    case "started":
      return { sign: "◐", word: `填写中，缺 ${section.missing}`, tone: "still" };
    case "empty":
      return { sign: "○", word: "未填写", tone: "still" };
  }
}

/** 1234567 as 1,234,567. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A size in bytes as people read it. */
export function sizeInWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} 字节`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** A tab of the side column. */
export type SideTab = "help" | "findings" | "preview";
