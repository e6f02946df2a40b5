package dev.krait.multiprocessing;

import dev.krait.function.Action;

class ProcessPoolContractTest implements PoolContract {
    @Override
    public Pool newPool(int workers) {
        return new Pool(workers);
    }

    @Override
    public Pool newPool(int workers, Action initializer) {
        return new Pool(workers, PoolOptions.defaults().withInitializer(initializer));
    }
}
