//! Units of the asset and WAD.

use crate::pool::{for_each_case, signed};
use shares::{Book, Unit};

mod the_unit {
    use super::*;

    #[test]
    fn rounds_towards_the_side_that_is_named() {
        for_each_case("unit", |rng| {
            let decimals = rng.u8(6..=18);
            let unit = Unit::of_decimals(decimals).expect("6 to 18");
            let wei = 10_i128.pow(18 - u32::from(decimals));
            let wad = signed(rng, 126);
            let (down, up) = (unit.signed_down(wad), unit.signed_up(wad));
            assert!(down * wei <= wad && wad - down * wei < wei);
            assert!(up == down || (up == down + 1 && wad != down * wei));
            assert_eq!(up == down, wad % wei == 0);
            let magnitude = wad.unsigned_abs();
            assert_eq!(
                unit.unsigned_up(magnitude),
                magnitude.div_ceil(wei.cast_unsigned())
            );
        });
        for decimals in (0..6).chain(19..=u8::MAX) {
            assert_eq!(Unit::of_decimals(decimals), None);
        }
    }

    #[test]
    fn books_are_turned_in_order_whatever_is_said() {
        for_each_case("book", |rng| {
            let unit = Unit::of_decimals(rng.u8(6..=18)).expect("6 to 18");
            let book = Book::of_wad(signed(rng, 126), signed(rng, 126), signed(rng, 126), unit);
            assert!(book.low <= book.mark && book.mark <= book.high);
        });
    }
}
