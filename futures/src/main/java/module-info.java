/** Python's {@code concurrent.futures}: one contract for tasks over threads, processes and executors you already have. */
module dev.krait.futures {
    requires static com.google.errorprone.annotations;
    requires static transitive org.jspecify;
    requires transitive com.google.common;
    requires transitive dev.krait.core;
    requires transitive dev.krait.process;

    exports dev.krait.concurrent.futures;
}
