//! The worked examples end with these figures.

use adversary::examples::{A, B, C, Z, all};
use adversary::model::Model;

const PAGE: &str = include_str!("../../../docs/protocol/settlement.md");

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

/// A figure as the page writes it.
fn written(figure: i128) -> String {
    let digits = figure.unsigned_abs().to_string();
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|group| std::str::from_utf8(group).expect("digits"))
        .collect();
    let sign = if figure < 0 { "−" } else { "" };
    format!("{sign}{}", groups.join(","))
}

/// A state as a row of the page. What was written off is in no row, and Z has what it had.
fn row(name: &str, model: &Model) -> String {
    let [a, b, c, fund, held, owed, lent, _] = figures(model);
    let cells = [a, b, c, fund, held, owed, model.vault.debts, lent].map(written);
    format!("| {name} | {} |", cells.join(" | "))
}

#[test]
fn each_state_stands_on_the_page() {
    for example in all() {
        let title = format!("| {}, after |", example.title);
        let mut lines = PAGE.lines().skip_while(|line| !line.starts_with(&title));
        assert!(lines.next().is_some(), "{title}");
        let page: Vec<&str> = lines
            .skip(1)
            .take_while(|line| line.starts_with('|'))
            .collect();
        let states = example.play().expect("an example is taken");
        let played: Vec<String> = states
            .iter()
            .filter(|(name, _)| name != "settle account Z")
            .map(|(name, model)| row(name, model))
            .collect();
        assert_eq!(page, played, "{title}");
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
