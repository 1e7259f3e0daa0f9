//! Ethereum's precompiles and the chain's own, as revm asks for them.

use alloy::primitives::{Address, map::AddressSet};
use revm::{
    handler::{EthPrecompiles, PrecompileProvider},
    interpreter::{CallInputs, InterpreterResult},
    precompile::{self, secp256r1::P256VERIFY},
    primitives::hardfork::SpecId,
};
use std::sync::LazyLock;

use super::Ctx;
use crate::{arbos::precompiles as chain, config::Arbos};

/// Ethereum's precompiles before `ArbOS` 50. Nitro took over Prague's opcodes and transactions by
/// then, but not its operations on BLS12-381; and it had secp256r1 long before Ethereum.
static BEFORE_50: LazyLock<precompile::Precompiles> = LazyLock::new(|| {
    let mut all = precompile::Precompiles::cancun().clone();
    all.extend([P256VERIFY]);
    all
});

/// Both kinds of precompiles.
pub(crate) struct Precompiles {
    ethereum: EthPrecompiles,
    warm: AddressSet,
}

impl Precompiles {
    pub(crate) fn new(spec: SpecId, arbos: Arbos) -> Self {
        let mut ethereum = EthPrecompiles::new(spec);
        if arbos.number() < 50 {
            ethereum.precompiles = &BEFORE_50;
        }
        let mut warm: AddressSet = ethereum.warm_addresses().clone();
        warm.extend(chain::addresses(arbos));
        Self { ethereum, warm }
    }
}

impl Precompiles {
    fn run_here(
        &mut self,
        ctx: &mut Ctx,
        inputs: &CallInputs,
    ) -> Result<Option<InterpreterResult>, String> {
        match chain::run(ctx, inputs) {
            Some(result) => Ok(Some(result)),
            None => self.ethereum.run(ctx, inputs),
        }
    }
}

impl PrecompileProvider<Ctx> for Precompiles {
    type Output = InterpreterResult;

    fn set_spec(&mut self, _spec: SpecId) -> bool {
        true
    }

    fn run(
        &mut self,
        ctx: &mut Ctx,
        inputs: &CallInputs,
    ) -> Result<Option<InterpreterResult>, String> {
        let moved = &ctx.chain.moved_precompiles;
        if moved.is_empty() {
            return self.run_here(ctx, inputs);
        }
        let here = inputs.bytecode_address;
        if let Some((old, _)) = moved.iter().find(|(_, new)| *new == here) {
            let mut inputs = inputs.clone();
            inputs.bytecode_address = *old;
            return self.run_here(ctx, &inputs);
        }
        if moved.iter().any(|(old, _)| *old == here) {
            return Ok(None);
        }
        self.run_here(ctx, inputs)
    }

    fn warm_addresses(&self) -> &AddressSet {
        &self.warm
    }

    fn contains(&self, address: &Address) -> bool {
        self.warm.contains(address)
    }
}
