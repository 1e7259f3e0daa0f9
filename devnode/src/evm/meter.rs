//! Gas and ink, by contract and by host function.

use alloy::primitives::Address;
use std::collections::BTreeMap;

/// The use of gas and ink by a contract.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContractUse {
    /// Frames that ran its code.
    pub calls: u64,
    /// Gas of those frames, with everything they called.
    pub gas: u64,
    /// Ink of its host calls, by name; empty for EVM code.
    pub hostios: BTreeMap<String, HostioUse>,
}

/// The use of ink by one host function.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HostioUse {
    /// How often it was called.
    pub calls: u64,
    /// Ink between its start and its end, with what it called.
    pub ink: u64,
}

/// Gas and ink of the transactions that ran while metering.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meter {
    /// By the address whose code ran.
    pub contracts: BTreeMap<Address, ContractUse>,
}

impl Meter {
    pub(crate) fn frame(&mut self, code: Address, gas: u64) {
        let entry = self.contracts.entry(code).or_default();
        entry.calls += 1;
        entry.gas = entry.gas.saturating_add(gas);
    }

    pub(crate) fn hostio(&mut self, code: Address, name: &str, ink: u64) {
        let hostios = &mut self.contracts.entry(code).or_default().hostios;
        let entry = match hostios.get_mut(name) {
            Some(entry) => entry,
            None => hostios.entry(name.to_owned()).or_default(),
        };
        entry.calls += 1;
        entry.ink = entry.ink.saturating_add(ink);
    }

    /// Adds the counts of another meter.
    pub fn merge(&mut self, other: &Self) {
        for (address, used) in &other.contracts {
            let entry = self.contracts.entry(*address).or_default();
            entry.calls += used.calls;
            entry.gas = entry.gas.saturating_add(used.gas);
            for (name, hostio) in &used.hostios {
                let sum = entry.hostios.entry(name.clone()).or_default();
                sum.calls += hostio.calls;
                sum.ink = sum.ink.saturating_add(hostio.ink);
            }
        }
    }
}
