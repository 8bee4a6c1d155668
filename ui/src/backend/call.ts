import { invoke } from "@tauri-apps/api/core";
import type { CallAnswers } from "../types/CallAnswers";
import type { CallArguments } from "../types/CallArguments";
import type { Parcel } from "../types/Parcel";

type Name = keyof CallArguments;
type Given<Of extends Name> =
  Record<symbol, never> extends CallArguments[Of] ? [] : [CallArguments[Of]];
type Answer<Of extends Name> = CallAnswers[Of] extends null ? void : CallAnswers[Of];

/** Calls the program. Names, arguments and answers follow from its one table of calls. */
export async function call<Of extends Name>(name: Of, ...[given]: Given<Of>): Promise<Answer<Of>> {
  const answer: unknown = await invoke(name, given && "bytes" in given ? packed(given) : given);
  return (answer instanceof ArrayBuffer ? unpacked(answer) : answer) as Answer<Of>;
}

/** Arguments with bytes among them, as `app/src/wire.rs` reads them: what is JSON, and the bytes. */
function packed({ bytes, ...rest }: { bytes: Uint8Array }): Uint8Array {
  const head = new TextEncoder().encode(JSON.stringify(rest));
  const parcel = new Uint8Array(4 + head.length + bytes.length);
  new DataView(parcel.buffer).setUint32(0, head.length, true);
  parcel.set(head, 4);
  parcel.set(bytes, 4 + head.length);
  return parcel;
}

/** An answer of bytes, as `app/src/wire.rs` packs it. */
function unpacked(parcel: ArrayBuffer): Parcel<unknown> {
  const length = new DataView(parcel).getUint32(0, true);
  const head = new TextDecoder().decode(new Uint8Array(parcel, 4, length));
  return { head: JSON.parse(head) as unknown, bytes: new Uint8Array(parcel, 4 + length) };
}
