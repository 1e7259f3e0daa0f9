//! Signed surfaces that are refused because of their content.

use alloy_primitives::FixedBytes;
use alloy_sol_types::SolError;
use contract_tests::pricing::{IOptionPricer as Pricer, Pricing, WAD};
use contract_tests::reverted;

mod refusal_of_the_surface {
    use super::*;

    /// Returns slices that each break one condition, after one of 30 and one of 60 days were posted.
    fn broken(stage: &Pricing) -> Vec<(FixedBytes<4>, Pricer::SviSlice)> {
        let good = || stage.slice(30);
        let scaled = |percent: i128| {
            let slice = good();
            Pricer::SviSlice {
                level: slice.level * percent / 100,
                slope: slice.slope * percent.unsigned_abs() / 100,
                ..slice
            }
        };
        let other = |days, percent: u128| {
            let slice = stage.slice(days);
            Pricer::SviSlice {
                level: slice.level * percent.cast_signed() / 100,
                slope: slice.slope * percent / 100,
                ..slice
            }
        };
        vec![
            (
                Pricer::PricerNotPositive::SELECTOR.into(),
                Pricer::SviSlice {
                    level: -good().level,
                    ..good()
                },
            ),
            (
                Pricer::PricerWingTooSteep::SELECTOR.into(),
                Pricer::SviSlice {
                    slope: 19 * WAD / 10,
                    ..good()
                },
            ),
            (Pricer::PricerMovedTooFar::SELECTOR.into(), scaled(130)),
            (
                Pricer::PricerButterfly::SELECTOR.into(),
                // A kink so sharp that the density next to it is below zero; the same at the money.
                Pricer::SviSlice {
                    level: good().level * 5 / 4 - 600_000_000_000_000,
                    slope: 6 * WAD / 10,
                    smoothness: WAD / 1_000,
                    tilt: 0,
                    ..good()
                },
            ),
            (
                Pricer::PricerAtTheMoney::SELECTOR.into(),
                Pricer::SviSlice {
                    level: 4 * WAD.cast_signed(),
                    ..stage.slice(45)
                },
            ),
            (Pricer::PricerCalendar::SELECTOR.into(), other(45, 40)),
            (Pricer::PricerCalendar::SELECTOR.into(), other(45, 200)),
        ]
    }

    fn stage() -> Pricing {
        let mut stage = Pricing::set();
        for days in [30, 60] {
            let slice = stage.slice(days);
            assert!(stage.post(&slice).expect("a good post").0);
        }
        stage
    }

    #[test]
    fn names_the_condition_in_a_dry_run() {
        let mut stage = stage();
        let expiry = stage.ask(Pricer::expiriesCall {})[0];
        stage.wait(60);
        for (condition, mut slice) in broken(&stage) {
            if slice.expiry == expiry + 60 {
                slice.expiry = expiry;
            }
            let data = reverted(stage.try_ask(Pricer::checkSurfaceCall { slice }));
            assert_eq!(FixedBytes::from_slice(&data[..4]), condition, "{data}");
        }
    }

    #[test]
    fn uses_the_post_up_and_stops_opening_until_a_good_one_comes() {
        let mut stage = stage();
        let expiry = stage.ask(Pricer::expiriesCall {})[0];
        stage.wait(60);
        let good = stage.slice_until(expiry);
        let before = stage.ask(Pricer::surfaceCall { expiry });
        for (nonce, (condition, slice)) in (1..).zip(broken(&stage).into_iter().take(4)) {
            let slice = Pricer::SviSlice { expiry, ..slice };
            let (accepted, sent) = stage.post(&slice).expect("the post counts");
            assert!(!accepted);
            let event: Pricer::SurfaceRefused = sent.event().expect("an event");
            assert_eq!((event.expiry, event.nonce), (expiry, nonce));
            assert_eq!(event.condition, condition);
            let refusal = reverted(stage.try_ask(Pricer::checkSurfaceCall { slice }));
            let figures: Vec<u8> = [event.first, event.second].concat();
            assert!(figures.starts_with(&refusal[4..]), "{refusal}");
            let stored = stage.ask(Pricer::surfaceCall { expiry });
            assert_eq!((&stored._0, stored._1), (&before._0, before._1));
            assert_eq!((stored._2, stored._3), (nonce + 1, true));
        }
        assert!(stage.post(&good).expect("the post counts").0);
        assert!(!stage.ask(Pricer::surfaceCall { expiry })._3);
    }
}
