// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// OpenZeppelin's ERC-20 with as many decimals as wanted, minted by anybody.
contract Coin is ERC20 {
    uint8 private immutable places;

    constructor(uint8 decimals_) ERC20("Coin", "COIN") {
        places = decimals_;
    }

    function decimals() public view override returns (uint8) {
        return places;
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}

/// A token that does what no token should, as it is told to.
contract OddCoin {
    /// What a transfer does; the last moves the amount and burns as much again of the sender's.
    enum Manner { Plain, Silent, Refuses, Garbles, KeepsATenth, MovesNothing, Reverts, CallsBack, TakesMore }

    error OddCoinReverts();

    uint8 public decimals = 6;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;
    Manner public manner;
    address public target;
    bytes public message;
    bool public calledBack;
    bool public callSucceeded;

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    function burn(address from, uint256 amount) external {
        balanceOf[from] -= amount;
    }

    function behave(Manner manner_) external {
        manner = manner_;
    }

    function aim(address target_, bytes calldata message_) external {
        target = target_;
        message = message_;
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        return true;
    }

    function transfer(address to, uint256 amount) external {
        move(msg.sender, to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) external {
        allowance[from][msg.sender] -= amount;
        move(from, to, amount);
    }

    function move(address from, address to, uint256 amount) private {
        uint256 answer = 1;
        uint256 arriving = amount;
        if (manner == Manner.Reverts) revert OddCoinReverts();
        if (manner == Manner.CallsBack) {
            calledBack = true;
            (callSucceeded, ) = target.call(message);
        }
        if (manner == Manner.Refuses) {
            answer = 0;
            amount = arriving = 0;
        }
        if (manner == Manner.Garbles) answer = 2;
        if (manner == Manner.KeepsATenth) arriving = amount - amount / 10;
        if (manner == Manner.MovesNothing) amount = arriving = 0;
        balanceOf[from] -= amount;
        balanceOf[to] += arriving;
        if (manner == Manner.TakesMore) balanceOf[from] -= amount;
        bool silent = manner == Manner.Silent;
        assembly {
            mstore(0, answer)
            return(0, mul(32, iszero(silent)))
        }
    }
}

/// Another address of an odd coin: its balances are those of the coin, and what it moves, moves there.
contract TwinCoin {
    OddCoin private immutable coin;

    constructor(OddCoin coin_) {
        coin = coin_;
    }

    function balanceOf(address owner) external view returns (uint256) {
        return coin.balanceOf(owner);
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        coin.burn(msg.sender, amount);
        coin.mint(to, amount);
        return true;
    }
}
