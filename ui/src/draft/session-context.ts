import { getContext, setContext } from "svelte";
import type { Session } from "./session.svelte";

/** Under which the open draft is handed down. */
export const SESSION = Symbol("session");

/** Hands the open draft to everything below. */
export function provideSession(session: Session): void {
  setContext(SESSION, session);
}

/** The open draft. */
export function useSession(): Session {
  return getContext<Session>(SESSION);
}
