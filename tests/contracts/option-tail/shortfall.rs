//! The shortfall of a book, compared with the engine.

use crate::support::{Stage, WAD, by_engine, context, estimate};
use bindings::IOptionTail;
use math::SignedWad;

mod answers {
    use super::*;

    fn pair(answer: &IOptionTail::shortfallReturn) -> (u128, u128) {
        (answer.valueAtRisk, answer.expectedShortfall)
    }

    #[test]
    fn the_engines_figures_to_the_last_digit() {
        let stage = Stage::set();
        let mut random = fastrand::Rng::with_seed(1);
        for round in 0..12 {
            let mut legs = stage.legs(192);
            for leg in &mut legs {
                leg.quantity = random.i128(-20..20) * WAD.cast_signed() / 7;
                leg.strike = random.u128(1_500..2_600) * WAD;
            }
            legs.retain(|_| random.u8(..4) == 0);
            // In some rounds the legs of an expiry are past, or about to settle at an average.
            let mut context = context();
            context.leastDay = random.u128(0..WAD / 20);
            if round % 3 == 1 {
                context.settling = stage.slices[0].expiry;
                context.settlingSpot = 1_990 * WAD;
            }
            let mut slices = stage.slices.clone();
            if round % 3 == 2 {
                for leg in legs.iter_mut().filter(|leg| leg.expiry == slices[0].expiry) {
                    leg.expiry = stage.now() - 60;
                }
                slices.remove(0);
            }
            let (figures, [full, estimated]) = by_engine(stage.now(), &slices, &context, &legs);
            let call = IOptionTail::shortfallCall {
                slices,
                context: context.clone(),
                legs: legs.clone(),
            };
            let assessed = stage.assessed(&call);
            assert_eq!(pair(&stage.ask(call)), full);
            let book = &assessed._0;
            assert_eq!(
                [book.mark, book.high, book.low],
                [figures.mark, figures.high, figures.low].map(SignedWad::wei)
            );
            let changes: Vec<_> = figures.changes.iter().map(|it| it.wei()).collect();
            assert_eq!(assessed._1, changes);
            let answer = stage.ask(estimate(book, context.leastDay));
            assert_eq!((answer.valueAtRisk, answer.expectedShortfall), estimated);
        }
    }

    #[test]
    fn zero_for_an_empty_book() {
        let stage = Stage::set();
        assert_eq!(pair(&stage.ask(stage.shortfall(&[]))), (0, 0));
    }

    #[test]
    fn more_when_a_day_is_taken_to_be_wilder() {
        let stage = Stage::set();
        let mut call = stage.shortfall(&stage.legs(24));
        let one = stage.ask(call.clone()).expectedShortfall;
        call.context.leastDay = WAD / 10;
        assert!(stage.ask(call).expectedShortfall > one);
    }
}
