package dev.krait.concurrent.futures;

class ThreadPoolExecutorTest implements ExecutorContract, LocalWorkersContract {
    @Override
    public Executor newExecutor(int workers) {
        return new ThreadPoolExecutor(workers);
    }
}
