import { mount } from "svelte";
import { painted } from "../../src/look/painted";
import Empty from "./Empty.svelte";

mount(Empty, { target: document.body });
void painted().then(() => performance.mark("interactive"));
