package dev.krait.concurrent.futures;

import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "virtual threads came with 21")
class VirtualThreadExecutorTest implements ExecutorContract, LocalWorkersContract {
    @Override
    public Executor newExecutor(int workers) {
        return new ThreadPoolExecutor(workers, ThreadPoolOptions.defaults().withVirtualThreads());
    }
}
