//! `ArbOwnerPublic` (0x6b): the owners' settings, for everyone to read.

use alloy::{primitives::Address, sol};

use super::{Method, set};
use crate::arbos::storage::{Space, root};

sol! {
    function getAllChainOwners() external view returns (address[]);
    function isChainOwner(address account) external view returns (bool);
    function getNetworkFeeAccount() external view returns (address);
    function getInfraFeeAccount() external view returns (address);
    function getBrotliCompressionLevel() external view returns (uint64);
    function getScheduledUpgrade() external view returns (uint64 arbosVersion, uint64 scheduledForTimestamp);
    function isNativeTokenOwner(address account) external view returns (bool);
    function getAllNativeTokenOwners() external view returns (address[]);
    function getMaxStylusContractFragments() external view returns (uint8);
}

pub(super) fn methods() -> Vec<Method> {
    vec![
        Method::view(|s, _: getAllChainOwnersCall| set::OWNERS.members(s)),
        Method::view(|s, call: isChainOwnerCall| set::OWNERS.contains(s, call.account)),
        Method::view(|s, _: getNetworkFeeAccountCall| {
            s.read_address(Space::ROOT.field(root::NETWORK_FEE_ACCOUNT))
        }),
        Method::view(|s, _: getInfraFeeAccountCall| {
            s.read_address(Space::ROOT.field(root::INFRA_FEE_ACCOUNT))
        }),
        Method::view(|s, _: getBrotliCompressionLevelCall| {
            s.read_u64(Space::ROOT.field(root::BROTLI_LEVEL))
        }),
        Method::view(|s, _: getScheduledUpgradeCall| {
            let version = s.read_u64(Space::ROOT.field(root::UPGRADE_VERSION))?;
            let time = s.read_u64(Space::ROOT.field(root::UPGRADE_TIME))?;
            let pending = version > s.ctx.chain.arbos.number();
            Ok(getScheduledUpgradeReturn {
                arbosVersion: if pending { version } else { 0 },
                scheduledForTimestamp: if pending { time } else { 0 },
            })
        }),
        Method::view(|s, _: isNativeTokenOwnerCall| {
            s.burn(800)?;
            Ok(false)
        })
        .since(41),
        Method::view(|s, _: getAllNativeTokenOwnersCall| {
            s.burn(800)?;
            Ok(Vec::<Address>::new())
        })
        .since(41),
        Method::view(|s, _: getMaxStylusContractFragmentsCall| Ok(s.params()?.max_fragments))
            .since(60),
    ]
}
