// The host's side of the frame, for pages whose policy allows no WebAssembly: no program runs here, and all that is needed of the policy is
// `frame-src` with the frame's origin.
//
//   const advisor = await openAdvisor(document.querySelector("#advice"), { frame: "/frame/frame.html" });
//   await advisor.load({ src: "models/insurer.safetensors", lang: "en" });
//   await advisor.show({ age: 47 });
import { ANSWERED, ANSWERS, checked, FrameError, HELLO, PROTOCOL, VERSION } from "./confidant-frame-protocol.js";

export { FrameError, VERSION };

/** How long the frame may take to be there, and to answer, in milliseconds. */
const PATIENCE = 20_000;

/** Puts a frame into `container` and resolves once it listens to this page. */
export async function openAdvisor(container, { frame, title = "Confidant", timeout = PATIENCE }) {
    const address = new URL(frame, document.baseURI);
    const iframe = document.createElement("iframe");
    // Scripts of the frame's own origin, and nothing else: no forms, no windows, no way to move this page.
    iframe.sandbox.add("allow-scripts", "allow-same-origin");
    Object.assign(iframe, { title, referrerPolicy: "no-referrer", src: address.href });
    Object.assign(iframe.style, { width: "100%", border: "0" });
    try {
        const heard = hello(iframe, address.origin, timeout);
        container.append(iframe);
        await heard;
        return new FramedAdvisor(iframe, await connect(iframe, address.origin, timeout), timeout);
    } catch (error) {
        iframe.remove();
        throw error;
    }
}

/** `work` given a time, and a signal by which it ends. */
function within(timeout, what, work) {
    return new Promise((resolve, reject) => {
        const ended = new AbortController();
        const end = (then) => (value) => {
            clearTimeout(timer);
            ended.abort();
            then(value);
        };
        const timer = setTimeout(() => end(reject)(new FrameError("timeout", `the frame: expected ${what} within ${timeout} ms, found nothing`)), timeout);
        work(end(resolve), end(reject), ended.signal);
    });
}

/** Resolves once the frame says that it listens. */
const hello = (iframe, origin, timeout) =>
    within(timeout, "a hello", (resolve, reject, signal) => {
        const listen = ({ data, origin: from, source }) => {
            if (source === null || source !== iframe.contentWindow || from !== origin) return;
            try {
                const { version } = checked(HELLO, data);
                if (version === VERSION) resolve();
                else reject(new FrameError("version", `hello, version: expected ${VERSION}, found ${version}`));
            } catch (error) {
                reject(error);
            }
        };
        addEventListener("message", listen, { signal });
    });

/** The end of a channel whose other end the frame has taken. */
function connect(iframe, origin, timeout) {
    const { port1, port2 } = new MessageChannel();
    return within(timeout, "an answer to connect", (resolve, reject) => {
        port1.onmessage = ({ data }) => {
            try {
                const { type, error } = checked(ANSWERS, data);
                if (type === "connected") return resolve(port1);
                throw type === "refused" ? new FrameError(error.kind, error.message) : new FrameError("message", `connect: found ${type}`);
            } catch (error) {
                port1.close();
                return reject(error);
            }
        };
        iframe.contentWindow.postMessage({ type: "connect", protocol: PROTOCOL, version: VERSION }, origin, [port2]);
    });
}

/** An advisor inside a frame. Events: `accepted`, `declined` (detail: the offer), `error` (detail: what the frame sent that does not fit). */
export class FramedAdvisor extends EventTarget {
    #iframe;
    #port;
    #timeout;
    #waiting = new Map();
    #last = 0;

    constructor(iframe, port, timeout) {
        super();
        this.#iframe = iframe;
        this.#port = port;
        this.#timeout = timeout;
        port.onmessage = ({ data }) => this.#hear(data);
    }

    /** Loads a pack that lies beside the frame; answers with what it holds. */
    load({ src, integrity, lang }) {
        return this.#ask("load", { src, ...(integrity !== undefined && { integrity }), ...(lang !== undefined && { lang }) });
    }

    /** Shows a customer; answers with scores and reasons, or null for nobody. */
    show(customer) {
        return this.#ask("show", { customer: customer ?? null });
    }

    /** The pack's tools with their schemas. */
    tools() {
        return this.#ask("tools", {});
    }

    /** Runs a tool. */
    call(tool, args = {}) {
        return this.#ask("call", { tool, args });
    }

    /** Takes the frame off the page. */
    close() {
        this.#port.close();
        this.#iframe.remove();
        for (const { reject } of this.#waiting.values()) reject(new FrameError("cancelled", "the frame: expected an answer, found it closed"));
        this.#waiting.clear();
    }

    async #ask(type, content) {
        const id = (this.#last += 1);
        try {
            return await within(this.#timeout, `an answer to ${type}`, (resolve, reject) => {
                this.#waiting.set(id, { type, resolve, reject });
                this.#port.postMessage({ type, id, ...content });
            });
        } finally {
            this.#waiting.delete(id);
        }
    }

    #hear(data) {
        try {
            const message = checked(ANSWERS, data);
            if (message.type === "event") this.#say(message.name, message.detail);
            else if (message.type === "size") this.#iframe.style.height = `${Math.min(message.height, 20_000)}px`;
            else this.#settle(message);
        } catch (error) {
            this.#say("error", { kind: error.kind ?? "message", message: error.message });
        }
    }

    #settle({ type, id, answer, error }) {
        const waiting = this.#waiting.get(id);
        if (!waiting) throw new FrameError("message", `${type}, id: expected a request that waits, found ${id ?? "none"}`);
        if (error) return waiting.reject(new FrameError(error.kind, error.message));
        const expected = ANSWERED[waiting.type];
        if (expected.is(answer)) return waiting.resolve(answer);
        return waiting.reject(new FrameError("message", `${waiting.type}: expected ${expected.called} for an answer, found something else`));
    }

    #say(name, detail) {
        this.dispatchEvent(new CustomEvent(name, { detail }));
    }
}
