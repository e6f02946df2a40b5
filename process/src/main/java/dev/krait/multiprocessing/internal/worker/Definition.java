package dev.krait.multiprocessing.internal.worker;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A function that was sent. It is rebuilt inside the first task that uses it, so that code of the program which runs in
 * that, and whatever it does to this process, has a task to its name.
 */
final class Definition {
    /** Where the encoded function is. */
    interface Source {
        @Nullable
        Object decode(WorkerRoutes routes) throws IOException, ClassNotFoundException;
    }

    private @Nullable Source source;
    private @Nullable Object function;
    private @Nullable Throwable failure;
    private ClassLoader loader = ClassLoader.getSystemClassLoader();

    /** A function that is to be rebuilt when it is first asked for. */
    Definition(Source source) {
        this.source = source;
    }

    /** A function that is rebuilt already. */
    private Definition() {}

    /** A function that is rebuilt already. */
    static Definition of(@Nullable Object function) {
        var definition = new Definition();
        definition.rebuilt(function);
        return definition;
    }

    private void rebuilt(@Nullable Object itsFunction) {
        function = itsFunction;
        ClassLoader its = itsFunction == null ? null : itsFunction.getClass().getClassLoader();
        loader = its instanceof ParentLoader ? its : ClassLoader.getSystemClassLoader();
    }

    /** The loader by which its code is to find classes and resources; once it was asked for the function. */
    ClassLoader loader() {
        return loader;
    }

    /** The function. */
    @Nullable
    Object function(WorkerRoutes routes) throws TaskLoop.UnreadableTask {
        if (source != null) {
            try {
                rebuilt(source.decode(routes));
            } catch (Throwable e) {
                failure = e;
            }
            source = null;
        }
        if (failure != null) {
            throw TaskLoop.UnreadableTask.because(failure);
        }
        return function;
    }
}
