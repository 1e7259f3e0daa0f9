//! Memory growth.

use super::context::{Call, Escape};
use crate::costs::hostio as ink;

/// Pays for pages before they are added. Only the number's lower 16 bits count.
pub(super) fn pay_for_grow(call: &mut Call<'_>, pages: u32) -> Result<(), Escape> {
    let [.., high, low] = pages.to_be_bytes();
    let pages = u16::from_be_bytes([high, low]);
    if pages == 0 {
        call.buy_ink(ink::BASE)?;
    } else {
        let gas = call.ask(|host| host.add_pages(pages))?;
        call.buy_gas(gas)?;
    }
    call.trace(&[&pages.to_be_bytes()], &[])
}
