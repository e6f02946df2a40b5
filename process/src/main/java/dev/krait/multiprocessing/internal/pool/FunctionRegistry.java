package dev.krait.multiprocessing.internal.pool;

import dev.krait.multiprocessing.internal.launch.LoaderNumbers;
import dev.krait.multiprocessing.internal.wire.ByteWriter;
import dev.krait.multiprocessing.internal.wire.ValueEncoder;
import java.io.IOException;
import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Gives functions their numbers.
 *
 * <p>A lambda or method reference that captures nothing can never change, so it is encoded once for the life of the pool.
 * Any other function is encoded anew for each call that uses it, because what it holds may have changed since.
 */
final class FunctionRegistry {
    private final SegmentPool segments;
    private final AtomicInteger lastNumber = new AtomicInteger();

    /** Lambdas compare by identity, which makes this a map by identity; a value of null says that it captures. */
    private final Map<Object, @Nullable TaskFunction> constants = Collections.synchronizedMap(new WeakHashMap<>());

    FunctionRegistry(SegmentPool segments) {
        this.segments = segments;
    }

    /**
     * The number of a function that many tasks share.
     *
     * @throws IOException if it cannot travel
     */
    TaskFunction shared(Serializable function, int arity) throws IOException {
        TaskFunction constant = constant(function, arity);
        return constant != null ? constant : define(function, arity, false);
    }

    /**
     * The number of a function if it is constant.
     *
     * @return null if its definition has to come with the task
     */
    @Nullable
    TaskFunction constant(Serializable function, int arity) throws IOException {
        if (!function.getClass().isSynthetic() && !function.getClass().isHidden()) {
            return null;
        }
        if (ValueEncoder.mayReadShellVariables(function)) {
            return null; // A variable that it reads may have changed since.
        }
        TaskFunction known = constants.get(function);
        if (known == null && !constants.containsKey(function) && ValueEncoder.capturesNothing(function)) {
            known = define(function, arity, true);
            constants.put(function, known);
        }
        return known;
    }

    private TaskFunction define(Serializable function, int arity, boolean constant) throws IOException {
        var body = new ByteWriter(512).withBlocksWithin();
        var encoder = new ValueEncoder(body, LoaderNumbers.INSTANCE);
        encoder.encode(function);
        return TaskFunction.defined(lastNumber.incrementAndGet(), arity, constant, body, encoder.takeMoved(), segments);
    }
}
