// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

interface IArbWasm {
    function codehashAsmSize(bytes32 codehash) external view returns (uint32);
}

interface IArbWasmCache {
    function cacheProgram(address program) external;
    function evictCodehash(bytes32 codehash) external;
    function codehashIsCached(bytes32 codehash) external view returns (bool);
}

interface IArbOwnerPublic {
    function isChainOwner(address account) external view returns (bool);
}

/// Sells places in the program cache to the highest bids. A bid loses value as time passes, which
/// is the same as letting later bids count for more: that is how bids are stored.
contract CacheManager {
    IArbOwnerPublic private constant OWNERS = IArbOwnerPublic(0x000000000000000000000000000000000000006b);
    IArbWasm private constant ARB_WASM = IArbWasm(0x0000000000000000000000000000000000000071);
    IArbWasmCache private constant ARB_WASM_CACHE = IArbWasmCache(0x0000000000000000000000000000000000000072);

    struct Entry {
        bytes32 code;
        uint64 size;
        uint192 bid;
    }

    Entry[] private entries;
    /// Bytes that all cached programs may take together.
    uint64 public cacheSize;
    /// Bytes that they take.
    uint64 public queueSize;
    /// Wei by which a bid falls each second.
    uint64 public decay;
    bool public isPaused;

    event InsertBid(bytes32 indexed codehash, address program, uint192 bid, uint64 size);
    event DeleteBid(bytes32 indexed codehash, uint192 bid, uint64 size);
    event SetCacheSize(uint64 size);
    event SetDecayRate(uint64 decay);
    event Pause(bool paused);

    error NotChainOwner(address sender);
    error AsmTooLarge(uint256 asm, uint256 queueSize, uint256 cacheSize);
    error AlreadyCached(bytes32 codehash);
    error BidTooSmall(uint192 bid, uint192 min);
    error BidsArePaused();

    modifier onlyOwner() {
        if (!OWNERS.isChainOwner(msg.sender)) revert NotChainOwner(msg.sender);
        _;
    }

    function setCacheSize(uint64 newSize) external onlyOwner {
        cacheSize = newSize;
        emit SetCacheSize(newSize);
    }

    function setDecayRate(uint64 newDecay) external onlyOwner {
        decay = newDecay;
        emit SetDecayRate(newDecay);
    }

    function setPaused(bool paused) external onlyOwner {
        isPaused = paused;
        emit Pause(paused);
    }

    function evictAll() external onlyOwner {
        isPaused = true;
        while (entries.length != 0) remove(entries.length - 1);
    }

    function sweepFunds(address payable to) external onlyOwner {
        (bool success,) = to.call{value: address(this).balance}("");
        require(success, "transfer failed");
    }

    function getEntries() external view returns (Entry[] memory) {
        return entries;
    }

    /// Caches a program for a bid that beats those which have to make room.
    function placeBid(address program) external payable {
        if (isPaused) revert BidsArePaused();
        bytes32 codehash = program.codehash;
        if (ARB_WASM_CACHE.codehashIsCached(codehash)) revert AlreadyCached(codehash);

        uint64 size = asmSize(codehash);
        uint192 bid = uint192(msg.value + block.timestamp * decay);
        while (queueSize + size > cacheSize) {
            uint256 index = smallest();
            if (bid <= entries[index].bid) revert BidTooSmall(bid, entries[index].bid);
            remove(index);
        }
        entries.push(Entry(codehash, size, bid));
        queueSize += size;
        ARB_WASM_CACHE.cacheProgram(program);
        emit InsertBid(codehash, program, bid, size);
    }

    function getMinBid(address program) external view returns (uint192) {
        return getMinBid(program.codehash);
    }

    function getMinBid(bytes32 codehash) public view returns (uint192) {
        if (ARB_WASM_CACHE.codehashIsCached(codehash)) revert AlreadyCached(codehash);
        return getMinBid(asmSize(codehash));
    }

    /// The least value that buys a place for that many bytes now.
    function getMinBid(uint64 size) public view returns (uint192) {
        if (size > cacheSize) revert AsmTooLarge(size, queueSize, cacheSize);
        uint256 room = cacheSize - queueSize;
        Entry[] memory left = entries;
        uint192 highest = 0;
        while (room < size) {
            uint256 index = smallestOf(left);
            room += left[index].size;
            highest = left[index].bid;
            left[index].bid = type(uint192).max;
        }
        uint256 discount = block.timestamp * decay;
        return highest < discount ? 0 : uint192(highest - discount);
    }

    function asmSize(bytes32 codehash) private view returns (uint64 size) {
        size = ARB_WASM.codehashAsmSize(codehash);
        // A program takes four kibibytes at least.
        if (size < 4096) size = 4096;
        if (size > cacheSize) revert AsmTooLarge(size, queueSize, cacheSize);
    }

    function smallest() private view returns (uint256 index) {
        return smallestOf(entries);
    }

    function smallestOf(Entry[] memory list) private pure returns (uint256 index) {
        for (uint256 i = 1; i < list.length; i++) {
            if (list[i].bid < list[index].bid) index = i;
        }
    }

    function remove(uint256 index) private {
        Entry memory entry = entries[index];
        entries[index] = entries[entries.length - 1];
        entries.pop();
        queueSize -= entry.size;
        ARB_WASM_CACHE.evictCodehash(entry.code);
        emit DeleteBid(entry.code, entry.bid, entry.size);
    }
}
