import { dayInWords } from "../start/words";
import type { Sitting } from "../types/Sitting";
import type { Step } from "../types/Step";

/** The hour and minute of `2026-03-18 14:03`. */
export function timeOf(when: string): string {
  return when.slice(11);
}

/** A moment as people say it: 今天 14:03, 3月18日 14:03. */
export function momentInWords(when: string, now: Date): string {
  return `${dayInWords(when, now)} ${timeOf(when)}`;
}

/** From when to when a sitting was: 14:03, 14:03–15:20, 23:50–3月19日 00:20. */
export function stretchInWords(sitting: Sitting, now: Date): string {
  const [began, ended] = [sitting.began, sitting.ended];
  if (began === ended) return timeOf(ended);
  const start = began.slice(0, 10) === ended.slice(0, 10) ? timeOf(began) : momentInWords(began, now);
  return `${start}–${timeOf(ended)}`;
}

/** What was done in a sitting, in a line. */
export function doneInWords(sitting: Sitting): string {
  return sitting.labels.join("，") + (sitting.more > 0 ? ` 等 ${sitting.labels.length + sitting.more} 项` : "");
}

/** What a version is called: its name, or when it was. */
export function versionInWords(step: Step, now: Date): string {
  return step.name === null ? momentInWords(step.when, now) : `“${step.name}”`;
}

/** Sittings under the day on which they ended. */
export function byDay(sittings: Sitting[], now: Date): { day: string; sittings: Sitting[] }[] {
  const days: { day: string; sittings: Sitting[] }[] = [];
  for (const sitting of sittings) {
    const day = dayInWords(sitting.ended, now);
    const last = days.at(-1);
    if (last?.day === day) last.sittings.push(sitting);
    else days.push({ day, sittings: [sitting] });
  }
  return days;
}
