//! The worked examples end with these figures.

use adversary::examples::{A, B, C, Z, all};
use adversary::model::Model;

/// Money of A, B and C; fund; money of the vault; what it owes; what it has lent; what was written off.
type Figures = [i128; 8];

fn figures(model: &Model) -> Figures {
    let money = |id| model.account(id).money;
    [
        money(A),
        money(B),
        money(C),
        model.fund.held,
        model.vault.held,
        model.vault.owed,
        model.vault.lent,
        model.tally.lost,
    ]
}

#[test]
fn each_example_ends_with_its_figures() {
    let expected: [(&str, Figures); 7] = [
        ("solvent seller", [600, 1_050, 450, 100, 9_400, 0, 0, 0]),
        ("insolvent seller", [0, 1_050, 450, 50, 9_050, 0, 0, 350]),
        (
            "insolvent seller with a bond of 20",
            [0, 1_050, 450, 50, 9_070, 0, 0, 330],
        ),
        (
            "seller with a later position",
            [50, 1_050, 450, 100, 9_400, 0, 0, 0],
        ),
        (
            "seller with a long position worth 400",
            [0, 1_050, 450, 100, 9_000, 0, 0, 0],
        ),
        ("pool short of cash", [600, 1_050, 450, 100, 0, 0, 0, 0]),
        ("pool insolvent", [0, 665, 285, 50, 0, 550, 0, 350]),
    ];
    let examples = all();
    assert_eq!(examples.len(), expected.len());
    for (example, (title, figures_of_it)) in examples.iter().zip(expected) {
        assert_eq!(example.title, title);
        let states = example.play().expect("an example is taken");
        let (_, end) = states.last().expect("an example has states");
        assert_eq!(figures(end), figures_of_it, "{title}");
        assert_eq!(end.account(Z).money, 5_000, "{title}: who holds nothing");
    }
}

#[test]
fn an_insolvent_pool_takes_no_providers() {
    let examples = all();
    let example = examples.last().expect("there are examples");
    let states = example.play().expect("an example is taken");
    let (_, end) = states.last().expect("an example has states");
    let join = adversary::call::Call::Join(1, 1_000);
    let refused = end.clone().make(join).expect_err("it is insolvent");
    assert_eq!(refused.0, "insolvent pool");
}
