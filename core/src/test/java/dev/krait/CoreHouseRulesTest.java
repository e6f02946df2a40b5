package dev.krait;

import dev.krait.testing.HouseRules;

class CoreHouseRulesTest extends HouseRules {
    CoreHouseRulesTest() {
        super("dev.krait", "dev.krait.multiprocessing..", "dev.krait.concurrent..", "com.google.common..");
    }
}
