package dev.krait.benchmarks.work;

import dev.krait.threading.Barrier;
import java.util.concurrent.CyclicBarrier;

/** A barrier for two, whoever made it. */
interface Meeting {
    void await() throws Exception;

    static Meeting krait() {
        return new Barrier(2)::await;
    }

    static Meeting jdk() {
        return new CyclicBarrier(2)::await;
    }
}
