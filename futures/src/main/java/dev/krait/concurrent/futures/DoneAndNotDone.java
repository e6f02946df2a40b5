package dev.krait.concurrent.futures;

import java.util.Set;

/**
 * What {@link Futures#await} found: Python's named tuple {@code (done, not_done)}.
 *
 * @param <F> the futures' type
 * @param done those finished or cancelled, in the order given
 * @param notDone the others, in the order given
 */
public record DoneAndNotDone<F extends Future<?>>(Set<F> done, Set<F> notDone) {}
