package dev.krait;

import dev.krait.testing.HouseRules;

class BenchmarksHouseRulesTest extends HouseRules {
    BenchmarksHouseRulesTest() {
        super("dev.krait.benchmarks", "dev.krait.examples..", "dev.krait..internal..");
    }
}
