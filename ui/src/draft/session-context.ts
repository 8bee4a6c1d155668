import { getContext, setContext } from "svelte";
import type { Session } from "./session.svelte";

const KEY = Symbol("session");

/** Hands the open draft to everything below. */
export function provideSession(session: Session): void {
  setContext(KEY, session);
}

/** The open draft. */
export function useSession(): Session {
  return getContext<Session>(KEY);
}
