// Starts the console: loads the program, the pack and the demo customers, then hands over. Nothing is requested afterwards.
import init, { startConsole } from "./confidant.js";

/** The packs of this page, the first on the desk; each with its demo customers beside it. */
const PACKS = ["insurer", "card"];

/** Fetches a file of this page; `undefined` where there is none and that is allowed. */
async function load(path, { optional = false } = {}) {
    const response = await fetch(new URL(path, import.meta.url), { credentials: "same-origin" });
    if (response.ok) return response;
    if (optional && response.status === 404) return undefined;
    throw new Error(`${path}: the server answered ${response.status} ${response.statusText}`.trim());
}

/** A pack with its customers. */
async function shelve(name) {
    const [pack, customers] = await Promise.all([
        load(`models/${name}.safetensors`).then((response) => response.arrayBuffer()),
        load(`models/${name}.customers.json`, { optional: true }).then((response) => response?.text()),
    ]);
    return { pack, customers };
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
        const [, ...packs] = await Promise.all([init(), ...PACKS.map(shelve)]);
        startConsole(root, packs, { lang: navigator.language });
        document.documentElement.dataset.ready = "true";
    } catch (error) {
        console.error(error);
        fail(root, error);
    } finally {
        root.removeAttribute("aria-busy");
    }
}

start();
