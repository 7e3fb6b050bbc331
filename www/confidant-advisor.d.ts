// The types of the custom element. Importing the module defines <confidant-advisor>.
import type { Advisor, Consultation, Customer, ErrorKind, Info, OfferAnswer } from "./confidant.js";

/** The events of the element; all of them bubble and leave shadow roots. */
export interface ConfidantAdvisorEventMap {
    /** The pack is loaded. */
    "confidant-ready": CustomEvent<Info>;
    /** A customer was scored and explained. */
    "confidant-consultation": CustomEvent<Consultation>;
    /** The customer took an offer. */
    "confidant-accepted": CustomEvent<Omit<OfferAnswer, "accepted">>;
    /** The customer did not take an offer. */
    "confidant-declined": CustomEvent<Omit<OfferAnswer, "accepted">>;
    /** A pack that cannot be loaded or a customer that cannot be read. */
    "confidant-error": CustomEvent<{ kind: ErrorKind; message: string }>;
}

/** `<confidant-advisor src="models/x.safetensors" lang="en">`: scores, offers and reasons for the customer that the page sets. */
export class ConfidantAdvisor extends HTMLElement {
    /** The customer on show: a plain object of raw values by column, or null. */
    customer: Customer | null;
    /** The loaded pack; undefined before `confidant-ready`. It is the element's own: do not free it. */
    readonly advisor: Advisor | undefined;
    addEventListener<Name extends keyof ConfidantAdvisorEventMap>(
        type: Name,
        listener: (this: ConfidantAdvisor, event: ConfidantAdvisorEventMap[Name]) => void,
        options?: boolean | AddEventListenerOptions,
    ): void;
    addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
}

declare global {
    interface HTMLElementTagNameMap {
        "confidant-advisor": ConfidantAdvisor;
    }
}
