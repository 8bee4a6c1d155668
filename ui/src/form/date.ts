/** A day as people write it (2026年3月18日, 2026/3/18, 2026.3.18, 20260318), as the form keeps it. */
export function isoDay(text: string): string {
  const plain = text.normalize("NFKC").replace(/\s+/g, "");
  const found =
    /^(\d{4})[年/.-](\d{1,2})[月/.-](\d{1,2})[日号]?$/.exec(plain) ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(plain);
  if (!found) return text;
  const [, year = "", month = "", day = ""] = found;
  return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
}

/** Today in local time, as the form keeps a day. */
export function today(now: Date): string {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
