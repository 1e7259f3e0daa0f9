//! `ArbInfo` (0x65): balances and code of accounts.

use alloy::sol;

use super::Method;

sol! {
    function getBalance(address account) external view returns (uint256);
    function getCode(address account) external view returns (bytes);
}

pub(super) fn methods() -> Vec<Method> {
    vec![
        Method::view(|s, call: getBalanceCall| {
            s.burn(700)?;
            Ok(s.balance(call.account))
        }),
        Method::view(|s, call: getCodeCall| {
            s.burn(2100)?;
            let code = s.code(call.account);
            s.burn_words(code.len())?;
            Ok(code)
        }),
    ]
}
