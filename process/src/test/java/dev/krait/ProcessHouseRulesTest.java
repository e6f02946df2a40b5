package dev.krait;

import dev.krait.testing.HouseRules;

class ProcessHouseRulesTest extends HouseRules {
    ProcessHouseRulesTest() {
        super("dev.krait.multiprocessing", "dev.krait.concurrent..", "com.google.common..");
    }
}
