//! `ArbWasmCache` (0x72): the programs in the cache.

use alloy::{primitives::B256, sol};

use super::{Fault, Method, Session, set};
use crate::arbos::{
    programs::{Inactive, Program},
    storage::Space,
};

sol! {
    function isCacheManager(address manager) external view returns (bool);
    function allCacheManagers() external view returns (address[] managers);
    function cacheProgram(address program) external;
    function evictCodehash(bytes32 codehash) external;
    function codehashIsCached(bytes32 codehash) external view returns (bool);

    event UpdateProgramCache(address indexed manager, bytes32 indexed codehash, bool cached);
}

pub(super) fn methods() -> Vec<Method> {
    vec![
        Method::view(|s, call: isCacheManagerCall| set::CACHE_MANAGERS.contains(s, call.manager)),
        Method::view(|s, _: allCacheManagersCall| set::CACHE_MANAGERS.members(s)),
        Method::write(|s, call: cacheProgramCall| {
            let hash = s.code_hash(call.program)?;
            set_cached(s, hash, true)?;
            Ok(cacheProgramReturn {})
        }),
        Method::write(|s, call: evictCodehashCall| {
            set_cached(s, call.codehash, false)?;
            Ok(evictCodehashReturn {})
        }),
        Method::view(|s, call: codehashIsCachedCall| {
            let word = s.read(Program::slot(call.codehash))?;
            Ok(Program::unpack(word.into()).cached)
        }),
    ]
}

fn may_cache(s: &mut Session<'_>) -> Result<bool, Fault> {
    let caller = s.caller;
    Ok(set::CACHE_MANAGERS.contains(s, caller)? || set::OWNERS.contains(s, caller)?)
}

fn set_cached(s: &mut Session<'_>, codehash: B256, cached: bool) -> Result<(), Fault> {
    if !may_cache(s)? {
        return Err(s.burn_out());
    }
    let params = s.params()?;
    let mut program = Program::unpack(s.read(Program::slot(codehash))?.into());
    if cached && program.version != params.version {
        let reason = Inactive::NeedsUpgrade(program.version, params.version);
        return Err(Fault::Revert(reason.encode().into()));
    }
    let now = s.now_secs();
    if cached && program.is_expired(now, &params) {
        let reason = Inactive::Expired(program.age_secs(now));
        return Err(Fault::Revert(reason.encode().into()));
    }
    if program.cached == cached {
        return Ok(());
    }
    s.emit(&UpdateProgramCache {
        manager: s.caller,
        codehash,
        cached,
    })?;
    // The price of an uncached start is paid here, once.
    s.burn(u64::from(program.init_cost))?;
    s.read(Space::module_hashes().slot(codehash))?;
    program.cached = cached;
    s.write(Program::slot(codehash), program.pack().into())
}
