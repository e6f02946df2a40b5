package dev.krait.examples;

import dev.krait.testing.HouseRules;

/** The examples use what the library exports and nothing else of it. */
class ExamplesHouseRulesTest extends HouseRules {
    ExamplesHouseRulesTest() {
        super(
                "dev.krait.examples",
                "dev.krait.threading.internal..",
                "dev.krait.multiprocessing.internal..",
                "dev.krait.concurrent.futures.internal..");
    }
}
