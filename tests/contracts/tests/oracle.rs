//! The oracle on a chain: what it makes of feeds, good and bad.

use contract_tests::feeds::Oracle;

const WAD: u128 = 1_000_000_000_000_000_000;

mod snapshot {
    use super::*;

    #[test]
    fn is_full_on_a_good_round() {
        let mut stage = Oracle::set();
        let now = stage.observe(0);
        assert_eq!(now.state, 0);
        assert_eq!(now.spot, 2_000 * WAD);
        assert_eq!(stage.snapshot(0), now);
    }
}
