// What the frame and its host say to each other, version 1. Both sides hold every message to the tables below, so that neither has to
// trust the other: a message with an unknown type, a property too many or a value of another kind is refused by name.
//
// The host sends `connect` to the frame's window, with one end of a channel. Everything after that goes over the channel: requests with a
// number, answers with the same number, and events.

export const PROTOCOL = "confidant";
export const VERSION = 1;

/** A message that does not fit, or is not answered. The kind is stable: `message`, `origin`, `version`, `timeout` or one of the API's. */
export class FrameError extends Error {
    constructor(kind, message) {
        super(message);
        this.name = "ConfidantError";
        this.kind = kind;
    }
}

const LONGEST = 1 << 20;
const isObject = (value) => {
    if (typeof value !== "object" || value === null) return false;
    const prototype = Object.getPrototypeOf(value);
    return prototype === null || Object.getPrototypeOf(prototype) === null;
};

// What a value may be, each with what it is called when something else is found.
const text = { is: (value) => typeof value === "string" && value.length <= LONGEST, called: "a text" };
const count = { is: (value) => Number.isSafeInteger(value) && value >= 0, called: "a whole number" };
const record = { is: isObject, called: "an object" };
const list = { is: Array.isArray, called: "a list" };
const anything = { is: () => true, called: "anything" };
const the = (only) => ({ is: (value) => value === only, called: JSON.stringify(only) });
const or = (kind, other) => ({ is: (value) => value === other || kind.is(value), called: `${kind.called} or ${other}` });
const optional = (kind) => or(kind, undefined);

const failure = { is: (value) => isObject(value) && text.is(value.kind) && text.is(value.message), called: "an error with kind and message" };

/** From the host's window. */
export const CONNECT = { connect: { protocol: the(PROTOCOL), version: count } };

/** From the frame's window: that it listens. Nothing of the frame is in it, because anybody may hear it. */
export const HELLO = { hello: { protocol: the(PROTOCOL), version: count } };

/** From the host over the channel. */
export const REQUESTS = {
    load: { id: count, src: text, integrity: optional(text), lang: optional(text) },
    show: { id: count, customer: or(record, null) },
    tools: { id: count },
    call: { id: count, tool: text, args: record },
};

/** From the frame over the channel. */
export const ANSWERS = {
    connected: { version: count },
    refused: { error: failure },
    answer: { id: count, answer: anything },
    failed: { id: count, error: failure },
    event: { name: or(the("accepted"), "declined"), detail: record },
    size: { height: count },
};

/** What an answer to each request is. */
export const ANSWERED = {
    load: record,
    show: or(record, null),
    tools: list,
    call: { is: (value) => isObject(value) || Array.isArray(value), called: "an object or a list" },
};

/** The message, as it is known; throws a `FrameError` that says what does not fit. */
export function checked(table, message) {
    if (!isObject(message)) throw new FrameError("message", `a message: expected an object, found ${kindOf(message)}`);
    const type = message.type;
    if (typeof type !== "string" || !Object.hasOwn(table, type)) {
        throw new FrameError("message", `a message: expected the type ${Object.keys(table).join(" or ")}, found ${shown(type)}`);
    }
    const known = table[type];
    const extra = Object.keys(message).find((name) => name !== "type" && !Object.hasOwn(known, name));
    if (extra !== undefined) throw new FrameError("message", `${type}: expected ${Object.keys(known).join(", ") || "nothing"}, found ${shown(extra)}`);
    for (const [name, kind] of Object.entries(known)) {
        if (!kind.is(message[name])) throw new FrameError("message", `${type}, ${name}: expected ${kind.called}, found ${kindOf(message[name])}`);
    }
    return message;
}

/** Foreign text, short and without control characters. */
const shown = (value) => (typeof value === "string" ? `\`${value.slice(0, 80).replace(/[\p{C}]/gu, "?")}\`` : kindOf(value));

const kindOf = (value) => (value === null ? "null" : Array.isArray(value) ? "a list" : typeof value === "object" ? "an object" : typeof value);
