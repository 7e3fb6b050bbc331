// Starts the console: loads the program, the pack and the demo customers, then hands over. Nothing is requested afterwards. Its workers
// run this script too, which is in the browser's memory by then.
import init, { Console } from "./console/console.js";
import { Workforce } from "./batch.js";
import { Proof } from "./proof.js";
import { compile, load, single } from "./files.js";
import { keepOffline, takeHandover } from "./offline.js";
import { serve } from "./worker.js";

/** The packs of this page, the first on the desk; each with its demo customers beside it. */
const PACKS = ["insurer", "card"];

/** Starts the program; its module, which workers take over. */
async function program() {
    const module = await compile("console/console_bg.wasm");
    await init({ module_or_path: module });
    return module;
}

/** A pack with its customers. */
async function fetchPack(name) {
    const [pack, customers] = await Promise.all([
        load(`models/${name}.safetensors`),
        load(`models/${name}.customers.json`, { optional: true }),
    ]);
    return { pack, customers: customers && new TextDecoder().decode(customers) };
}

/** What `work` comes to, begun when it is first asked for. */
function once(work) {
    let made;
    return () => (made ??= work());
}

/** Resolves once the page was read to its end: this script does not wait for that. */
const parsed = () => new Promise((resolve) => {
    if (document.readyState === "loading") addEventListener("DOMContentLoaded", resolve, { once: true });
    else resolve();
});

/** Resolves once the page was painted, behind what waited for that; soon in any case, because a page in the background is not. */
const painted = () => new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(() => setTimeout(resolve)));
    setTimeout(resolve, 500);
});

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
    const proof = new Proof();
    const loaded = Promise.all([program(), fetchPack(PACKS[0])]);
    // What fails is told below, once the page waits for it.
    loaded.catch(() => {});
    await parsed();
    const root = document.getElementById("console");
    try {
        const [module, first] = await loaded;
        const desk = new Console();
        const shelve = ({ pack, customers }) => desk.shelve(pack, customers);
        const handover = takeHandover();
        // Fetching and reading a pack takes as long as drawing the page: the others wait for the first picture, unless a consultation may
        // need them.
        const others = once(async () => Promise.all(PACKS.slice(1).map(fetchPack)));
        const all = once(async () => [first, ...await others()]);
        const shelveOthers = once(async () => (await others()).forEach(shelve));
        // One file has no other file to start a worker from: there the page scores tables itself, a little at a time.
        const workforce = new Workforce(module, all, single ? null : undefined);
        shelve(first);
        if (handover !== undefined) await shelveOthers();
        desk.open(root, navigator.language, handover, workforce, proof);
        await painted();
        desk.complete();
        await shelveOthers();
        await workforce.open();
        document.documentElement.dataset.ready = "true";
    } catch (error) {
        console.error(error);
        fail(root, error);
    } finally {
        root.removeAttribute("aria-busy");
    }
    await keepOffline();
    proof.begin();
}

if (typeof document === "undefined") serve();
else start();
