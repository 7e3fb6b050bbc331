//! A desk for the page's tests.

use std::rc::Rc;

use crate::app::{Desk, Lang, Record, Shelf, Shelved, Words};
use crate::engine::{Advisor, Customer, FieldValue};
use crate::learner::{Project, Source, train};

/// A desk with two packs in which older customers churn, and two customers to start from.
pub(crate) fn desk() -> Rc<Desk> {
    let mut csv = String::from("age,plan,churn\n");
    for i in 0..400 {
        csv.push_str(&format!("{},{},{}\n", 20 + i % 60, ["basic", "plus"][i % 2], u8::from(i % 60 > 40)));
    }
    let open = || Ok(Box::new(std::io::Cursor::new(csv.clone())) as Box<dyn std::io::Read>);
    let source = Source { name: "clients.csv".into(), open: &open };
    let pack = train(&Project::of_label("churn"), Vec::new(), &source, &|_| true).unwrap();
    let advisor = Rc::new(Advisor::from_bytes(&crate::artifact::write(&pack).unwrap()).unwrap());
    let record = |name: &str, age| {
        let fields = vec![("age".to_owned(), FieldValue::Number(age)), ("plan".to_owned(), FieldValue::Text("plus".into()))];
        Record::new(name.into(), Customer::new(fields).unwrap())
    };
    let records = [record("Ann", 30.0), record("Bob", 40.0)];
    let packs = [(); 2].map(|()| Shelved::new(Rc::clone(&advisor), records.to_vec(), String::new));
    Rc::new(Desk::new(Shelf::new(packs.into()).unwrap(), 0, Words::new(Lang::English)))
}
