//! Next best offers: what a recommendation takes, and the algorithms that learn from who bought what.

use confidant::engine::offers::Request;
use confidant::engine::{Advisor, Customer};
use confidant::learner::offers::{ImplicitSpec, ItemsetSpec, fit_implicit, frequent_itemsets};

use super::support::{customers, offers};

#[divan::bench(args = [500, 10_000])]
fn recommend(bencher: divan::Bencher<'_, '_>, products: usize) {
    let advisor = Advisor::new(offers::pack(products));
    let asked: Vec<(Customer, Request)> = customers(64)
        .into_iter()
        .zip(offers::holdings(64, products))
        .map(|(customer, held)| {
            let holdings = held.into_iter().map(|id| (id, 1.0)).collect();
            let customer = Customer::from_json(&customer).expect("a sound customer");
            (customer, Request { holdings, ..Request::default() })
        })
        .collect();
    let mut next = 0;
    bencher.bench_local(|| {
        next += 1;
        let (customer, request) = &asked[next % asked.len()];
        advisor.recommend(customer, request).expect("a pack that makes offers")
    });
}

#[divan::bench(sample_count = 3)]
fn factors(bencher: divan::Bencher<'_, '_>) {
    let bought = offers::purchases(4_000, 3_500, 60);
    let spec = ImplicitSpec { factors: 64, epochs: 15, ..ImplicitSpec::default() };
    bencher.bench_local(|| fit_implicit(&bought, &spec, &|_| true).expect("factors"));
}

#[divan::bench(sample_count = 5)]
fn itemsets(bencher: divan::Bencher<'_, '_>) {
    let baskets = offers::purchases(20_000, 500, 20);
    let spec = ItemsetSpec { support: 0.005, least_baskets: 1, longest: 8, most_itemsets: 10_000_000 };
    bencher.bench_local(|| frequent_itemsets(&baskets, &spec).expect("sets"));
}
