/** Python's {@code threading} and {@code queue}, and the function types that tasks are written in. */
module dev.krait.core {
    requires static com.google.errorprone.annotations;
    requires static transitive org.jspecify;

    exports dev.krait.function;
    exports dev.krait.threading;
    exports dev.krait.queue;
    exports dev.krait.threading.internal to
            dev.krait.process,
            dev.krait.futures;
}
