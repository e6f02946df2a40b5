package dev.krait.concurrent.futures;

class ThreadPoolFullQueueTest implements FullQueueContract {
    @Override
    public Executor newExecutor(WhenFull whenFull) {
        return new ThreadPoolExecutor(1, ThreadPoolOptions.defaults().withQueueCapacity(1, whenFull));
    }
}
