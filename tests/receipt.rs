//! Consultations on record: replayed to the last digit, by the library and by the command, and refused where anything is another one.
#![cfg(feature = "train")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support {
    pub(crate) mod cli;
    pub(crate) mod offered;
    pub(crate) mod tables;
}

use confidant::artifact::write;
use confidant::engine::Advisor;
use confidant::engine::offers::Request;
use confidant::engine::receipt::{Answered, Receipt, Replay, sha256};

use support::cli::{Folder, fails};
use support::offered::{pack, who};

const DRIVER: &str = "age=40 income=30000 region=south has_motor=1";

fn receipt(advisor: &Advisor, stamp: &str, plain: bool) -> Receipt {
    let request = Request { intent: Some("cancel".into()), holdings: vec![("basic".into(), 1.0)], ..Request::default() };
    let declined = vec![Answered { product: "home".into(), accepted: false, reason: Some("price".into()) }];
    Receipt::new(advisor, stamp, (&who(DRIVER), plain), &request, declined, ("2026-07-01T10:00:00Z".into(), "5a17".into()))
        .unwrap()
}

#[test]
fn a_receipt_replays_to_the_last_digit_and_knows_its_pack_and_its_customer() {
    let bytes = write(&pack()).unwrap();
    let advisor = Advisor::from_bytes(&bytes).unwrap();
    let stamp = sha256(&bytes);
    let with_values = receipt(&advisor, &stamp, true);
    assert_eq!(with_values.replay(&advisor, &stamp, None).unwrap(), Replay::Same);
    let hashed = receipt(&advisor, &stamp, false);
    assert_eq!(hashed.replay(&advisor, &stamp, Some(&who(DRIVER))).unwrap(), Replay::Same);
    // Fields in another order are the same customer; another value is not, and without values there is nothing to ask about.
    let turned = who("has_motor=1 region=south income=30000 age=40");
    assert_eq!(hashed.replay(&advisor, &stamp, Some(&turned)).unwrap(), Replay::Same);
    let says =
        |customer: Option<&str>, stamp: &str| hashed.replay(&advisor, stamp, customer.map(who).as_ref()).unwrap_err().to_string();
    assert!(says(None, &stamp).contains("receipt without values"), "{}", says(None, &stamp));
    assert!(says(Some("age=41 income=30000 region=south has_motor=1"), &stamp).contains("another customer"));
    assert!(says(Some(DRIVER), "00").contains("another pack"));
    let text = serde_json::to_string(&hashed).unwrap();
    assert!(!text.contains("\"fields\"") && text.contains("\"recommendation\""), "{text}");
    assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "FIPS 180-2, appendix B.1");
}

#[test]
fn the_command_replays_and_says_where_an_answer_parts() {
    let bytes = write(&pack()).unwrap();
    let advisor = Advisor::from_bytes(&bytes).unwrap();
    let text = serde_json::to_string(&receipt(&advisor, &sha256(&bytes), true)).unwrap();
    let folder = Folder::with(&[("bank.safetensors", &bytes), ("receipt.json", text.as_bytes())]);
    let replay = |receipt| ["replay", receipt, "--pack", "bank.safetensors"];
    let said = folder.run(&replay("receipt.json")).done().stdout;
    assert!(said.contains("the same answer, to the last digit"), "{said}");

    let margin = text.split("\"margin\":").nth(1).unwrap().split([',', '}']).next().unwrap();
    let forged = text.replacen(&format!("\"margin\":{margin}"), "\"margin\":7.25", 1);
    folder.write("forged.json", forged);
    fails(&folder, &replay("forged.json"), "another answer, at forged.json, answer.scores.churn.margin: expected 7.25, found …");
    folder.write("broken.json", &text[..text.len() / 2]);
    fails(&folder, &replay("broken.json"), "not a receipt, at broken.json, line 1…");
    folder.write("later.json", text.replacen("\"format\":1", "\"format\":2", 1));
    fails(&folder, &replay("later.json"), "receipt of another format…");
    folder.write("nobody.json", "[1]");
    let nobody = ["replay", "receipt.json", "--pack", "bank.safetensors", "--customer", "nobody.json"];
    fails(&folder, &nobody, "not a customer, at nobody.json…");
}
