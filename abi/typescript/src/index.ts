export * from "./abi.js";
export * from "./contracts.js";
export * from "./deployment.js";
export * from "./refusal.js";
export * from "./values.js";
