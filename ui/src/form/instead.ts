import { tick } from "svelte";
import { inputAt } from "../desk/place";
import type { Session } from "../draft/session.svelte";
import type { Finding } from "../types/Finding";

/** What a finding offers in place of a whole answer: a figure in the unit that is asked for. */
export function insteadOf(finding: Finding | undefined): string | undefined {
  const offered = finding?.span === undefined ? finding?.instead : undefined;
  return typeof offered === "string" ? offered : undefined;
}

/** Puts what a finding offers in the place of the answer, and the focus there. */
export async function takeInstead(session: Session, finding: Finding): Promise<void> {
  const offered = insteadOf(finding);
  if (offered === undefined) return;
  if (!(await session.apply(session.setter(finding.path, offered)))) return;
  await tick();
  const work = document.getElementById("work");
  if (work) inputAt(work, finding.path)?.focus();
}

/** Alt Enter takes what is offered at the place that has the focus. Whether the key was used. */
export function onInsteadKey(
  session: Session,
  finding: Finding | undefined,
  event: KeyboardEvent,
): boolean {
  if (event.key !== "Enter" || !event.altKey || insteadOf(finding) === undefined) return false;
  event.preventDefault();
  event.stopPropagation();
  void takeInstead(session, finding!);
  return true;
}
