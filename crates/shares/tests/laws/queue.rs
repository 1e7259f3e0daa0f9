//! The queue.

use crate::pool::{for_each_case, number, times};
use fastrand::Rng;
use ruint::aliases::U256;
use shares::levels::{LEVELS, level_down, level_up, price_of};
use shares::{Closing, Epochs, Request, Waiting};

mod the_queue {
    use super::*;

    /// All requests of a few holders, and the totals of their levels.
    struct All {
        requests: Vec<(u16, Request)>,
        levels: [Waiting; 3],
        epoch: u64,
        open: u64,
    }

    impl All {
        fn of(holders: usize, rng: &mut Rng) -> Self {
            let request = |_| (rng.u16(0..3), Request::default());
            Self {
                requests: (0..holders).map(request).collect(),
                levels: [Waiting::default(); 3],
                epoch: 1,
                open: 1,
            }
        }

        fn ask(&mut self, rng: &mut Rng) {
            let holder = rng.usize(..self.requests.len());
            let shares = number(rng, 100);
            let (level, request) = &mut self.requests[holder];
            let total = &mut self.levels[usize::from(*level)];
            *total = total
                .released(self.open)
                .asked(shares, self.epoch)
                .expect("in range");
            request.waits = request.waits.asked(shares, self.epoch).expect("in range");
        }

        /// What has not ended comes back at once, and so does all else if no epoch that has ended is open.
        fn cancel(&mut self, rng: &mut Rng) {
            let holder = rng.usize(..self.requests.len());
            let (level, request) = &mut self.requests[holder];
            let before = request.waits.at(self.epoch);
            let total = &mut self.levels[usize::from(*level)];
            *total = total
                .released(self.open)
                .cancelled(&request.waits, self.epoch, self.open)
                .expect("a part of it");
            let back = request.back;
            let came = request.cancel(self.epoch, self.open).expect("in range");
            let late = self.open < self.epoch;
            let at_once = before.fresh + if late { 0 } else { before.ended };
            assert_eq!(came, at_once + back);
            let stays = if late { before.ended } else { 0 };
            assert_eq!(
                request.waits.taking_part().expect("in range"),
                before.cancelled + stays
            );
        }

        fn close(&mut self, rng: &mut Rng) {
            let highest = rng.u16(0..3);
            let part = |waits: &Waiting, open, epoch| waits.released(open).at(epoch);
            let (open, epoch) = (self.open, self.epoch);
            let mut closing = Closing {
                from: open,
                until: epoch,
                level: highest,
                ..Closing::default()
            };
            let parts = self.levels[..=usize::from(highest)]
                .iter()
                .map(|waits| part(waits, open, epoch));
            let taking = |waits: Waiting| waits.taking_part().expect("in range");
            closing.waiting = parts.map(taking).sum();
            closing.left = match rng.u8(..4) {
                0 => 0,
                1 => closing.waiting,
                _ => rng.u128(0..=closing.waiting),
            };
            self.open = epoch;
            if closing.left == closing.waiting {
                // Nobody is paid: it is not recorded.
                for (_, request) in &mut self.requests {
                    *request = request.released(epoch);
                }
                return;
            }
            closing.assets = number(rng, 98);
            let mut paid = 0;
            for (level, request) in &mut self.requests {
                let before = *request;
                *request = request.after(&closing, *level).expect("in range");
                fair(&closing, *level, &before, request);
                paid += request.assets - before.assets;
            }
            assert!(paid <= closing.assets, "{paid} of {}", closing.assets);
            let mut left = 0;
            for total in &mut self.levels[..=usize::from(highest)] {
                let after = part(total, open, epoch).after(&closing).expect("in range");
                left += after.taking_part().expect("in range");
                *total = after.released(epoch);
            }
            assert!(left <= closing.left);
        }

        /// Requests never have more than their level.
        fn hold_together(&self) {
            for (level, total) in (0..).zip(&self.levels) {
                let total = total.released(self.open).at(self.epoch);
                let of_level = self.requests.iter().filter(|(of, _)| *of == level);
                let mut sum = Waiting::default();
                for (_, request) in of_level {
                    let waits = request.waits.at(self.epoch);
                    sum.ended += waits.ended;
                    sum.fresh += waits.fresh;
                    sum.cancelled += waits.cancelled;
                }
                assert!(sum.ended <= total.ended && sum.cancelled <= total.cancelled);
                assert_eq!(sum.fresh, total.fresh);
            }
        }
    }

