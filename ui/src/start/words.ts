/** The name of the file and the folder it lies in, as people read them. */
export function folderOf(path: string): string {
  const parts = path.split(/[/\\]/).filter((part) => part !== "");
  return parts.slice(-2).join(path.includes("\\") ? "\\" : "/");
}

/** The day of `2026-03-18 14:03` as people say it: 今天, 昨天, 3月18日, 2025年3月18日. */
export function dayInWords(when: string, now: Date): string {
  const found = /^(\d{4})-(\d{2})-(\d{2})/.exec(when);
  if (!found) return when;
  const [, year, month, day] = found;
  const then = new Date(Number(year), Number(month) - 1, Number(day));
  const today = new Date(now.getFullYear(), now.getMonth(), now.getDate());
  const days = Math.round((today.getTime() - then.getTime()) / 86_400_000);
  if (days === 0) return "今天";
  if (days === 1) return "昨天";
  const short = `${Number(month)}月${Number(day)}日`;
  return then.getFullYear() === now.getFullYear() ? short : `${year}年${short}`;
}

/** `2026-03-18 14:03` as people say it on a given day: 今天 14:03, 昨天, 3月18日. */
export function whenInWords(when: string, now: Date): string {
  const day = dayInWords(when, now);
  return day === "今天" ? `${day} ${when.slice(11)}` : day;
}
