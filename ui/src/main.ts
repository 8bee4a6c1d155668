import { mount } from "svelte";
import App from "./App.svelte";
import { Shell } from "./backend/shell";
import "./page.css";

const target = document.getElementById("app");
if (!target) throw new Error("index.html has no #app");

export default mount(App, { target, props: { backend: new Shell() } });