    #[test]
    fn pays_alike_and_never_more_than_there_is() {
        for_each_case("closings", |rng| {
            let mut all = All::of(rng.usize(1..6), rng);
            for _ in 0..rng.usize(1..12) {
                match rng.u8(..6) {
                    0..3 => all.ask(rng),
                    3 => all.cancel(rng),
                    4 => all.epoch += rng.u64(1..4),
                    _ if all.open < all.epoch => all.close(rng),
                    _ => {}
                }
                all.hold_together();
            }
        });
    }

    /// Within a unit of the exact part, on the queue's side; nothing for what was asked for too late.
    fn fair(closing: &Closing, level: u16, before: &Request, after: &Request) {
        let waits = before.released(closing.from).waits.at(closing.until);
        let took = if level <= closing.level {
            waits.taking_part().expect("in range")
        } else {
            0
        };
        let filled = after.filled - before.filled;
        let exact = |shares: u128, of: u128| times(shares, of) / U256::from(closing.waiting.max(1));
        assert_eq!(
            U256::from(after.assets - before.assets),
            exact(took, closing.assets)
        );
        let kept = U256::from(took - filled);
        assert!(kept <= exact(took, closing.left));
        assert!(exact(took, closing.left) - kept <= U256::from(1));
        let all = |request: &Request| request.waits.all().expect("in range") + request.back;
        assert_eq!(all(after) + filled, all(before));
        assert_eq!(after.waits.cancelled, 0, "what is left has come back");
        if level <= closing.level {
            assert_eq!(after.waits.fresh, waits.fresh);
        }
    }

    #[test]
    fn pays_a_claim_in_parts_what_it_pays_at_once() {
        for_each_case("claims", |rng| {
            let filled = number(rng, 110).max(1);
            let assets = number(rng, 98);
            let mut request = Request {
                filled,
                assets,
                ..Request::default()
            };
            let (mut paid, mut gone) = (0, 0);
            for _ in 0..4 {
                let (money, shares) = if rng.bool() {
                    let shares = rng.u128(0..=request.filled);
                    let money = request.claim_shares(shares).expect("in range");
                    (money.expect("there are as many"), shares)
                } else {
                    let money = rng.u128(0..=request.assets);
                    let before = request;
                    let shares = request.claim_assets(money).expect("in range");
                    let shares = shares.expect("there is as much");
                    if money == before.assets {
                        assert_eq!(shares, before.filled);
                    }
                    (money, shares)
                };
                (paid, gone) = (paid + money, gone + shares);
            }
            assert_eq!(
                (request.filled + gone, request.assets + paid),
                (filled, assets)
            );
            let (shares, money) = (request.filled, request.assets);
            assert_eq!(request.claim_shares(shares + 1), Ok(None));
            assert_eq!(request.claim_assets(money + 1), Ok(None));
            assert_eq!(request.claim_shares(shares), Ok(Some(money)));
            assert_eq!((request.filled, request.assets), (0, 0));
        });
    }
}

mod epochs {
    use super::*;

    #[test]
    fn end_by_the_clock_and_never_go_back() {
        for_each_case("epochs", |rng| {
            let mut epochs = Epochs {
                secs: rng.u64(600..=604_800),
                shift: 0,
            };
            let mut now = rng.u64(1_700_000_000..4_000_000_000);
            for _ in 0..6 {
                let (number, end) = (epochs.number(now), epochs.end(now));
                assert!(end > now && end - now <= epochs.secs && end % epochs.secs == 0);
                assert_eq!(epochs.number(end - 1), number);
                assert_eq!(epochs.number(end), number + 1);
                if rng.bool() {
                    epochs = epochs.of_length(rng.u64(600..=604_800), now);
                    assert_eq!(epochs.number(now), number, "it goes on");
                }
                let before = epochs.number(now);
                now += rng.u64(0..2_000_000);
                assert!(epochs.number(now) >= before);
            }
        });
    }
}

mod levels {
    use super::*;

    #[test]
    fn rise_from_a_sixteenth_to_sixteen_times_the_initial_price() {
        const START: u128 = 1_000_000_000_000;
        assert_eq!(price_of(0), 0);
        assert_eq!(price_of(1), START / 16);
        assert_eq!(price_of(257), START);
        assert_eq!(price_of(LEVELS), START * 16 / 128 * 127);
        for level in 1..=LEVELS {
            let (below, price) = (price_of(level - 1), price_of(level));
            assert!(below < price);
            if level > 1 {
                assert!((price - below) * 64 <= below, "within a 64th");
            }
            assert_eq!(level_up(price), Some(level));
            assert_eq!(level_down(price), level);
            assert_eq!(level_down(price - 1), level - 1);
            assert_eq!(level_up(below + 1), Some(level));
        }
        assert_eq!(level_up(0), Some(0));
        assert_eq!(level_up(price_of(LEVELS) + 1), None);
        assert_eq!(level_down(u128::MAX), LEVELS);
    }
}
