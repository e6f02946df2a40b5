package dev.krait.concurrent.futures;

import dev.krait.testing.HouseRules;

class FuturesHouseRulesTest extends HouseRules {
    FuturesHouseRulesTest() {
        super("dev.krait.concurrent", "dev.krait.examples..", "dev.krait.benchmarks..");
    }
}
