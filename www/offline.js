// The page without a network: registers the service worker that keeps it, and says how things stand. All of it belongs to loading: once
// `data-offline` is on the root element, nothing more is requested.
//
// Events on window:
//   confidant-network      what stands: { online, offlineReady, version, update }; `update` is the version that waits, or ""
//   confidant-network-ask  answered by the event above
//   confidant-apply        a person wants the version that waits: the page is loaded anew with it
//   confidant-handover     asks whoever holds the consultation to put it, as text, into `detail.state`
import { single } from "./files.js";

const KEY = "confidant-handover";

const network = { online: navigator.onLine, offlineReady: false, version: "", update: "" };

function say(change = {}) {
    Object.assign(network, change);
    dispatchEvent(new CustomEvent("confidant-network", { detail: { ...network } }));
}

addEventListener("online", () => say({ online: true }));
addEventListener("offline", () => say({ online: false }));
addEventListener("confidant-network-ask", () => say());

/** The consultation that the version before this one handed over, if it did. It is taken once: nothing of it stays. */
export function takeHandover() {
    try {
        const state = sessionStorage.getItem(KEY);
        sessionStorage.removeItem(KEY);
        return state ?? undefined;
    } catch {
        // A page that may keep nothing was handed nothing.
        return undefined;
    }
}

/** Keeps the page, and resolves once it is kept or cannot be. */
export async function keepOffline() {
    const { dataset } = document.documentElement;
    try {
        dataset.offline = String(await register());
    } catch (error) {
        // A browser without storage, in private windows for instance: the page works as long as it is open.
        console.info(`not kept for offline use: ${error.message}`);
        dataset.offline = "false";
    }
}

async function register() {
    if (single || !isSecureContext || !("serviceWorker" in navigator)) return false;
    const registration = await navigator.serviceWorker.register(new URL("sw.js", import.meta.url), { updateViaCache: "none" });
    if (!registration) return false;
    addEventListener("confidant-apply", () => apply(registration));
    // Without a network there is nothing newer to be had.
    if (registration.active) await registration.update().catch(() => {});
    if (registration.installing) await reached(registration.installing, registration.active ? "installed" : "activated");
    if (!registration.active) return false;
    say({ offlineReady: true, version: await versionOf(registration.active) });
    if (registration.waiting) say({ update: await versionOf(registration.waiting) });
    return true;
}

/** Resolves once the worker is as far, or given up. */
function reached(worker, state) {
    return new Promise((resolve) => {
        const look = () => { if (worker.state === state || worker.state === "redundant") resolve(); };
        worker.addEventListener("statechange", look);
        look();
    });
}

function versionOf(worker) {
    const { port1, port2 } = new MessageChannel();
    return new Promise((resolve) => {
        port1.onmessage = ({ data }) => {
            port1.close();
            resolve(data.version);
        };
        worker.postMessage({ type: "version" }, [port2]);
    });
}

/** Hands the consultation over and starts the version that waits. The text is kept for this one reload, in this tab alone. */
async function apply({ waiting }) {
    if (!waiting) return;
    const ask = new CustomEvent("confidant-handover", { detail: { state: undefined } });
    dispatchEvent(ask);
    if (typeof ask.detail.state === "string") sessionStorage.setItem(KEY, ask.detail.state);
    waiting.postMessage({ type: "apply" });
    await reached(waiting, "activated");
    location.reload();
}
