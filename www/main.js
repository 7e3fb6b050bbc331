// Starts the console: loads the program, the pack and the demo customers, then hands over. Nothing is requested afterwards. Its workers
// run this script too, which is in the browser's memory by then.
import init, { Console } from "./console/console.js";
import { Workforce } from "./batch.js";
import { Proof } from "./proof.js";
import { compile, load, single } from "./files.js";
import { keepOffline, takeHandover } from "./offline.js";
import { serve } from "./worker.js";
import { fail, lack } from "./failures.js";

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
    return { name, pack, customers: customers && new TextDecoder().decode(customers) };
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
        const shelve = ({ name, pack, customers }) => {
            try {
                desk.shelve(pack, customers);
            } catch (error) {
                if (error?.kind !== "customer") throw error;
                lack(root, "customers", name, error);
                desk.shelve(pack);
            }
        };
        const handover = takeHandover();
        // Fetching and reading a pack takes as long as drawing the page: the others wait for the first picture, unless a consultation may
        // need them. One that is missing or damaged is told of, and the page does without.
        const others = once(async () => {
            const missing = (name, error) => lack(root, "pack", name, error);
            const fetched = await Promise.all(PACKS.slice(1).map((name) => fetchPack(name).catch((error) => missing(name, error))));
            return fetched.filter((pack) => {
                try {
                    if (pack) shelve(pack);
                    return pack;
                } catch (error) {
                    return missing(pack.name, error);
                }
            });
        });
        const all = once(async () => [first, ...await others()]);
        // One file has no other file to start a worker from: there the page scores tables itself, a little at a time.
        const workforce = new Workforce(module, all, single ? null : undefined);
        // The first picture is of the first page: the others are drawn of a whole pack.
        if (location.hash.length > 2) desk.complete();
        shelve(first);
        if (handover !== undefined) await others();
        desk.open(root, navigator.language, handover, workforce, proof);
        await painted();
        desk.complete();
        await others();
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
