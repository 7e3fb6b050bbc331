// The types of the host's side of the frame.
import type { Consultation, Customer, ErrorKind, Info, OfferAnswer, Tool, ToolCalls } from "./confidant.js";

/** The version of the protocol. */
export const VERSION: 1;

/** What went wrong: a kind of the API, or of the way to it. */
export class FrameError extends Error {
    readonly kind: ErrorKind | "message" | "origin" | "version" | "timeout";
}

/** Where the frame is, and how it is called. */
export interface FrameOptions {
    /** The address of `frame.html`, preferably on another origin than this page. */
    frame: string | URL;
    /** The frame's title, for assistive technology. */
    title?: string;
    /** How long the frame may take, in milliseconds; 20,000 by default. */
    timeout?: number;
}

/** Puts a frame into `container` and resolves once it listens to this page. Rejects with a `FrameError`. */
export function openAdvisor(container: Element, options: FrameOptions): Promise<FramedAdvisor>;

/** An advisor inside a frame. Every promise rejects with a `FrameError`. */
export class FramedAdvisor extends EventTarget {
    private constructor();
    /** Loads a pack that lies beside the frame. */
    load(pack: { src: string; integrity?: string; lang?: string }): Promise<Info>;
    /** Shows a customer, or nobody. */
    show(customer: Customer): Promise<Consultation>;
    show(customer: null): Promise<null>;
    /** The pack's tools. */
    tools(): Promise<Tool[]>;
    /** Runs a tool. */
    call<Name extends keyof ToolCalls>(tool: Name, args: ToolCalls[Name]["args"]): Promise<ToolCalls[Name]["answer"]>;
    call<Made extends string>(tool: string extends Made ? Made : never, args?: object): Promise<ToolCalls[keyof ToolCalls]["answer"]>;
    /** Takes the frame off the page. */
    close(): void;
    addEventListener(
        type: "accepted" | "declined",
        listener: (event: CustomEvent<Omit<OfferAnswer, "accepted">>) => void,
        options?: boolean | AddEventListenerOptions,
    ): void;
    addEventListener(
        type: "error",
        listener: (event: CustomEvent<{ kind: string; message: string }>) => void,
        options?: boolean | AddEventListenerOptions,
    ): void;
    addEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | AddEventListenerOptions): void;
}
