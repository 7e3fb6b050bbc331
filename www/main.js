// Starts the console: loads the program, the pack and the demo customers, then hands over. Nothing is requested afterwards.
import init, { startConsole } from "./confidant.js";

const PACK = "models/insurer.safetensors";
const CUSTOMERS = "models/insurer.customers.json";

/** Fetches a file of this page; `undefined` where there is none and that is allowed. */
async function load(path, { optional = false } = {}) {
    const response = await fetch(new URL(path, import.meta.url), { credentials: "same-origin" });
    if (response.ok) return response;
    if (optional && response.status === 404) return undefined;
    throw new Error(`${path}: the server answered ${response.status} ${response.statusText}`.trim());
}

/** Says in the page what is missing and what to do about it. */
function fail(root, error) {
    const section = document.createElement("section");
    section.className = "failure";
    section.setAttribute("role", "alert");
    const line = (tag, text) => {
        const element = document.createElement(tag);
        element.textContent = text;
        section.append(element);
    };
    line("h1", "The advisor could not start");
    line("p", error?.kind === "pack"
        ? "The pack was found but it cannot be used. It may be damaged or made by another version; train it again."
        : "A file that the page needs is missing or cannot be read.");
    line("pre", error?.message ?? String(error));
    line("p", "No customer data was loaded or sent. Reload the page to try again.");
    root.replaceChildren(section);
}

async function start() {
    const root = document.getElementById("console");
    try {
        const [, pack, customers] = await Promise.all([
            init(),
            load(PACK).then((response) => response.arrayBuffer()),
            load(CUSTOMERS, { optional: true }).then((response) => response?.text()),
        ]);
        startConsole(root, new Uint8Array(pack), customers);
        document.documentElement.dataset.ready = "true";
    } catch (error) {
        console.error(error);
        fail(root, error);
    } finally {
        root.removeAttribute("aria-busy");
    }
}

start();
