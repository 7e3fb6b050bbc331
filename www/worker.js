// A worker of the batch page. The program comes compiled from the page, so that nothing is fetched twice.
import { initSync } from "./console/console.js";
import { Desk } from "./batch-desk.js";

/** Answers what the page asks of this worker. */
export function serve() {
    const desk = new Desk();
    self.onmessage = ({ data }) => {
        try {
            if (data.kind === "start") {
                initSync({ module: data.module });
                desk.packs(data.packs);
                self.postMessage({ answer: true });
                return;
            }
            const { answer, hand } = desk.answer(data);
            self.postMessage({ answer }, hand);
        } catch (error) {
            self.postMessage({ error: { kind: error?.kind, message: error?.message ?? String(error) } });
        }
    };
}
