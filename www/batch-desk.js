// Answers the questions of batch.js, in a worker or, where there are none, on the page.
import { Advisor, Batch, summariseBatch } from "./confidant.js";

export class Desk {
    #packs = [];
    #advisors = new Map();
    #batch;

    /** The packs, loaded when they are first asked for. */
    packs(packs) {
        this.#packs = packs;
    }

    /** The answer to a question, and what of it may be handed over instead of copied. */
    answer(question) {
        switch (question.kind) {
            case "begin": {
                const advisor = this.#advisor(question.pack);
                this.#batch?.free();
                this.#batch = new Batch(advisor, question.header, { delimiter: question.delimiter });
                return { answer: { header: this.#batch.header(), indices: advisor.info().indices.length }, hand: [] };
            }
            case "part": {
                const part = this.#batch.score(question.bytes, question.line);
                const arrays = [part.csv, ...part.probabilities, ...part.labels, ...part.grades];
                return { answer: part, hand: arrays.map((array) => array.buffer) };
            }
            default:
                return { answer: summariseBatch(question.probabilities, question.labels), hand: [] };
        }
    }

    #advisor(place) {
        if (!this.#advisors.has(place)) this.#advisors.set(place, Advisor.fromBytes(this.#packs[place]));
        return this.#advisors.get(place);
    }
}
