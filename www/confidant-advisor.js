// <confidant-advisor src="models/x.safetensors" lang="en">: scores, offers and reasons for the customer that the host page sets.
//
// Property:   customer   a plain object of raw values, or null
//             advisor    the loaded pack, for calls of one's own; undefined before `ready`. It is the element's: do not free it
// Attributes: src        the pack, relative to the page
//             integrity  its hash as in <script integrity>; another pack is refused
//             lang       the language of titles and sentences
//             tools      registers the pack's tools with the browser's model context (WebMCP); the value stands before their names
// Events (bubbling, composed):
//   confidant-ready         detail: what the pack holds
//   confidant-consultation  detail: scores and reasons, after every customer
//   confidant-accepted      detail: { product, name } of the offer that the customer took
//   confidant-declined      detail: { product, name, reason } of the one that they did not
//   confidant-error         detail: { kind, message }
// Slots:      header, footer; empty, shown before there is a customer
// Parts:      panel, offers, offer, say, accept, decline, why, card, empty

/** One program and one style sheet for all elements of the page, fetched when the first of them has something to show. */
let program;
function prepare() {
    program ??= Promise.all([import("./confidant.js"), import("./confidant-advisor-styles.js")]).then(async ([api, styles]) => {
        await api.default();
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(styles.default);
        return { api, sheet };
    });
    // The next element may find the network back.
    program.catch(() => { program = undefined; });
    return program;
}

/** The packs in use, by address: elements with the same one share it. */
const packs = new Map();

async function load(src, integrity) {
    const fetched = fetch(src, integrity ? { integrity } : {}).catch((error) => {
        throw Object.assign(new Error(`${src.pathname}: ${error.message}`), { kind: "io" });
    });
    const [{ api, sheet }, response] = await Promise.all([prepare(), fetched]);
    if (!response.ok) throw Object.assign(new Error(`${src.pathname}: the server answered ${response.status}`), { kind: "io" });
    const bytes = new Uint8Array(await response.arrayBuffer());
    return { api, sheet, advisor: api.Advisor.fromBytes(bytes) };
}

function take(src, integrity) {
    const key = `${src} ${integrity}`;
    const pack = packs.get(key) ?? { key, users: 0, loaded: load(src, integrity) };
    packs.set(key, pack);
    pack.users += 1;
    pack.loaded.catch(() => { if (packs.get(key) === pack) packs.delete(key); });
    return pack;
}

function giveBack(pack) {
    pack.users -= 1;
    // Elements that are moved are taken out and put back at once: the pack stays for them.
    setTimeout(() => {
        if (pack.users > 0 || packs.get(pack.key) !== pack) return;
        packs.delete(pack.key);
        pack.loaded.then(({ advisor }) => advisor.free(), () => {});
    });
}

export class ConfidantAdvisor extends HTMLElement {
    static observedAttributes = ["src", "integrity", "lang", "tools"];

    #customer = null;
    #pack;
    #loaded;
    #mounted;
    #tools;
    /** Counts up with every load and disconnect, so that a load that was overtaken knows it. */
    #turn = 0;

    constructor() {
        super();
        this.attachShadow({ mode: "open" });
    }

    get customer() {
        return this.#customer;
    }

    set customer(customer) {
        this.#customer = customer ?? null;
        this.#consult();
    }

    get advisor() {
        return this.#loaded?.advisor;
    }

    connectedCallback() {
        // A property that was set before the element was defined hides the accessor; hand it over.
        if (Object.hasOwn(this, "customer")) {
            const customer = this.customer;
            delete this.customer;
            this.customer = customer;
        }
        this.#load();
    }

    disconnectedCallback() {
        this.#turn += 1;
        this.#release();
    }

    attributeChangedCallback(name, before, after) {
        if (!this.isConnected || before === after) return;
        if (name === "src" || name === "integrity") this.#load();
        else if (!this.#loaded) return;
        else if (name === "lang") this.#mount();
        else this.#register();
    }

    async #load() {
        const turn = (this.#turn += 1);
        const stale = () => turn !== this.#turn;
        this.#release();
        const src = this.getAttribute("src");
        if (!src) return;
        try {
            this.#pack = take(new URL(src, this.ownerDocument.baseURI), this.getAttribute("integrity") ?? "");
            const loaded = await this.#pack.loaded;
            if (stale()) return;
            this.#loaded = loaded;
            this.shadowRoot.adoptedStyleSheets = [loaded.sheet];
            this.#send("ready", loaded.advisor.info());
            // Who listens may have changed the element.
            if (stale()) return;
            this.#mount();
            this.#register();
        } catch (error) {
            if (!stale()) this.#report(error);
        }
    }

    /** Draws the loaded pack afresh, in the element's language. */
    #mount() {
        this.#mounted?.unmount();
        const make = (name, properties) => this.#make(name, properties);
        const root = make("div");
        this.shadowRoot.replaceChildren(make("slot", { name: "header" }), root, make("slot", { name: "footer" }));
        const answered = ({ accepted, ...detail }) => this.#send(accepted ? "accepted" : "declined", detail);
        const { api, advisor } = this.#loaded;
        this.#mounted = api.mountAdvisor(root, advisor, this.lang || undefined, answered);
        if (this.#customer !== null) this.#consult();
    }

    #consult() {
        if (!this.#mounted) return;
        try {
            const consultation = this.#mounted.setCustomer(this.#customer);
            if (consultation) this.#send("consultation", consultation);
        } catch (error) {
            this.#mounted.setCustomer(null);
            this.#report(error);
        }
    }

    #register() {
        this.#tools?.abort();
        this.#tools = undefined;
        const prefix = this.getAttribute("tools");
        if (prefix === null) return;
        const { signal } = (this.#tools = new AbortController());
        const failed = (error) => { if (!signal.aborted) this.#report(error); };
        try {
            this.#loaded.advisor.registerTools(prefix ? { prefix, signal } : { signal }).catch(failed);
        } catch (error) {
            failed(error);
        }
    }

    #release() {
        this.#tools?.abort();
        this.#mounted?.unmount();
        if (this.#pack) giveBack(this.#pack);
        this.#pack = this.#loaded = this.#mounted = this.#tools = undefined;
        this.shadowRoot.replaceChildren();
    }

    #make(name, properties) {
        return Object.assign(this.ownerDocument.createElement(name), properties);
    }

    #report(error) {
        const detail = { kind: error?.kind ?? "io", message: error?.message ?? String(error) };
        if (!this.#loaded) {
            // Instead of a blank: what the page put into the slot for it, else the reason.
            const why = this.#make("p", { role: "alert", lang: "en" });
            why.part = "error";
            why.append(this.#make("slot", { name: "error", textContent: detail.message }));
            this.shadowRoot.replaceChildren(why);
        }
        this.#send("error", detail);
    }

    #send(name, detail) {
        this.dispatchEvent(new CustomEvent(`confidant-${name}`, { detail, bubbles: true, composed: true }));
    }
}

customElements.define("confidant-advisor", ConfidantAdvisor);
