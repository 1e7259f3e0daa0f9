//! A book on each of its days.

use crate::book::{Book, DAY, SPOT, any_book, dollars};
use crate::support::{cases, float_signed, random};
use engine::Kind;
use engine::exposure::VolShock;
use engine::limits::PoolRisk;
use engine::revaluation::{NormalTable, RevaluationError, Total, VolRow, revalue};
use engine::tail::{Draw, MAX_DAY, POINTS, Rehearsal, Tail, draws, worst};
use math::{Compact, Float, SignedWad, WAD, Wad};

mod a_book {
    use super::*;

    #[test]
    fn loses_less_on_its_worst_days_than_in_the_worst_scenario_of_the_grid() {
        // Short options lose by large moves, of which the grid has the larger ones.
        let straddle = [
            (Kind::Call, 30, 2_000.0, -10.0),
            (Kind::Put, 30, 2_000.0, -10.0),
        ];
        let book = Book::new(&straddle);
        let backing = Wad::from_wei(1_000_000 * WAD);
        let risk = PoolRisk::new(
            SignedWad::from_wei(backing.wei().cast_signed()),
            SPOT,
            &book.figures(),
        )
        .unwrap();
        let shortfall = dollars(&book.in_full())[1];
        assert!(shortfall > 0.0 && shortfall < crate::support::float(risk.worst));
    }

    #[test]
    fn that_is_long_alone_loses_no_more_than_it_is_worth() {
        let mut r = random(17);
        for _ in 0..cases() / 200 {
            let mut book = any_book(&mut r);
            for held in &mut book.held {
                held.3 = held.3.abs();
            }
            let worth = float_signed(book.figures().mark);
            let [_, shortfall] = dollars(&book.in_full());
            // Rounded against the holder by what the fast kernel may be off.
            let gross: f64 = book.held.iter().map(|held| held.3 * 2_000.0).sum();
            let within = 1.1e-8 * gross + 1e-9;
            assert!(shortfall <= worth + within, "{shortfall} {worth}");
        }
    }

    #[test]
    fn must_come_with_a_day_and_a_gain_for_each_point() {
        let days: Vec<Draw> = draws(MAX_DAY).unwrap().collect();
        assert_eq!(days.len(), POINTS);
        let (table, mut gains) = (NormalTable::new(), vec![0; POINTS]);
        assert!(Rehearsal::new(&days[1..], &table, &mut gains).is_err());
        assert!(Rehearsal::new(&days, &table, &mut gains[1..]).is_err());
        let mut rehearsal = Rehearsal::new(&days, &table, &mut gains).unwrap();
        let legs = Book::new(&[]).legs(&[(Kind::Call, 30, 2_000.0, 1.0)]);
        assert_eq!(
            rehearsal.add::<Compact>(&[], Float::ONE, &legs),
            Err(RevaluationError::ResultsMismatch)
        );
        assert_eq!(rehearsal.tail(), Ok(Tail::default()));
    }

    #[test]
    fn is_worth_on_each_day_what_the_exact_kernel_says() {
        let mut r = random(18);
        for round in 0..cases() / 1_000 {
            let mut book = any_book(&mut r);
            if round % 2 == 0 {
                // Strikes beyond the fast kernel.
                book.held[0].2 = if r.bool() { 3.0 } else { 7_000.0 };
            }
            let days: Vec<Draw> = draws(book.day()).unwrap().collect();
            let moves: Vec<_> = days
                .iter()
                .map(|day| day.spot_move::<Compact>(SPOT).unwrap())
                .collect();
            let (mut gross, mut gains) = (0.0, vec![0; POINTS]);
            for held in &book.held {
                gross += held.3.abs() * if held.0.is_digital() { 1.0 } else { 2_000.0 };
                let legs = book.legs(core::slice::from_ref(held));
                let power = VolShock::new::<Compact>(held.1 * DAY).power();
                let value = |factor, to| {
                    let row = VolRow::new(factor, core::slice::from_ref(to)).unwrap();
                    let mut total = [Total::default()];
                    revalue::<Compact>(&legs, &[row], &mut total).unwrap();
                    total[0].against_holder().wei()
                };
                let unmoved = engine::claim::SpotMove::new(SPOT, Wad::ONE).unwrap();
                let still = value(Wad::ONE, &unmoved);
                for ((gain, day), to) in gains.iter_mut().zip(&days).zip(&moves) {
                    *gain += value(day.vol_factor::<Compact>(power), to) - still;
                }
            }
            let exact = dollars(&worst(&mut gains).unwrap());
            for (got, exact) in dollars(&book.in_full()).into_iter().zip(exact) {
                // Too much by what the fast kernel may be off, and the unit that it rounds by.
                let within = 1.1e-8 * gross + 1e-9;
                assert!(
                    (-1e-9..within).contains(&(got - exact)),
                    "{got} {exact} {gross}"
                );
            }
        }
    }
}
