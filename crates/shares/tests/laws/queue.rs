//! The queue.

use crate::pool::{for_each_case, number, times};
use ruint::aliases::U256;
use shares::{Epoch, Request};

mod the_queue {
    use super::*;

    #[test]
    fn pays_alike_and_never_more_than_there_is() {
        for_each_case("epochs", |rng| {
            let holders = rng.usize(1..8);
            let mut requests: Vec<_> = (0..holders)
                .map(|_| Request {
                    pending: number(rng, 110),
                    ..Request::default()
                })
                .collect();
            let mut waiting: u128 = requests.iter().map(|request| request.pending).sum();
            let (mut paid, mut sold) = (0_u128, 0_u128);
            for _ in 0..rng.usize(1..6) {
                let left = if rng.u8(..4) == 0 {
                    0
                } else {
                    rng.u128(0..=waiting)
                };
                let epoch = Epoch {
                    waiting,
                    left,
                    assets: number(rng, 98),
                };
                for request in &mut requests {
                    let before = *request;
                    *request = request.after(&epoch).expect("in range");
                    fair(&epoch, &before, request);
                }
                waiting = left;
                paid += epoch.assets;
                sold += epoch.waiting - left;
                let sum = |of: fn(&Request) -> u128| requests.iter().map(of).sum::<u128>();
                assert!(sum(|request| request.pending) <= waiting);
                assert!(sum(|request| request.assets) <= paid);
                assert!(sold == 0 || sum(|request| request.filled) + waiting > 0);
            }
        });
    }

    /// Within a unit of the exact part, on the queue's side.
    fn fair(epoch: &Epoch, before: &Request, after: &Request) {
        if before.pending == 0 {
            assert_eq!(before, after);
            return;
        }
        assert_eq!(after.pending + after.filled, before.pending + before.filled);
        let exact = |of: u128| times(before.pending, of) / U256::from(epoch.waiting);
        assert_eq!(U256::from(after.pending), exact(epoch.left));
        assert_eq!(
            U256::from(after.assets - before.assets),
            exact(epoch.assets)
        );
    }
}
