// Starts the console: loads the program, the pack and the demo customers, then hands over. Nothing is requested afterwards.
import init, { startConsole } from "./confidant.js";
import { Workforce } from "./batch.js";
import { load, single } from "./files.js";
import { keepOffline, takeHandover } from "./offline.js";
import { Proof } from "./proof.js";

/** The packs of this page, the first on the desk; each with its demo customers beside it. */
const PACKS = ["insurer", "card"];

/** Starts the program, which is compiled while it arrives where there is a server. */
const program = async () => init(single ? { module_or_path: await load("confidant_bg.wasm") } : undefined);

/** In one file there is no script that a worker could start from. */
const noWorker = () => { throw new Error("a page in one file starts no worker"); };

/** A pack with its customers. */
async function shelve(name) {
    const [pack, customers] = await Promise.all([
        load(`models/${name}.safetensors`),
        load(`models/${name}.customers.json`, { optional: true }),
    ]);
    return { pack, customers: customers && new TextDecoder().decode(customers) };
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
        const [, ...packs] = await Promise.all([program(), ...PACKS.map(shelve)]);
        const workforce = new Workforce(init.__wbindgen_wasm_module, packs.map(({ pack }) => pack), single ? noWorker : undefined);
        const proof = new Proof();
        startConsole(root, packs, { lang: navigator.language, handover: takeHandover(), workforce, proof });
        await workforce.ready;
        proof.begin();
        document.documentElement.dataset.ready = "true";
    } catch (error) {
        console.error(error);
        fail(root, error);
    } finally {
        root.removeAttribute("aria-busy");
    }
    await keepOffline();
}

start();
