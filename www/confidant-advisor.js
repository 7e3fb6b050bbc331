// <confidant-advisor src="models/x.safetensors" lang="en">: scores and reasons for the customer that the host page sets.
//
// Property:   customer   a plain object of raw values, or null
// Attributes: src        the pack, relative to the page
//             lang       the language of the titles
// Events (bubbling, composed):
//   confidant-ready         detail: what the pack holds
//   confidant-consultation  detail: scores and reasons, after every customer
//   confidant-error         detail: { kind, message }
import init, { Advisor, advisorStyles, mountAdvisor } from "./confidant.js";

/** One program and one style sheet for all elements of the page. */
let shared;
async function prepare() {
    shared ??= init().then(() => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(advisorStyles());
        return sheet;
    });
    try {
        return await shared;
    } catch (error) {
        // The next element may find the network back.
        shared = undefined;
        throw error;
    }
}

export class ConfidantAdvisor extends HTMLElement {
    static observedAttributes = ["src", "lang"];

    #customer = null;
    #advisor;
    #mounted;
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
        if (name === "src") this.#load();
        else if (this.#advisor) this.#mount();
    }

    async #load() {
        const turn = (this.#turn += 1);
        const stale = () => turn !== this.#turn;
        this.#release();
        const src = this.getAttribute("src");
        if (!src) return;
        try {
            const [sheet, bytes] = await Promise.all([prepare(), this.#fetch(src)]);
            if (stale()) return;
            this.shadowRoot.adoptedStyleSheets = [sheet];
            this.#advisor = Advisor.fromBytes(bytes);
            this.#send("ready", this.#advisor.info());
            this.#mount();
        } catch (error) {
            if (!stale()) this.#report(error);
        }
    }

    async #fetch(src) {
        const response = await fetch(new URL(src, this.ownerDocument.baseURI));
        if (response.ok) return new Uint8Array(await response.arrayBuffer());
        throw Object.assign(new Error(`${src}: the server answered ${response.status}`), { kind: "io" });
    }

    /** Draws the loaded pack afresh, in the element's language. */
    #mount() {
        this.#mounted?.unmount();
        const root = this.ownerDocument.createElement("div");
        this.shadowRoot.replaceChildren(root);
        this.#mounted = mountAdvisor(root, this.#advisor, this.lang || undefined);
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

    #release() {
        this.#mounted?.unmount();
        this.#advisor?.free();
        this.#mounted = this.#advisor = undefined;
        this.shadowRoot.replaceChildren();
    }

    #report(error) {
        this.#send("error", { kind: error?.kind ?? "io", message: error?.message ?? String(error) });
    }

    #send(name, detail) {
        this.dispatchEvent(new CustomEvent(`confidant-${name}`, { detail, bubbles: true, composed: true }));
    }
}

customElements.define("confidant-advisor", ConfidantAdvisor);
