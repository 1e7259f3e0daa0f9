// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// Calls back when it is called: as a token's hook, as the receiver of money, or as a module that answers what it was told.
contract Meddler {
    struct Attempt { address target; bytes message; bool still; }
    struct Outcome { bool succeeded; bytes4 reason; uint32 length; }

    Attempt[] private attempts;
    Outcome[] private seen;
    mapping(bytes4 => bytes) private answers;
    address private model;
    uint256 public rounds;
    bool private busy;

    /// Sets what it calls, in order.
    function plan(Attempt[] calldata attempts_) external {
        delete attempts;
        delete seen;
        rounds = 0;
        for (uint256 i = 0; i < attempts_.length; i++) attempts.push(attempts_[i]);
    }

    /// Makes it answer a function.
    function say(bytes4 selector, bytes calldata answer) external {
        answers[selector] = answer;
    }

    /// Makes it ask another contract what it was told nothing about.
    function imitate(address model_) external {
        model = model_;
    }

    function outcomes() external view returns (Outcome[] memory) {
        return seen;
    }

    /// What a token calls before and after it moves money.
    function onMove() external {
        meddle();
    }

    function meddle() private {
        if (busy || attempts.length == 0) return;
        busy = true;
        rounds += 1;
        for (uint256 i = 0; i < attempts.length; i++) {
            Attempt storage attempt = attempts[i];
            (bool done, bytes memory data) = attempt.still
                ? attempt.target.staticcall(attempt.message)
                : attempt.target.call(attempt.message);
            seen.push(Outcome(done, data.length < 4 ? bytes4(0) : bytes4(data), uint32(data.length)));
        }
        busy = false;
    }

    /// Any other call is one of a module. A static one changes nothing, so it only answers.
    fallback() external {
        if (!inStaticCall()) meddle();
        bytes memory answer = answers[msg.sig];
        if (answer.length == 0 && model != address(0)) {
            bool done;
            (done, answer) = model.staticcall(msg.data);
            require(done, "the model refuses");
        }
        assembly {
            return(add(answer, 32), mload(answer))
        }
    }

    function inStaticCall() private returns (bool) {
        // Little gas, because a refused write uses up all of it.
        try this.touch{gas: 10_000}() {
            return false;
        } catch {
            return true;
        }
    }

    function touch() external {
        assembly {
            tstore(0, 1)
        }
    }
}

/// A feed that calls back. It can record nothing, because it is asked by static calls. It gives the price of another feed
/// if all its calls are refused with the given reason, and otherwise none.
contract MeddlingFeed {
    struct Attempt { address target; bytes message; }

    Attempt[] private attempts;
    address private model;
    bytes4 private reason;

    function plan(address model_, bytes4 reason_, Attempt[] calldata attempts_) external {
        model = model_;
        reason = reason_;
        delete attempts;
        for (uint256 i = 0; i < attempts_.length; i++) attempts.push(attempts_[i]);
    }

    fallback() external {
        for (uint256 i = 0; i < attempts.length; i++) {
            (bool done, bytes memory data) = attempts[i].target.call(attempts[i].message);
            require(!done && data.length == 4 && bytes4(data) == reason, "it got in");
        }
        (, bytes memory answer) = model.staticcall(msg.data);
        assembly {
            return(add(answer, 32), mload(answer))
        }
    }
}

/// A dollar token of 6 decimals that calls a meddler before and after each move, and a receiver that is a contract.
contract HookCoin is ERC20 {
    Meddler public meddler;
    bool public before;

    constructor(uint256 supply) ERC20("Hook Coin", "HOOK") {
        _mint(msg.sender, supply);
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function hook(Meddler meddler_, bool before_) external {
        meddler = meddler_;
        before = before_;
    }

    function decimals() public pure override returns (uint8) {
        return 6;
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (before && address(meddler) != address(0)) meddler.onMove();
        super._update(from, to, amount);
        if (!before && address(meddler) != address(0)) meddler.onMove();
    }
}
