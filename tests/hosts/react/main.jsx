// React sets properties of custom elements and listens to their events by itself.
import { useState } from "react";
import { createRoot } from "react-dom/client";
import "/confidant/confidant-advisor.js";

const customers = (await (await fetch("/models/insurer.customers.json")).json()).map(({ fields }) => fields);

function Host() {
    const [place, setPlace] = useState(0);
    const [heard, setHeard] = useState("");
    const [first, setFirst] = useState(true);
    const listeners = {
        "onconfidant-accepted": ({ detail }) => setHeard(`accepted ${detail.product}`),
        "onconfidant-declined": ({ detail }) => setHeard(`declined ${detail.product}: ${detail.reason}`),
    };
    return (
        <>
            <p>
                <button id="next" onClick={() => setPlace(place + 1)}>Next customer</button>{" "}
                <button id="toggle" onClick={() => setFirst(!first)}>Take out or put back</button>
            </p>
            <output id="heard">{heard}</output>
            {first && (
                <confidant-advisor src="/models/insurer.safetensors" lang="en" customer={customers[place]} {...listeners}>
                    <h2 slot="header">Advice</h2>
                </confidant-advisor>
            )}
            <confidant-advisor src="/models/insurer.safetensors" lang="ru" customer={customers[place]} {...listeners} />
        </>
    );
}

createRoot(document.getElementById("app")).render(<Host />);
