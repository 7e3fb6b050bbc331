// The page inside the frame: the element, driven by messages of a host whose policy allows no WebAssembly of its own. Only origins that
// `origins.json` beside this file names are heard, and it names none until whoever serves the frame puts them there.
import "./confidant-advisor.js";
import { checked, CONNECT, FrameError, PROTOCOL, REQUESTS, VERSION } from "./confidant-frame-protocol.js";

const origins = fetch("origins.json", { credentials: "same-origin" }).then((response) => (response.ok ? response.json() : []));

const element = document.createElement("confidant-advisor");
document.body.append(element);

/** The channel to the host, once there is one. A frame has one host. */
let host;

/** What goes wrong, as the other side may know it. */
const told = (error) => ({ kind: error?.kind ?? "message", message: String(error?.message ?? error) });

addEventListener("message", async ({ data, origin, source, ports: [port] }) => {
    // Anybody may send to a window: what brings no channel gets no answer.
    if (!port) return;
    try {
        if (source !== parent || parent === window) throw new FrameError("origin", "the sender: expected the window around the frame, found another");
        const allowed = await origins.catch(() => []);
        if (!Array.isArray(allowed) || origin === "null" || !allowed.includes(origin)) {
            throw new FrameError("origin", `the host: expected an origin that origins.json of the frame names, found ${origin}`);
        }
        const { version } = checked(CONNECT, data);
        if (version !== VERSION) throw new FrameError("version", `connect, version: expected ${VERSION}, found ${version}`);
        if (host) throw new FrameError("origin", "the host: expected one, found a second");
    } catch (error) {
        port.postMessage({ type: "refused", error: told(error) });
        port.close();
        return;
    }
    host = port;
    port.onmessage = ({ data }) => serve(data);
    port.postMessage({ type: "connected", version: VERSION });
    new ResizeObserver(([{ target }]) => port.postMessage({ type: "size", height: Math.ceil(target.getBoundingClientRect().height) })).observe(element);
});

for (const name of ["accepted", "declined"]) {
    element.addEventListener(`confidant-${name}`, ({ detail }) => host?.postMessage({ type: "event", name, detail }));
}

async function serve(message) {
    let id;
    try {
        id = Number.isSafeInteger(message?.id) ? message.id : undefined;
        const request = checked(REQUESTS, message);
        host.postMessage({ type: "answer", id, answer: await VERBS[request.type](request) });
    } catch (error) {
        host.postMessage(id === undefined ? { type: "refused", error: told(error) } : { type: "failed", id, error: told(error) });
    }
}

const VERBS = {
    load: ({ src, integrity, lang }) => {
        const address = new URL(src, location.href);
        // The policy says the same; this says which packs.
        if (address.origin !== location.origin) throw new FrameError("message", "load, src: expected a pack beside the frame, found another origin");
        const done = next("ready");
        element.removeAttribute("src");
        for (const [name, value] of Object.entries({ lang, integrity, src: address.href })) {
            if (value === undefined) element.removeAttribute(name);
            else element.setAttribute(name, value);
        }
        return done;
    },
    show: ({ customer }) => {
        loaded();
        if (customer === null) {
            element.customer = null;
            return null;
        }
        const done = next("consultation");
        element.customer = customer;
        return done;
    },
    tools: () => loaded().tools(),
    call: ({ tool, args }) => loaded().call(tool, args),
};

function loaded() {
    if (element.advisor) return element.advisor;
    throw new FrameError("pack", "the frame: expected a pack, found none; send `load` first");
}

/** What the element says next of this kind, or the error that it says instead. */
function next(name) {
    return new Promise((resolve, reject) => {
        const listening = new AbortController();
        const hear = (name, then) => {
            const heard = ({ detail }) => {
                listening.abort();
                then(detail);
            };
            element.addEventListener(`confidant-${name}`, heard, { signal: listening.signal });
        };
        hear(name, resolve);
        hear("error", ({ kind, message }) => reject(new FrameError(kind, message)));
    });
}

if (parent !== window) parent.postMessage({ type: "hello", protocol: PROTOCOL, version: VERSION }, "*");
